using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Esf.Clients.Tests.OneC;

/// <summary>The built <c>esf-1c</c> as a process of its own, which a test can kill. It ends with the test whatever happens.</summary>
internal sealed class OneCProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly SemaphoreSlim _lines = new(0);
    private readonly Process _process;

    private OneCProcess(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "esf-1c.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Starting is most of the time of a process that is killed early.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Took(line.Data);
        _process.ErrorDataReceived += (_, line) => Took(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _output);

    public bool HasExited => _process.HasExited;

    public static OneCProcess Start(OneCServer server, OneCFolder folder, bool once = false, string taxpayer = OneCServer.Taxpayer) => new(
    [
        "run", "--folder", folder.Root, "--taxpayer", taxpayer, "--server", server.Grpc, "--settle", "0", "--interval", "0.1",
        .. once ? ["--once"] : Array.Empty<string>(),
    ]);

    /// <summary>Waits until it has printed so many lines more, or has ended.</summary>
    public async Task PrintsAsync(int lines, CancellationToken cancellationToken)
    {
        var exit = _process.WaitForExitAsync(cancellationToken);
        for (var i = 0; i < lines && !exit.IsCompleted; i++)
        {
            await Task.WhenAny(_lines.WaitAsync(Limit, cancellationToken), exit);
        }
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await WaitForExitAsync(cancellationToken);
    }

    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _lines.Dispose();
    }

    private void Took(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            try
            {
                _lines.Release();
            }
            catch (ObjectDisposedException)
            {
                // The last lines of a process that is gone.
            }
        }
    }
}

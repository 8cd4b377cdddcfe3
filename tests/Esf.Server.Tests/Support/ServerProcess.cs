using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Esf.Storage;
using Grpc.Net.Client;

namespace Esf.Server.Tests.Support;

/// <summary>The built server as a process of its own, which a test can kill. It ends with the test whatever happens.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // One time for all servers of a run: a sandbox that starts again does not start behind what it has committed.
    private static readonly long Began = Stopwatch.GetTimestamp();

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-process-");

    private ServerProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Esf.Server.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? string.Empty);
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? string.Empty);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that it has printed.</summary>
    public string Output => string.Join('\n', _output);

    public string GrpcAddress { get; private init; } = string.Empty;

    public string JsonAddress { get; private init; } = string.Empty;

    /// <summary>Starts a server on free ports, its sandbox clock on <see cref="Given.Noon"/> and the time since the first one, and returns when it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(StoreOptions storage, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = Start(storage, FreeAddress(), FreeAddress());
            if (await server.IsReadyAsync(cancellationToken))
            {
                return server;
            }

            var output = server.Output;
            await server.DisposeAsync();

            // A port that was free may have been taken a moment later; another one is tried then.
            Assert.True(attempt < 3 && output.Contains("in use", StringComparison.Ordinal), $"The server does not start:\n{output}");
        }
    }

    /// <summary>Runs a server that is expected to refuse to start.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string[] arguments, CancellationToken cancellationToken, params (string Name, string? Value)[] environment)
    {
        (string Name, string? Value)[] variables = [("DOTNET_ENVIRONMENT", null), ("ASPNETCORE_ENVIRONMENT", null), .. environment];
        await using var server = new ServerProcess(arguments, variables.ToDictionary(variable => variable.Name, variable => variable.Value));
        return (await server.WaitForExitAsync(cancellationToken), server.Output);
    }

    public GrpcChannel OpenChannel() => GrpcChannel.ForAddress(GrpcAddress);

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM, as an operator or a container runtime stops it.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken) => SignalAsync("TERM", cancellationToken);

    /// <summary>SIGSTOP: the process keeps all that it has and does nothing.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    /// <summary>SIGCONT: the process goes on where it was stopped.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>Waits until it has ended, at most as long as it may take to start or to stop.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
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
        _folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private static ServerProcess Start(StoreOptions storage, string grpc, string json)
    {
        // One setting of each source: the environment that the system gives, the prefix of the server, the command line.
        var environment = new Dictionary<string, string?>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ESF_Storage__Provider"] = storage.Provider.ToString(),
            ["ESF_Storage__ConnectionString"] = storage.ConnectionString,
            ["ESF_Endpoints__Grpc"] = grpc,
        };
        var now = Given.Noon + Stopwatch.GetElapsedTime(Began);
        string[] arguments = [$"--Endpoints:Json={json}", $"--Sandbox:ClockStart={now.ToString("O", CultureInfo.InvariantCulture)}"];
        return new(arguments, environment) { GrpcAddress = grpc, JsonAddress = json };
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    // False when it has ended instead.
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new(JsonAddress) };
        var waiting = Stopwatch.StartNew();
        while (!_process.HasExited && waiting.Elapsed < StartLimit)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50, cancellationToken);
        }

        return false;
    }
}

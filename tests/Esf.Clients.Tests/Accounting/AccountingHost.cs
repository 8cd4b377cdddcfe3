using System.Diagnostics;
using Esf.Client;
using Esf.Domain;
using Esf.Server.Hosting;
using Esf.V1;

namespace Esf.Clients.Tests.Accounting;

/// <summary>A server whose day the test sets, and an accountant with a ledger of its own.</summary>
internal sealed class AccountingHost : IAsyncDisposable
{
    public const string Bin = "941240001151";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-accounting-");
    private readonly Clock _clock = new();
    private EsfServer _server = null!;

    public string Ledger => Path.Combine(_folder.FullName, "accounting.db");

    public string Grpc => _server.Addresses[0];

    public EsfClient Client { get; private set; } = null!;

    public static async Task<AccountingHost> StartAsync(DateOnly day)
    {
        var host = new AccountingHost();
        host.SetDay(day);
        host._server = await EsfServer.StartAsync(
        [
            "--environment=Development",
            "--Logging:LogLevel:Default=Warning",
            "--Endpoints:Grpc=http://127.0.0.1:0",
            "--Endpoints:Json=http://127.0.0.1:0",
            $"--Storage:ConnectionString=Data Source={Path.Combine(host._folder.FullName, "esf.db")}",
        ],
        host._clock);
        host.Client = new(new() { Address = new(host.Grpc) });
        return host;
    }

    /// <summary>Noon of a day in Kazakhstan.</summary>
    public void SetDay(DateOnly day) => _clock.Now = KazakhstanCalendar.StartOf(day).AddHours(12);

    public Task<string> InitAsync(string? server = null) => RunAsync(
        "init", "--taxpayer", Bin, "--name", "ТОО \"Алатау Консалтинг\"", "--address", "г. Алматы, ул. Абая, 1",
        "--certificate", "60001/1234567", "--registered-on", "2015-03-01", "--server", server ?? Grpc);

    /// <summary>Runs a command that must succeed; answers what it printed.</summary>
    public async Task<string> RunAsync(params string[] args)
    {
        var (code, output, error) = await TryAsync(args);
        Assert.True(code == 0, $"{string.Join(' ', args)} ended with {code}: {error}\n{output}");
        return output;
    }

    public async Task<(int Code, string Output, string Error)> TryAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await Esf.Accounting.Program.RunAsync([.. args, "--ledger", Ledger], output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Starts a command as a process of its own, which a test can kill.</summary>
    public Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "esf-accounting.dll"), .. args, "--ledger", Ledger])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public async Task<IReadOnlyList<Invoice>> InvoicesAsync()
    {
        var invoices = new List<Invoice>();
        await foreach (var invoice in Client.ListInvoicesAsync(new() { Parent = $"taxpayers/{Bin}" }, TestContext.Current.CancellationToken))
        {
            invoices.Add(invoice);
        }

        return invoices;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using System.Text;
using Esf.Cli;
using Esf.Server.Hosting;

[assembly: AssemblyFixture(typeof(Esf.Clients.Tests.ServerFixture))]

namespace Esf.Clients.Tests;

/// <summary>The real server on SQLite in this process, its clock at noon of 2026-05-26 in Almaty, on free ports of the loopback.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private EsfServer? _server;

    /// <summary>A folder of this run, removed at its end.</summary>
    internal DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("esf-clients-");

    internal string Grpc => _server!.Addresses[0];

    internal string Json => _server!.Addresses[1];

    public async ValueTask InitializeAsync() => _server = await StartAsync("2026-05-26T12:00:00+05:00", "esf.db");

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Starts another server of its own database.</summary>
    internal Task<EsfServer> StartAsync(string clockStart, string database) =>
        StartAsync(clockStart, "Sqlite", $"Data Source={Path.Combine(Folder.FullName, database)}");

    /// <summary>Starts another server on a database of either engine.</summary>
    internal Task<EsfServer> StartAsync(string clockStart, string provider, string connectionString) => EsfServer.StartAsync(
    [
        "--environment=Development",
        "--Logging:LogLevel:Default=Warning",
        "--Endpoints:Grpc=http://127.0.0.1:0",
        "--Endpoints:Json=http://127.0.0.1:0",
        $"--Sandbox:ClockStart={clockStart}",
        $"--Storage:Provider={provider}",
        $"--Storage:ConnectionString={connectionString}",
        $"--Ledger:SigningKey={Path.Combine(Folder.FullName, "key.pem")}",
    ]);

    /// <summary>Runs one command line against the server.</summary>
    internal async Task<CliRun> EsfWithInputAsync(string? input, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var host = new CliHost
        {
            In = new MemoryStream(Encoding.UTF8.GetBytes(input ?? string.Empty)),
            Out = output,
            Error = error,
            Variable = name => name == "ESF_SERVER" ? Grpc : null,
            WorkingDirectory = Folder.FullName,
        };
        var code = await Cli.Program.RunAsync(args, host);
        return new((ExitCode)code, output.ToString(), error.ToString());
    }

    internal Task<CliRun> EsfAsync(params string[] args) => EsfWithInputAsync(null, args);
}

/// <summary>What one command line answered.</summary>
internal sealed record CliRun(ExitCode Code, string Out, string Error);

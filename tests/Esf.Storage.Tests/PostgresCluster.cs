using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(Esf.Storage.Tests.PostgresCluster))]

namespace Esf.Storage.Tests;

/// <summary>A PostgreSQL server for the tests of one assembly: that of <c>ESF_TEST_POSTGRES</c>, or a throw-away one of its own.</summary>
/// <remarks>
/// Other test projects link this file. It starts when the first database is asked for. Without a server the tests are skipped with the
/// reason; where <c>CI=true</c> they fail.
/// </remarks>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Superuser = "esf";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<string> _databases = [];
    private string? _server;
    private string? _absence;
    private string? _folder;
    private string? _binaries;

    /// <summary>The cluster of the running assembly.</summary>
    public static async Task<PostgresCluster> OfAssemblyAsync() =>
        await TestContext.Current.GetFixture<PostgresCluster>()
        ?? throw new InvalidOperationException("The assembly fixture is missing.");

    /// <summary>Connection string of a new, empty database; skips the running test when there is no server.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_server is null && _absence is null)
            {
                await StartAsync(cancellationToken);
            }

            if (_server is null)
            {
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", _absence!);
                Assert.Fail(_absence);
            }

            var name = $"esf_test_{Guid.NewGuid():N}";
            await ExecuteAsync($"create database {name}", cancellationToken);
            _databases.Add(name);
            return new NpgsqlConnectionStringBuilder(_server) { Database = name }.ToString();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the server and removes its folder, or drops the databases on a server that is not ours.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_folder is not null)
        {
            if (_server is not null)
            {
                await RunAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"], CancellationToken.None);
            }

            Directory.Delete(_folder, recursive: true);
        }
        else if (_server is not null)
        {
            foreach (var name in _databases)
            {
                await ExecuteAsync($"drop database if exists {name} with (force)", CancellationToken.None);
            }
        }

        _turn.Dispose();
    }

    private string Data => Path.Combine(_folder!, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES") is { Length: > 0 } server)
        {
            _server = server;
            return;
        }

        _binaries = FindBinaries();
        if (_binaries is null)
        {
            _absence = "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql) and ESF_TEST_POSTGRES is not set.";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("esf-pg-").FullName;
        if (IsRoot)
        {
            await RunPlainAsync("chown", ["postgres", _folder], cancellationToken);
        }

        await InitializeAsync(cancellationToken);

        // A port that is free now may be taken a moment later; another one is tried then.
        for (var attempt = 1; _server is null; attempt++)
        {
            var port = FreePort();
            var settings = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={_folder} -c max_connections=400";
            var (exitCode, output) = await RunAsync(
                "pg_ctl", ["-D", Data, "-l", Path.Combine(_folder, "log"), "-o", settings, "-w", "start"], cancellationToken);
            if (exitCode == 0)
            {
                _server = $"Host=127.0.0.1;Port={port};Username={Superuser};Database=postgres;Maximum Pool Size=30";
            }
            else if (attempt == 3)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {output}");
            }
        }
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        string[] settings = ["-D", Data, "-U", Superuser, "-A", "trust", "-E", "UTF8"];

        // Linguistic order is the default where the build has ICU, so that a text column without collate "C" is noticed.
        var (exitCode, output) = await RunAsync(
            "initdb", [.. settings, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"], cancellationToken);
        if (exitCode != 0)
        {
            (exitCode, output) = await RunAsync("initdb", [.. settings, "--locale=C"], cancellationToken);
        }

        if (exitCode != 0)
        {
            throw new InvalidOperationException($"initdb fails: {output}");
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? FindBinaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin"))
            : [];

        // Debian links initdb into the PATH, but not always pg_ctl: both must stand in one folder.
        return path.Concat(installed).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

        static int Version(string folder) =>
            int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a binary of PostgreSQL, which refuses root: then as the user that its package made.</summary>
    private Task<(int ExitCode, string Output)> RunAsync(string binary, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var program = Path.Combine(_binaries!, binary);
        if (!IsRoot)
        {
            return RunPlainAsync(program, arguments, cancellationToken);
        }

        return File.Exists("/usr/bin/setpriv")
            ? RunPlainAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments], cancellationToken)
            : RunPlainAsync("runuser", ["-u", "postgres", "--", program, .. arguments], cancellationToken);
    }

    private async Task<(int ExitCode, string Output)> RunPlainAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // The current folder may be closed to the user that PostgreSQL runs as.
            WorkingDirectory = _folder!,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}

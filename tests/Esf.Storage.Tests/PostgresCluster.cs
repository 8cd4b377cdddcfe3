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
    private const string PackageUser = "postgres";

    // Makes the cluster, starts it, waits for the end of its input, stops it and removes the folder. Its input is a pipe of this process
    // and ends also when this process is killed, so nothing is ever left behind. What this process has inherited (the lock of a build
    // script, say) is closed first, since the server would hold it for as long as it runs.
    //
    // Linguistic order is the cluster's default where the build has ICU, so that a text column without collate "C" is noticed.
    private const string Keeper = """
        exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
        trap : HUP INT TERM
        folder=$1 settings=$2 binaries=$3
        make() { rm -rf "$folder/data"; "$binaries/initdb" -D "$folder/data" -U esf -A trust -E UTF8 "$@"; }
        pg() { "$binaries/pg_ctl" -D "$folder/data" -m immediate -w "$@"; }
        {
            { make --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US || make --locale=C; } &&
            pg -l "$folder/log" -o "$settings" start
        } >"$folder/start" 2>&1 </dev/null && echo started && read -r _
        pg stop >/dev/null 2>&1 </dev/null
        cat "$folder/start" "$folder/log" 2>/dev/null
        rm -rf "$folder"
        """;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<string> _databases = [];
    private string? _server;
    private string? _absence;
    private Process? _keeper;

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
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            await _keeper.StandardOutput.ReadToEndAsync();
            await _keeper.WaitForExitAsync();
            _keeper.Dispose();
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

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES") is { Length: > 0 } server)
        {
            _server = server;
            return;
        }

        var binaries = FindBinaries();
        if (binaries is null)
        {
            _absence = "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql) and ESF_TEST_POSTGRES is not set.";
            return;
        }

        // A port that is free now may be taken a moment later; another one is tried then.
        for (var attempt = 1; _server is null; attempt++)
        {
            var port = FreePort();
            var keeper = await StartKeeperAsync(binaries, port, cancellationToken);
            if (await keeper.StandardOutput.ReadLineAsync(cancellationToken) == "started")
            {
                _keeper = keeper;
                _server = $"Host=127.0.0.1;Port={port};Username=esf;Database=postgres;Maximum Pool Size=30";
            }
            else if (attempt == 3)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {await keeper.StandardOutput.ReadToEndAsync(cancellationToken)}");
            }
        }
    }

    /// <summary>Starts the keeper in a session of its own, where a signal to this process's group does not reach it.</summary>
    /// <remarks>PostgreSQL refuses root; then it runs as the user that its package made.</remarks>
    private static async Task<Process> StartKeeperAsync(string binaries, int port, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("esf-pg-").FullName;
        var settings = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=400";
        List<string> command = ["sh", "-c", Keeper, "keeper", folder, settings, binaries];
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", [PackageUser, folder]);
            await chown.WaitForExitAsync(cancellationToken);
            command = File.Exists("/usr/bin/setpriv")
                ? ["setpriv", $"--reuid={PackageUser}", $"--regid={PackageUser}", "--clear-groups", .. command]
                : ["runuser", "-u", PackageUser, "--", .. command];
        }

        if (File.Exists("/usr/bin/setsid"))
        {
            command = ["setsid", "--wait", .. command];
        }

        return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // The current folder may be closed to the user that PostgreSQL runs as.
            WorkingDirectory = folder,
        })!;
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
        return path.Concat(installed).FirstOrDefault(folder => IsThere(Path.Combine(folder, "initdb")) && IsThere(Path.Combine(folder, "pg_ctl")));

        // A link whose target was removed is a file to File.Exists.
        static bool IsThere(string file) => File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true) is null or { Exists: true };

        static int Version(string folder) =>
            int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

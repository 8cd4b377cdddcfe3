using System.Diagnostics;
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

        var binaries = PostgresInstallation.Find();
        if (binaries is null)
        {
            _absence = "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql) and ESF_TEST_POSTGRES is not set.";
            return;
        }

        // A port that is free now may be taken a moment later; another one is tried then.
        for (var attempt = 1; _server is null; attempt++)
        {
            var port = PostgresInstallation.FreePort();
            var folder = Directory.CreateTempSubdirectory("esf-pg-").FullName;
            var settings = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=400";
            var keeper = await PostgresInstallation.StartScriptAsync(Keeper, folder, [settings, binaries], cancellationToken);
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

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

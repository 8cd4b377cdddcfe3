using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>A PostgreSQL primary with one synchronous standby, thrown away at the end; both can be stopped, killed and promoted.</summary>
/// <remarks>Other projects link this file. Every method returns when what it says has happened.</remarks>
internal sealed class ReplicatedCluster : IAsyncDisposable
{
    // Makes both servers and does what its input says, line by line; it answers each line with one, and stops all and removes the folder
    // at its end. Its input is a pipe of this process and ends also when this process is killed.
    //
    // Signals go to a server and its children by their ids. What a stalled standby has received and not yet written dies with it, as with
    // its machine: so "lose" ends it before it is started again.
    private const string Keeper = """
        exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
        trap : HUP INT TERM
        folder=$1 primary=$2 standby=$3 binaries=$4
        common="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=100"
        pg() { name=$1; shift; "$binaries/pg_ctl" -D "$folder/$name" -m immediate -w -t 60 "$@" >>"$folder/control" 2>&1 </dev/null; }
        all() {
            process=$(head -1 "$folder/$2/postmaster.pid") || return
            # A stopped server starts no further process; one of its own may have ended meanwhile.
            kill -STOP "$process" || return
            children=$(cat "/proc/$process/task/$process/children")
            kill "-$1" "$process" && { kill "-$1" $children 2>/dev/null || true; }
        }
        start_primary() { pg primary -l "$folder/primary.log" -o "$common -c port=$primary -c synchronous_standby_names=s1" start; }
        start_standby() { pg standby -l "$folder/standby.log" -o "$common -c port=$standby -c cluster_name=s1" start; }
        # The shared memory of a killed server is in use until its last process has gone: then a start is tried again.
        make() {
            "$binaries/initdb" -N -D "$folder/primary" -U esf -A trust -E UTF8 --locale=C &&
            start_primary &&
            "$binaries/pg_basebackup" -N -R -c fast -D "$folder/standby" -d "host=127.0.0.1 port=$primary user=esf" &&
            start_standby
        }
        if make >"$folder/make" 2>&1 </dev/null; then
            echo done
            while read -r what; do
                case $what in
                    stall) all STOP standby ;;
                    go-on) all CONT standby ;;
                    kill) all KILL primary ;;
                    lose) all KILL standby; start_standby || { sleep 1; start_standby; } || { sleep 3; start_standby; } ;;
                    promote) pg standby promote ;;
                esac && echo done || echo failed
            done
        fi
        for server in primary standby; do all CONT $server; pg $server stop; done 2>/dev/null
        cat "$folder"/make "$folder"/control "$folder"/*.log 2>/dev/null
        rm -rf "$folder"
        """;

    private readonly Process _keeper;

    private ReplicatedCluster(Process keeper, int primary, int standby)
    {
        _keeper = keeper;
        PrimaryConnectionString = $"Host=127.0.0.1;Port={primary};Username=esf;Database=postgres";
        StandbyConnectionString = $"Host=127.0.0.1;Port={standby};Username=esf;Database=postgres";
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1:{primary},127.0.0.1:{standby};Username=esf;Database=postgres");
    }

    /// <summary>Connection string of both hosts.</summary>
    public string ConnectionString { get; }

    public string PrimaryConnectionString { get; }

    public string StandbyConnectionString { get; }

    /// <summary>Starts both and returns when commits of the primary wait for the standby.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<ReplicatedCluster> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = PostgresInstallation.Find() ?? throw new InvalidOperationException("PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql).");
        for (var attempt = 1; ; attempt++)
        {
            var (primary, standby) = (PostgresInstallation.FreePort(), PostgresInstallation.FreePort());
            var folder = Directory.CreateTempSubdirectory("esf-ha-").FullName;
            var arguments = new[] { primary, standby }.Select(port => port.ToString(CultureInfo.InvariantCulture)).Append(binaries);
            var keeper = await PostgresInstallation.StartScriptAsync(Keeper, folder, arguments, cancellationToken);
            var cluster = new ReplicatedCluster(keeper, primary, standby);
            if (await keeper.StandardOutput.ReadLineAsync(cancellationToken) == "done")
            {
                await cluster.WaitForStandbyAsync(cancellationToken);
                return cluster;
            }

            // A port that was free may have been taken a moment later; others are tried then.
            var output = await keeper.StandardOutput.ReadToEndAsync(cancellationToken);
            await cluster.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {output}");
            }
        }
    }

    /// <summary>Stops the processes of the standby: from now on commits of the primary wait.</summary>
    public Task StallStandbyAsync(CancellationToken cancellationToken) => DoAsync("stall", cancellationToken);

    /// <summary>Lets the processes of the standby go on.</summary>
    public Task ResumeStandbyAsync(CancellationToken cancellationToken) => DoAsync("go-on", cancellationToken);

    /// <summary>Kills the primary as a power cut does.</summary>
    public Task KillPrimaryAsync(CancellationToken cancellationToken) => DoAsync("kill", cancellationToken);

    /// <summary>Kills the standby and starts it again; what it had received and not written is gone.</summary>
    public Task RestartStandbyAsync(CancellationToken cancellationToken) => DoAsync("lose", cancellationToken);

    /// <summary>Makes the standby the primary.</summary>
    public Task PromoteStandbyAsync(CancellationToken cancellationToken) => DoAsync("promote", cancellationToken);

    /// <summary>Executes a statement on the primary that began as one.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PrimaryConnectionString + ";Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stops both and removes their folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.StandardOutput.ReadToEndAsync();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task DoAsync(string what, CancellationToken cancellationToken)
    {
        await _keeper.StandardInput.WriteLineAsync(what.AsMemory(), cancellationToken);
        await _keeper.StandardInput.FlushAsync(cancellationToken);
        var answer = await _keeper.StandardOutput.ReadLineAsync(cancellationToken);
        if (answer != "done")
        {
            throw new InvalidOperationException($"The cluster could not {what}: {answer}");
        }
    }

    private async Task WaitForStandbyAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PrimaryConnectionString + ";Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select count(*) from pg_stat_replication where sync_state = 'sync' and state = 'streaming'", connection);
        while ((long)(await command.ExecuteScalarAsync(cancellationToken))! == 0)
        {
            await Task.Delay(20, cancellationToken);
        }
    }
}

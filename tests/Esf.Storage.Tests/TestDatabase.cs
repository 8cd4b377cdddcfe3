using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>A new, empty database of an engine, thrown away at the end.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    public abstract StoreOptions Options { get; }

    public static async Task<TestDatabase> CreateAsync(StoreProvider provider, CancellationToken cancellationToken) => provider switch
    {
        StoreProvider.Sqlite => new SqliteFile(),
        _ => new PostgresDatabase(await (await PostgresCluster.OfAssemblyAsync()).CreateDatabaseAsync(cancellationToken)),
    };

    /// <summary>A store as one server opens it.</summary>
    public Task<Store> OpenAsync(CancellationToken cancellationToken, TimeProvider? clock = null, Action<StoreOptions>? configure = null)
    {
        var options = Options;
        configure?.Invoke(options);
        return Store.OpenAsync(options, NullLoggerFactory.Instance, clock ?? TimeProvider.System, cancellationToken);
    }

    /// <summary>A dialect without a store on top.</summary>
    public Dialect OpenDialect() => OpenDialect(Options);

    /// <summary>A dialect with settings of its own.</summary>
    public Dialect OpenDialect(StoreOptions options) => options.Provider == StoreProvider.Sqlite ? new SqliteDialect(options) : new PostgresDialect(options);

    /// <summary>A connection that nobody has prepared, for looking and for tampering.</summary>
    public abstract DbConnection Connect();

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        await connection.OpenAsync(cancellationToken);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.QueryAsync(read, cancellationToken);
    }

    public async Task<long> CountAsync(string table, CancellationToken cancellationToken) =>
        (await QueryAsync($"select count(*) from {table}", row => row.GetInt64(0), cancellationToken))[0];

    /// <summary>Makes the database fail in the middle of the transaction that inserts an invoice of this number.</summary>
    public abstract Task FailOnNumberAsync(string number, CancellationToken cancellationToken);

    /// <summary>Ends everybody's connections without a word, and answers the database as it then stands.</summary>
    public abstract Task<TestDatabase> CrashAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteFile : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-sqlite-");

    public string File => Path.Combine(_folder.FullName, "esf.db");

    public override StoreOptions Options => new() { Provider = StoreProvider.Sqlite, ConnectionString = $"Data Source={File}" };

    public override DbConnection Connect() => new SqliteConnection($"Data Source={File};Pooling=False");

    public override Task FailOnNumberAsync(string number, CancellationToken cancellationToken) => ExecuteAsync(
        $"create trigger injected before insert on requests when exists (select 1 from invoices where number = '{number}') "
        + "begin select raise(abort, 'injected'); end",
        cancellationToken);

    /// <summary>What a killed process leaves: the file and its log as they are at that moment.</summary>
    public override async Task<TestDatabase> CrashAsync(CancellationToken cancellationToken)
    {
        var after = new SqliteFile();
        await using var connection = (SqliteConnection)Connect();
        await connection.OpenAsync(cancellationToken);

        // Two files cannot be copied at one moment while somebody writes.
        await using var pause = connection.BeginTransaction(deferred: false);
        foreach (var suffix in new[] { "", "-wal" })
        {
            System.IO.File.Copy(File + suffix, after.File + suffix);
        }

        return after;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal sealed class PostgresDatabase(string connectionString) : TestDatabase
{
    public override StoreOptions Options => new() { Provider = StoreProvider.Postgres, ConnectionString = connectionString };

    public override DbConnection Connect() => new NpgsqlConnection(connectionString + ";Pooling=False");

    public override Task FailOnNumberAsync(string number, CancellationToken cancellationToken) => ExecuteAsync(
        $"""
        create function injected() returns trigger language plpgsql as $$ begin raise exception 'injected'; end $$;
        create function has_injected() returns boolean language sql as $$ select exists (select 1 from invoices where number = '{number}') $$;
        create trigger injected before insert on requests for each row when (has_injected()) execute function injected();
        """,
        cancellationToken);

    public override async Task<TestDatabase> CrashAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", cancellationToken);
        return new PostgresDatabase(connectionString);
    }

    /// <summary>The cluster drops it.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using DbUp.Engine;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Esf.Storage.Tests;

/// <summary>How a database comes to its schema, and when a server refuses to start.</summary>
public abstract class MigrationTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task A_new_database_gets_every_script_and_the_next_start_adds_nothing()
    {
        var applied = await AppliedAsync();
        await OpenStoreAsync();

        Assert.Equal(Migrator.Scripts.Select(script => (script.Name, Migrator.Checksum(script))), applied);
        Assert.Equal(applied, await AppliedAsync());
        Assert.StartsWith("0001_", applied[0].Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_an_empty_database_migrate_it_once()
    {
        await using var empty = await TestDatabase.CreateAsync(Database.Options.Provider, Cancel);
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => empty.OpenAsync(Cancel))));
        foreach (var store in stores)
        {
            await store.Register.PingAsync(Cancel);
            await store.DisposeAsync();
        }

        Assert.Equal(Migrator.Scripts.Count, await empty.CountAsync("schema_migrations", Cancel));
    }

    [Fact]
    public async Task An_edited_old_script_refuses_to_start()
    {
        var edited = Migrator.Scripts.Select(script => new SqlScript(script.Name, script.Contents + "-- a comment is an edit too")).ToList();
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => MigrateAsync(edited));

        Assert.Contains("0001_register.sql was edited", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Migrator.Checksum(edited[0]), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Migrator.Scripts.Count, await Database.CountAsync("schema_migrations", Cancel));
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_refuses_to_start()
    {
        await MigrateAsync([.. Migrator.Scripts, new SqlScript("9999_from_the_future.sql", "create table future (a integer)")]);
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => Database.OpenAsync(Cancel));

        Assert.Contains("9999_from_the_future.sql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_of_it_or_of_those_before_it()
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => MigrateAsync(
            [
                .. Migrator.Scripts,
                new SqlScript("9998_good.sql", "create table good (a integer)"),
                new SqlScript("9999_broken.sql", "create table half (a integer); insert into nowhere values (1)"),
            ]));

        Assert.Contains("9999_broken.sql", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => Database.CountAsync("good", Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => Database.CountAsync("half", Cancel));
        Assert.Equal(Migrator.Scripts.Count, await Database.CountAsync("schema_migrations", Cancel));
        await OpenStoreAsync();
    }

    [Fact]
    public async Task Migrations_are_told_to_the_log()
    {
        await using var empty = await TestDatabase.CreateAsync(Database.Options.Provider, Cancel);
        var log = new Journal();
        await using (await Store.OpenAsync(empty.Options, log, Cancel))
        {
        }

        Assert.Contains(log.Lines, line => line.Contains("0001_register.sql", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_unavailable()
    {
        var connectionString = IsPostgres
            ? "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=2"
            : $"Data Source={Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "esf.db")}";

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.OpenAsync(
            new() { Provider = Database.Options.Provider, ConnectionString = connectionString }, NullLoggerFactory.Instance, Cancel));
    }

    [Fact]
    public async Task A_connection_string_of_the_other_engine_is_refused_with_the_name_of_the_setting()
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => Store.OpenAsync(
            new() { Provider = Database.Options.Provider, ConnectionString = IsPostgres ? "Data Source=esf.db" : "Host=localhost;Database=esf" },
            NullLoggerFactory.Instance,
            Cancel));

        Assert.Contains("Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    private Task<List<(string Name, string Checksum)>> AppliedAsync() => Database.QueryAsync(
        "select name, sha256 from schema_migrations order by name", row => (row.GetString(0), row.GetString(1)), Cancel);

    private async Task MigrateAsync(IReadOnlyList<SqlScript> scripts)
    {
        await using var dialect = Database.OpenDialect();
        await Migrator.MigrateAsync(dialect, scripts, NullLogger.Instance, Cancel);
    }

    private sealed class Journal : ILoggerFactory, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

public sealed class SqliteMigrationTests() : MigrationTests(StoreProvider.Sqlite)
{
    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=esf;Mode=Memory")]
    [InlineData("Data Source=file:esf?mode=memory")]
    [InlineData("Data Source=")]
    public async Task An_in_memory_database_is_refused(string connectionString)
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            Store.OpenAsync(new() { ConnectionString = connectionString }, NullLoggerFactory.Instance, Cancel));

        Assert.Contains("in-memory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_in_write_ahead_mode() =>
        Assert.Equal(["wal"], await Database.QueryAsync("pragma journal_mode", row => row.GetString(0), Cancel));
}

public sealed class PostgresMigrationTests() : MigrationTests(StoreProvider.Postgres)
{
    [Fact]
    public async Task A_server_that_acknowledges_before_the_disk_has_it_is_refused()
    {
        var options = new StoreOptions { Provider = StoreProvider.Postgres, ConnectionString = Database.Options.ConnectionString + ";Options=-c synchronous_commit=off" };
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => Store.OpenAsync(options, NullLoggerFactory.Instance, Cancel));

        Assert.Contains("synchronous_commit", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_can_be_written_to_is_used()
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(Database.Options.ConnectionString);
        settings.Host = $"127.0.0.1:1,{settings.Host}:{settings.Port}";
        await using var store = await Store.OpenAsync(
            new() { Provider = StoreProvider.Postgres, ConnectionString = settings.ToString() }, NullLoggerFactory.Instance, Cancel);

        Assert.True((await store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel)).Created);
    }
}

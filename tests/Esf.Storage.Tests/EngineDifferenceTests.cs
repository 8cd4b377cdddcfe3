using Esf.Domain.Amounts;
using Esf.Domain.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>Where the engines differ, and that the store does not show it; a difference that remains is pinned in the sealed classes.</summary>
public abstract class EngineDifferenceTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task Text_is_ordered_byte_by_byte()
    {
        string[] names = ["aaa", "ZZZ", "Ёёё", "ёёё", "ааа", "ЯЯЯ", "Қққ", "_-_", "   "];
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            await Store.Taxpayers.RegisterAsync(Given.Taxpayer($"10000000000{i}", name), Given.Noon, Cancel);
        }

        // What UTF-8 bytes say, not what a dictionary says; no ordinal comparison of .NET is needed for these, all are of one plane.
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            await Database.QueryAsync("select legal_name from taxpayers order by legal_name", row => row.GetString(0), Cancel));
    }

    [Fact]
    public async Task Every_text_column_is_compared_byte_by_byte()
    {
        await RegisterAsync();
        var columns = await Database.QueryAsync(
            IsPostgres
                ? """
                  select table_name || '.' || column_name from information_schema.columns
                  where table_schema = current_schema() and data_type = 'text' and collation_name is distinct from 'C' and table_name <> 'schema_migrations'
                  """
                : "select name from sqlite_schema where lower(sql) like '%collate%'",
            row => row.GetString(0),
            Cancel);

        Assert.Empty(columns);
    }

    [Fact]
    public async Task Instants_keep_their_microseconds_and_finer_digits_are_cut()
    {
        var instant = new DateTimeOffset(2026, 5, 26, 18, 59, 59, TimeSpan.Zero).AddTicks(9_999_999);
        var (taxpayer, _) = await Store.Taxpayers.RegisterAsync(Given.Taxpayer(), instant, Cancel);

        Assert.Equal(instant.AddTicks(-9), taxpayer.CreateTime);
        Assert.Equal(TimeSpan.Zero, taxpayer.CreateTime.Offset);
    }

    [Theory]
    [InlineData(1L, "0.01")]
    [InlineData(110L, "1.10")]
    [InlineData(83200000L, "832000.00")]
    [InlineData(99_999_999_999_999_999L, "999999999999999.99")]
    public async Task Amounts_keep_their_two_decimals(long tiyn, string text)
    {
        await RegisterAsync();
        var stored = await Store.VatPayments.RecordAsync(Given.Payment() with { Amount = Amount.FromTiyn(tiyn) }, Cancel);

        Assert.Equal(text, stored.Payment.Amount.ToString());
        Assert.Equal("0.00", stored.Allocated.ToString());
        Assert.Equal(tiyn, (await Database.QueryAsync("select amount_tiyn from vat_payments", row => row.GetInt64(0), Cancel))[0]);
    }

    [Fact]
    public async Task Dates_are_kept_to_the_ends_of_the_calendar()
    {
        var taxpayer = Given.Taxpayer() with { VatRegistration = new("1", "2", DateOnly.MinValue.AddYears(1), new(9999, 12, 30)) };
        await Store.Taxpayers.RegisterAsync(taxpayer, Given.Noon, Cancel);

        Assert.Equal(taxpayer, (await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel))!.Taxpayer);
    }

    [Fact]
    public async Task Text_is_kept_character_by_character()
    {
        const string Name = "ТОО «Ақ Жол» \"quoted\" 'single' \\ % _ \u0007 \ud83d\ude80 e\u0301";
        await Store.Taxpayers.RegisterAsync(Given.Taxpayer(name: Name), Given.Noon, Cancel);

        Assert.Equal(Name, (await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel))!.Taxpayer.LegalName);
    }

    [Fact]
    public async Task A_balance_that_would_go_below_nothing_is_refused_by_the_table_itself()
    {
        var payment = await PaidAsync(10m);
        await Assert.ThrowsAnyAsync<Exception>(() => Database.ExecuteAsync("update vat_payments set allocated_tiyn = 1001", Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => Database.ExecuteAsync("update vat_payments set allocated_tiyn = -1", Cancel));

        Assert.Equal(10m, (await RemainingAsync(payment)).Value);
    }

    /// <summary>A query that takes minutes.</summary>
    protected abstract string SlowQuery { get; }

    [Fact]
    public async Task A_read_that_takes_too_long_is_told_as_slow_not_as_away_and_is_ended_in_the_database()
    {
        var options = Database.Options;
        options.ReadTimeout = TimeSpan.FromMilliseconds(300);
        options.ReadConnections = 4;
        await using var dialect = Database.OpenDialect(options);

        // More of them than there are connections: each must come back whole.
        await Task.WhenAll(Enumerable.Range(0, 2 * options.ReadConnections).Select(_ =>
            Assert.ThrowsAsync<StoreTooSlowException>(() => ReadSlowlyAsync(dialect, Cancel))));
        await AssertIdleAsync();
        Assert.Equal(1, await dialect.ReadAsync((session, cancel) => OneAsync(session, cancel), Cancel));
    }

    [Fact]
    public async Task A_read_whose_caller_has_gone_is_ended_in_the_database()
    {
        await using var dialect = Database.OpenDialect();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reading = ReadSlowlyAsync(dialect, caller.Token);
        caller.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await AssertIdleAsync();
        Assert.Equal(1, await dialect.ReadAsync((session, cancel) => OneAsync(session, cancel), Cancel));
    }

    /// <summary>Returns when the database executes nothing of the slow query any more.</summary>
    protected abstract Task AssertIdleAsync();

    private Task<long> ReadSlowlyAsync(Dialect dialect, CancellationToken cancellationToken) => dialect.ReadMomentAsync(
        async (session, cancel) => (await session.Command(SlowQuery).QueryAsync(row => row.GetInt64(0), cancel))[0], cancellationToken);

    private static async Task<long> OneAsync(Session session, CancellationToken cancellationToken) =>
        (await session.Command("select cast(1 as bigint)").QueryAsync(row => row.GetInt64(0), cancellationToken))[0];

    /// <summary>An exception with which the engine asks for the transaction again.</summary>
    protected abstract Exception Repeat();

    [Fact]
    public async Task A_transaction_is_repeated_when_the_engine_asks_for_it_and_is_unavailable_when_it_does_not_stop_asking()
    {
        await using var dialect = Database.OpenDialect();
        var runs = 0;
        var answer = await dialect.WriteAsync((_, _) => ++runs < 3 ? throw Repeat() : Task.FromResult(runs), Cancel);
        Assert.Equal(3, answer);

        await Assert.ThrowsAnyAsync<StoreUnavailableException>(() => dialect.WriteAsync<int>((_, _) => throw Repeat(), Cancel));
    }

    [Fact]
    public async Task A_transaction_is_not_repeated_after_any_other_failure()
    {
        await using var dialect = Database.OpenDialect();
        var runs = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => dialect.WriteAsync<int>((_, _) => ++runs > 0 ? throw new InvalidOperationException() : null!, Cancel));

        Assert.Equal(1, runs);
    }
}

public sealed class SqliteDifferenceTests() : EngineDifferenceTests(StoreProvider.Sqlite)
{
    [Fact]
    public async Task A_full_database_says_so_until_there_is_space_again()
    {
        await using var dialect = Database.OpenDialect();
        var reader = new SqlRegisterReader(dialect);
        await reader.PingAsync(Cancel);

        // The bound belongs to the connection; the pool has one, which every statement below takes in turn.
        await LimitAsync("pragma max_page_count = 1");
        await Assert.ThrowsAsync<StoreFullException>(() => FillAsync());
        await Assert.ThrowsAsync<StoreFullException>(() => reader.PingAsync(Cancel));
        await LimitAsync("pragma max_page_count = 1000000");
        await reader.PingAsync(Cancel);

        Assert.Equal(0, await Database.CountAsync("space_probe", Cancel));

        Task<List<long>> LimitAsync(string pragma) => dialect.ReadAsync((session, cancel) => session.Command(pragma).QueryAsync(row => row.GetInt64(0), cancel), Cancel);

        Task<int> FillAsync() => dialect.WriteAsync(
            (session, cancel) => session.ExecuteAsync(new Statement("insert into space_probe (bytes) values (zeroblob(1000000))"), cancel), Cancel);
    }

    [Fact]
    public async Task Only_the_owner_reads_the_files_of_the_database()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await RegisterAsync();
        var file = new SqliteConnectionStringBuilder(Database.Options.ConnectionString).DataSource;
        foreach (var path in (string[])[file, $"{file}-wal", $"{file}-shm"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

            // A database of an older build, which others could read, is closed to them when it is opened.
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
            await OpenStoreAsync();
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task NUL_in_text_is_stored_here()
    {
        // The shape refuses it before it comes this far.
        await Store.Taxpayers.RegisterAsync(Given.Taxpayer(name: "a\0b"), Given.Noon, Cancel);

        Assert.Equal("a\0b", (await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel))!.Taxpayer.LegalName);
    }

    [Fact]
    public async Task Lower_knows_ASCII_only() =>
        Assert.Equal(["abc ЖҚ"], await Database.QueryAsync("select lower('ABC ЖҚ')", row => row.GetString(0), Cancel));

    [Fact]
    public async Task A_decimal_column_would_have_dropped_the_scale() =>
        Assert.Equal(["1.1"], await Database.QueryAsync("select cast(cast('1.10' as decimal) as text)", row => row.GetString(0), Cancel));

    [Fact]
    public void An_error_has_no_SqlState() => Assert.Null(Repeat() is SqliteException exception ? exception.SqlState : "");

    [Fact]
    public async Task A_write_waits_for_the_transaction_of_another_process()
    {
        await using var other = (SqliteConnection)Database.Connect();
        await other.OpenAsync(Cancel);
        var transaction = other.BeginTransaction(deferred: false);
        var registering = Store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel);
        await Task.Delay(200, Cancel);
        Assert.False(registering.IsCompleted);
        await Store.Register.PingAsync(Cancel);

        await transaction.RollbackAsync(Cancel);
        Assert.True((await registering).Created);
    }

    protected override string SlowQuery => "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n";

    /// <summary>The query runs on the thread of the read: that this has returned says that it has ended.</summary>
    protected override Task AssertIdleAsync() => Task.CompletedTask;

    protected override Exception Repeat() => new SqliteException("database is locked", 5);
}

public sealed class PostgresDifferenceTests() : EngineDifferenceTests(StoreProvider.Postgres)
{
    [Fact]
    public async Task NUL_in_text_is_refused_here_and_nothing_is_stored()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            Store.Taxpayers.RegisterAsync(Given.Taxpayer(name: "a\0b"), Given.Noon, Cancel));

        Assert.Equal(PostgresErrorCodes.CharacterNotInRepertoire, refusal.SqlState);
        Assert.Equal(0, await Database.CountAsync("taxpayers", Cancel));
    }

    [Fact]
    public async Task Lower_under_the_collation_of_the_columns_knows_ASCII_only() =>
        Assert.Equal(["abc ЖҚ"], await Database.QueryAsync("select lower('ABC ЖҚ' collate \"C\")", row => row.GetString(0), Cancel));

    [Fact]
    public async Task A_timestamp_column_would_have_rounded_to_microseconds() => Assert.Equal(
        ["2026-05-26 19:00:00"],
        await Database.QueryAsync("select cast(cast('2026-05-26 18:59:59.9999999' as timestamp) as text)", row => row.GetString(0), Cancel));

    [Fact]
    public async Task A_deadlock_of_the_engine_is_repeated()
    {
        await RegisterAsync();
        await RegisterAsync(Given.OtherBin);
        await using var dialect = Database.OpenDialect();
        var meeting = new Barrier(2);
        var runs = 0;

        await Task.WhenAll(LockAsync(Given.Bin, Given.OtherBin), LockAsync(Given.OtherBin, Given.Bin));
        Assert.Equal(3, runs);

        Task<bool> LockAsync(string first, string second) => Task.Run(() => dialect.WriteAsync(
            async (session, cancel) =>
            {
                const string Lock = "update taxpayers set version = version where bin = @bin";
                await session.ExecuteAsync(new Statement(Lock, ("bin", first)), cancel);
                if (Interlocked.Increment(ref runs) <= 2)
                {
                    meeting.SignalAndWait(cancel);
                }

                return await session.ExecuteAsync(new Statement(Lock, ("bin", second)), cancel) == 1;
            },
            Cancel));
    }

    protected override string SlowQuery => "select cast(count(*) as bigint) from (select pg_sleep(600)) slow";

    protected override async Task AssertIdleAsync()
    {
        const string Running =
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'";
        while ((await Database.QueryAsync(Running, row => row.GetInt64(0), Cancel))[0] > 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    protected override Exception Repeat() => new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected);
}

using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Postgresql;
using Esf.Domain;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Esf.Storage;

/// <summary>PostgreSQL: any number of servers on one database; rows of taxpayers are locked, and that of the feed.</summary>
internal sealed partial class PostgresDialect : Dialect
{
    /// <summary>Any constant of 64 bits; other programs on the same database must not use the same. These are the letters "esf schm".</summary>
    private const long SchemaLock = 0x6573_6620_7363_686D;

    // The driver has no name for it: idle_in_transaction_session_timeout.
    private const string IdleInTransactionTimeout = "25P03";

    // A transaction that writes nothing waits for no standby, so it writes this: a record of the log, and nothing else.
    private static readonly Statement LogRecord = new("select pg_logical_emit_message(true, 'esf', '')");

    private static readonly Statement Commit = new("commit");

    // A client that stops between two messages of a command leaves a session that is active and waits for it: no time-out of the database
    // counts then (transaction_timeout does, from version 17 on). Servers of one register have one role and one application name.
    private const string EndAbandoned = """
        select count(pg_terminate_backend(a.pid)) from pg_stat_activity a
        where a.datname = current_database() and a.usename = current_user and a.application_name = current_setting('application_name')
          and a.pid <> pg_backend_pid() and a.xact_start is not null and a.state = 'active' and a.wait_event = 'ClientRead'
          and a.state_change < clock_timestamp() - make_interval(secs => @seconds)
        """;

    /// <summary>Two at once: one waits for the disk while the other is prepared. More would only share the same disk.</summary>
    private const int AppendingTransactions = 2;

    private readonly StoreOptions _options;
    private PostgresSources _sources;
    private readonly SemaphoreSlim _ending = new(1, 1);
    private IReadOnlyList<Statement> _confirmation = [];
    private long? _endedAt;

    public PostgresDialect(StoreOptions options)
        : base(options, AppendingTransactions)
    {
        _options = options;
        _sources = new(options, null);
    }

    public override IReadOnlyDictionary<string, string> MigrationVariables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bytes"] = "bytea",
        ["date"] = "date",
        ["c"] = "collate \"C\"",
        ["postgres"] = "",
        ["end"] = "",
    };

    public override string? Clock => "floor(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    /// <summary>A reader does not wait long, and not for a standby: what it writes down only makes later commit times later.</summary>
    public override IReadOnlyList<Statement> LockFeedShortly { get; } =
    [
        new(string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {(long)Limits.AsOfWait.TotalMilliseconds}")),
        new("set local synchronous_commit = local"),
        new("select 1 from feed for no key update"),
    ];

    public override IReadOnlyList<Statement> Confirmation => _confirmation;

    public override IReadOnlyList<Statement> FeedNotices { get; } = [new(PostgresFeedSignal.Notify)];

    /// <summary>
    /// "no key": appends exclude each other and replacements of the registration, but not the recording of payments, whose foreign key
    /// takes a key-share lock on the same row.
    /// </summary>
    public override string RowLock(string table, bool wait) => $"for no key update of {table}{(wait ? "" : " skip locked")}";

    public override string BoundLocksShortly { get; } =
        string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {(long)Limits.SharedLockWait.TotalMilliseconds};\n");

    public override string From(KeyTable keys) =>
        $"unnest({string.Join(", ", keys.Columns.Select(column => $"@{keys.Name}_{column.Name}"))})"
        + $" as {keys.Name}({string.Join(", ", keys.Columns.Select(column => column.Name))})";

    public override void Bind(DbCommand command, KeyTable keys, IReadOnlyCollection<object?[]> rows)
    {
        for (var i = 0; i < keys.Columns.Length; i++)
        {
            var (name, type) = keys.Columns[i];
            var column = i;
            var values = rows.Select(row => row[column]);
            command.Parameters.Add(type switch
            {
                KeyType.Text => Array(NpgsqlDbType.Text, values.Select(value => (string?)value).ToArray()),
                KeyType.Integer => Array(NpgsqlDbType.Bigint, values.Select(value => (long?)value).ToArray()),
                KeyType.Date => Array(NpgsqlDbType.Date, values.Select(value => (DateOnly?)value).ToArray()),
                _ => throw new ArgumentOutOfRangeException(nameof(keys), type, "No such type."),
            });

            NpgsqlParameter Array(NpgsqlDbType element, object value) =>
                new($"{keys.Name}_{name}", NpgsqlDbType.Array | element) { Value = value };
        }
    }

    public override Statement RaiseFeed(long count, long server, long latestIssue, long? tolerance) => new(
        "select raise_feed(@added, @server_us, @latest_issue_us, @tolerance_us)",
        ("added", count),
        ("server_us", server),
        ("latest_issue_us", latestIssue),
        ("tolerance_us", tolerance));

    public override bool IsLockTimeout(Exception? exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    public override FeedSignal OpenFeed(ILogger logger) => new PostgresFeedSignal(_sources.Listener, logger);

    /// <summary>One round trip, whatever the number of statements.</summary>
    public override async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var batch = Batch(connection, transaction, statements);
        await using (batch.ConfigureAwait(false))
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override IScriptExecutor MigrationExecutor(UpgradeConfiguration migration) => new PostgresqlScriptExecutor(
        () => migration.ConnectionManager,
        () => migration.Log,
        schema: null,
        () => migration.VariablesEnabled,
        migration.ScriptPreprocessors,
        () => migration.Journal);

    public override async Task LockSchemaAsync(Session session, CancellationToken cancellationToken)
    {
        var limit = Limits.MigrationTime.TotalSeconds.ToString("0's'", CultureInfo.InvariantCulture);
        using var command = session.Command(
            """
            select set_config('lock_timeout', @limit, true), set_config('statement_timeout', @limit, true),
                   set_config('idle_in_transaction_session_timeout', @limit, true);
            select pg_advisory_xact_lock(@key)
            """,
            ("limit", limit),
            ("key", SchemaLock));
        command.CommandTimeout = (int)Limits.MigrationTime.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task PrepareAsync(ILogger logger, CancellationToken cancellationToken)
    {
        const string Sql = """
            select current_setting('synchronous_commit'), current_setting('synchronous_standby_names'), current_setting('fsync'),
                   current_setting('server_encoding'), current_setting('server_version'), current_database(),
                   current_setting('idle_in_transaction_session_timeout') <> '0' and current_setting('lock_timeout') <> '0'
            """;
        var settings = await ReadAsync(
            async (session, cancel) => (await session.Command(Sql).QueryAsync(
                row => new ServerSettings(
                    row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetBoolean(6)),
                cancel).ConfigureAwait(false))[0],
            cancellationToken).ConfigureAwait(false);
        settings.Require(_options.Durability);
        if (settings.Fsync == "off")
        {
            // Test machines run so on purpose, therefore it is only said, but it is said.
            LogNoFsync(logger);
        }

        // What was found now stays, also when the default of the role or of the database is changed while this server runs, and at the
        // next primary.
        await _sources.DisposeAsync().ConfigureAwait(false);
        _sources = new(_options, settings.SynchronousCommit);

        var durability = _options.Durability ?? (settings.StandbyNames.Length > 0 ? StoreDurability.Replicated : StoreDurability.Local);
        _confirmation = durability == StoreDurability.Replicated ? [LogRecord] : [];
        LogOpened(logger, settings.Version, settings.Database, settings.SynchronousCommit, durability);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sources.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<DbConnection> OpenReadAsync(CancellationToken cancellationToken) =>
        await _sources.Reads.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    protected override async Task<DbConnection> OpenWriteAsync(CancellationToken cancellationToken) =>
        await _sources.Writes.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Read committed: every statement behind the lock of a taxpayer sees all that was committed before the lock was given.</summary>
    protected override async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    protected override async Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// One message with the commit in it. No time-out and no caller cancels it: a cancelled wait for the standby would end as if the
    /// commit had succeeded, but for a warning.
    /// </summary>
    protected override async Task CommitAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> last)
    {
        PostgresNotice? warning = null;
        ((NpgsqlConnection)connection).Notice += (_, told) => warning = told.Notice.InvariantSeverity == "WARNING" ? told.Notice : warning;
        var batch = Batch(connection, transaction, [.. last, Commit]);
        batch.Timeout = 0;
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (!IsRolledBack(exception) && exception is NpgsqlException or IOException or ObjectDisposedException)
            {
                throw new CommitUnknownException("The connection to the database was lost during a commit.", exception);
            }
        }

        if (warning is not null)
        {
            throw new CommitUnknownException($"PostgreSQL warns of a commit: {warning.MessageText} ({warning.SqlState})");
        }
    }

    protected override TimeSpan CommitWait => _options.CommitWait;

    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    protected override Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    /// <summary>Npgsql sends a cancel request by itself.</summary>
    protected override IDisposable? InterruptOn(DbConnection connection, CancellationToken cancellationToken) => null;

    /// <summary>Also when the session's own statement_timeout ended it.</summary>
    protected override bool IsInterrupted(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>Everything below SQL (sockets, time-outs, an exhausted pool), and the server's own words for "not now".</summary>
    protected override bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or IdleInTransactionTimeout

            // A standby after a failover: the next connection finds the primary.
            or PostgresErrorCodes.ReadOnlySqlTransaction
            || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlOperationInProgressException => false,
        NpgsqlException => true,
        _ => false,
    };

    protected override bool IsFull(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    protected override bool IsToBeRepeated(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
    };

    protected override bool IsBroken(Exception exception) => exception switch
    {
        PostgresException ended => ended.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransactionTimeout
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException lost => lost.InnerException is IOException or SocketException,
        _ => false,
    };

    protected override async Task<bool> EndAbandonedAsync(Exception lockTimeout, CancellationToken cancellationToken)
    {
        if (lockTimeout is not PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            return false;
        }

        // One after the other: who comes a moment later finds nobody to end any more, and the lock free.
        await _ending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ended = await ReadAsync(
                (session, cancel) => session.Command(EndAbandoned, ("seconds", (decimal)Limits.OpenTransactionWait.TotalSeconds))
                    .QueryAsync(row => row.GetInt64(0), cancel),
                cancellationToken).ConfigureAwait(false);
            if (ended[0] > 0)
            {
                _endedAt = Stopwatch.GetTimestamp();
            }

            return _endedAt is { } at && Stopwatch.GetElapsedTime(at) < Limits.LockWait;
        }
        finally
        {
            _ending.Release();
        }
    }

    protected override ClockRefusedException? ClockRefusalOf(Exception exception)
    {
        if (exception is not PostgresException { SqlState: "ESFCA" or "ESFCB" } refused)
        {
            return null;
        }

        // The function raise_feed makes the message of both times.
        var times = refused.MessageText.Split(' ')
            .Select(microseconds => Instant.FromMicroseconds(long.Parse(microseconds, CultureInfo.InvariantCulture)))
            .ToArray();
        return refused.SqlState == "ESFCA"
            ? ClockRefusedException.Ahead(times[0], times[1])
            : ClockRefusedException.Behind(times[0], times[1]);
    }

    /// <summary>
    /// Whether PostgreSQL itself says that the transaction is undone. An error of a statement does, and of the commit; the end of a
    /// session does not, since it may follow the commit, unless the session was ended for waiting before it.
    /// </summary>
    private static bool IsRolledBack(Exception exception) => exception is PostgresException
        and ({ InvariantSeverity: "ERROR" } or { SqlState: IdleInTransactionTimeout });

    private static NpgsqlBatch Batch(DbConnection connection, DbTransaction? transaction, IReadOnlyList<Statement> statements)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction?)transaction);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            foreach (var (name, value) in statement.Parameters)
            {
                command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Version}, database {Database}: synchronous_commit={SynchronousCommit}, durability {Durability}")]
    private static partial void LogOpened(ILogger logger, string version, string database, string synchronousCommit, StoreDurability durability);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL runs with fsync=off: a crash of the machine loses acknowledged invoices")]
    private static partial void LogNoFsync(ILogger logger);
}

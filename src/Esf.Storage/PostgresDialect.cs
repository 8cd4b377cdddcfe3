using System.Data;
using System.Data.Common;
using System.Globalization;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Postgresql;
using Esf.Domain;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Esf.Storage;

/// <summary>PostgreSQL: any number of servers on one database; rows of taxpayers are locked, and that of the feed.</summary>
internal sealed partial class PostgresDialect : Dialect
{
    /// <summary>Two at once: one waits for the disk while the other is prepared. More would only share the same disk.</summary>
    private const int AppendingTransactions = 2;

    /// <summary>Statements that are prepared by themselves on their second use: the store has about thirty.</summary>
    private const int PreparedStatements = 100;

    /// <summary>Any constant of 64 bits; other programs on the same database must not use the same. These are the letters "esf schm".</summary>
    private const long SchemaLock = 0x6573_6620_7363_686D;

    /// <summary>Pools of their own, so that no number of readers keeps a writer from a connection, nor the reverse.</summary>
    private readonly NpgsqlDataSource _writes;
    private readonly NpgsqlDataSource _reads;

    /// <summary>One connection: that which follows the feed.</summary>
    private readonly NpgsqlDataSource _listener;

    public PostgresDialect(StoreOptions options)
        : base(options, AppendingTransactions)
    {
        _writes = Build(options.ConnectionString, options.WriteConnections);
        _reads = Build(options.ConnectionString, options.ReadConnections, options.ReadTimeout);
        _listener = Build(options.ConnectionString, 1);
    }

    public override IReadOnlyDictionary<string, string> MigrationVariables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bytes"] = "bytea",
        ["date"] = "date",
        ["c"] = "collate \"C\"",
    };

    public override IReadOnlyList<Statement> FeedNotices { get; } = [new(PostgresFeedSignal.Notify)];

    /// <summary>
    /// "no key": appends exclude each other and replacements of the registration, but not the recording of payments, whose foreign key
    /// takes a key-share lock on the same row.
    /// </summary>
    public override string RowLock(string table, bool wait) => $"for no key update of {table}{(wait ? "" : " skip locked")}";

    public override string BoundLocks { get; } =
        string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {(int)Limits.LockWait.TotalMilliseconds};\n");

    public override bool IsLockTimeout(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

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

    public override FeedSignal OpenFeed(ILogger logger) => new PostgresFeedSignal(_listener, logger);

    /// <summary>One round trip, whatever the number of statements.</summary>
    public override async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction?)transaction);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand(statement.Sql);
                foreach (var (name, value) in statement.Parameters)
                {
                    command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
                }

                batch.BatchCommands.Add(command);
            }

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
        using var command = session.Command("select pg_advisory_xact_lock(@key)", ("key", SchemaLock));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task PrepareAsync(ILogger logger, CancellationToken cancellationToken) => ReadAsync(
        async (session, cancel) =>
        {
            const string Sql = """
                select current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding'),
                       current_setting('server_version'), current_database()
                """;
            var settings = (await session.Command(Sql).QueryAsync(
                row => (SynchronousCommit: row.GetString(0), Fsync: row.GetString(1), Encoding: row.GetString(2), Version: row.GetString(3), Name: row.GetString(4)),
                cancel).ConfigureAwait(false))[0];
            if (settings.SynchronousCommit == "off")
            {
                throw new StoreRefusedException(
                    "PostgreSQL acknowledges commits before they are on the disk (synchronous_commit=off). Set synchronous_commit=on for this database or role.");
            }

            if (settings.Encoding != "UTF8")
            {
                throw new StoreRefusedException($"The database's encoding is {settings.Encoding}; names in Kazakh need UTF8.");
            }

            if (settings.Fsync == "off")
            {
                // Test machines run so on purpose, therefore it is only said, but it is said.
                LogNoFsync(logger);
            }

            LogOpened(logger, settings.Version, settings.Name, settings.SynchronousCommit);
            return true;
        },
        cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync().ConfigureAwait(false);
        await _reads.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<DbConnection> OpenReadAsync(CancellationToken cancellationToken) =>
        await _reads.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    protected override async Task<DbConnection> OpenWriteAsync(CancellationToken cancellationToken) =>
        await _writes.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Read committed: every statement behind the lock of a taxpayer sees all that was committed before the lock was given.</summary>
    protected override async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    protected override async Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);

    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    protected override Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    protected override void ForgetIdleConnections()
    {
        _writes.Clear();
        _reads.Clear();
    }

    /// <summary>Npgsql sends a cancel request by itself.</summary>
    protected override IDisposable? InterruptOn(DbConnection connection, CancellationToken cancellationToken) => null;

    /// <summary>Also when the session's own statement_timeout ended it.</summary>
    protected override bool IsInterrupted(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>Everything below SQL (sockets, time-outs, an exhausted pool), and the server's own words for "not now".</summary>
    protected override bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled

            // A standby after a failover: the next connection finds the primary.
            or PostgresErrorCodes.ReadOnlySqlTransaction
            || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlOperationInProgressException => false,
        NpgsqlException => true,
        _ => false,
    };

    protected override bool IsToBeRepeated(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
    };

    /// <summary>A pool of so many connections at most, whatever the connection string says of pools.</summary>
    /// <param name="connectionString">The rest of what the operator configured.</param>
    /// <param name="connections">How many.</param>
    /// <param name="timeout">How long a command may take where a token bounds it already: the driver's own bound comes later.</param>
    private static NpgsqlDataSource Build(string connectionString, int connections, TimeSpan timeout = default)
    {
        var source = Parse(connectionString);
        var settings = source.ConnectionStringBuilder;
        if (settings.CommandTimeout != 0)
        {
            settings.CommandTimeout = Math.Max(settings.CommandTimeout, 2 * (int)Math.Ceiling(timeout.TotalSeconds));
        }

        // Npgsql is given no logger: it tells of every command at the level Information, and what fails is thrown anyway.
        // Multiplexing shares connections between callers, which transactions cannot.
        settings.Multiplexing = false;
        settings.Pooling = true;
        settings.MaxPoolSize = connections;
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, connections);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = PreparedStatements;
            settings.AutoPrepareMinUsages = 2;
        }

        // Of several hosts the primary is meant, also after a failover; what was just written must be read back.
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? source.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : source.Build();
    }

    private static NpgsqlDataSourceBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StoreRefusedException($"Storage:ConnectionString is not one of PostgreSQL: {exception.Message}", exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Version}, database {Database}: synchronous_commit={SynchronousCommit}")]
    private static partial void LogOpened(ILogger logger, string version, string database, string synchronousCommit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL runs with fsync=off: a crash of the machine loses acknowledged invoices")]
    private static partial void LogNoFsync(ILogger logger);
}

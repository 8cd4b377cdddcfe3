using System.Data;
using System.Data.Common;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Esf.Storage;

/// <summary>PostgreSQL: any number of servers on one database; rows of taxpayers are locked, and that of the feed.</summary>
internal sealed partial class PostgresDialect : Dialect
{
    /// <summary>Statements that are prepared by themselves on their second use: the store has about thirty.</summary>
    private const int PreparedStatements = 100;

    /// <summary>Any constant of 64 bits; other programs on the same database must not use the same. These are the letters "esf schm".</summary>
    private const long SchemaLock = 0x6573_6620_7363_686D;

    private readonly NpgsqlDataSource _dataSource;

    public PostgresDialect(string connectionString)
    {
        var source = Parse(connectionString);
        var settings = source.ConnectionStringBuilder;

        // Npgsql is given no logger: it tells of every command at the level Information, and what fails is thrown anyway.
        // Multiplexing shares connections between callers, which transactions cannot.
        settings.Multiplexing = false;
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = PreparedStatements;
            settings.AutoPrepareMinUsages = 2;
        }

        // Of several hosts the primary is meant, also after a failover; what was just written must be read back.
        _dataSource = settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? source.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : source.Build();
    }

    // Two transactions under way at once: one waits for the disk while the other is prepared. More would only share the same disk.
    public override int Writers => 2;

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
    public override string RowLock(string table) => $"for no key update of {table}";

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

    public override FeedSignal OpenFeed(ILogger logger) => new PostgresFeedSignal(_dataSource, logger);

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

    public override ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Read committed: every statement behind the lock of a taxpayer sees all that was committed before the lock was given.</summary>
    protected override async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    protected override async Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);

    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    protected override Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    /// <summary>Everything below SQL (sockets, time-outs, an exhausted pool), and the server's own words for "not now".</summary>
    protected override bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled

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

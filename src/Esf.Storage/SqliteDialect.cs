using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Sqlite;
using Esf.Domain.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>SQLite: one file, one writer at a time, readers beside it (WAL); a commit is on the disk (synchronous=FULL).</summary>
internal sealed partial class SqliteDialect : Dialect
{
    /// <summary>How long a statement waits for another process's transaction.</summary>
    private const int BusyTimeoutSeconds = 2;

    // Result codes of SQLite; the library has no names for them. https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Interrupt = 9;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _connectionString;
    private readonly string _file;

    // SQLite has one writer. Writers of this process queue here, in order and without polling; those of other processes meet at
    // BEGIN IMMEDIATE, where SQLite polls for BusyTimeoutSeconds.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public SqliteDialect(StoreOptions options)
        : base(options, writers: 1)
    {
        var builder = Parse(options.ConnectionString);
        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource.Length == 0
            || builder.DataSource.Contains(":memory:", StringComparison.Ordinal)
            || builder.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreRefusedException("An in-memory database keeps nothing. Name a file: Storage:ConnectionString=Data Source=esf.db");
        }

        builder.ForeignKeys = true;
        builder.DefaultTimeout = BusyTimeoutSeconds;

        // The cache that connections share has its own table locks, under which readers would disturb the writer.
        builder.Cache = SqliteCacheMode.Private;
        _connectionString = builder.ToString();
        _file = builder.DataSource;
    }

    /// <summary>The one writer is not free before its commit has ended, so nobody is let go earlier.</summary>
    protected override TimeSpan CommitWait => Timeout.InfiniteTimeSpan;

    public override IReadOnlyDictionary<string, string> MigrationVariables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bytes"] = "blob",
        ["date"] = "text",
        ["c"] = "",
        ["postgres"] = "/*",
        ["end"] = "*/",
    };

    /// <summary>The database has no clock but that of this process's machine.</summary>
    public override string? Clock => null;

    /// <summary>BEGIN IMMEDIATE has locked the database already.</summary>
    public override IReadOnlyList<Statement> LockFeedShortly { get; } = [];

    /// <summary>What can be seen is on the disk.</summary>
    public override IReadOnlyList<Statement> Confirmation { get; } = [];

    /// <summary>Nobody can be told: other processes look for themselves.</summary>
    public override IReadOnlyList<Statement> FeedNotices { get; } = [];

    public override string RowLock(string table, bool wait) => "";

    /// <summary>BEGIN IMMEDIATE has waited already, at most <see cref="BusyTimeoutSeconds"/>; nothing waits behind it.</summary>
    public override string BoundLocksShortly => "";

    public override string From(KeyTable keys)
    {
        var columns = keys.Columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"value ->> {i} as {column.Name}"));
        return $"(select {string.Join(", ", columns)} from json_each(@{keys.Name})) as {keys.Name}";
    }

    public override void Bind(DbCommand command, KeyTable keys, IReadOnlyCollection<object?[]> rows)
    {
        var json = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(Node)]))]);
        var parameter = command.CreateParameter();
        parameter.ParameterName = keys.Name;
        parameter.Value = json.ToJsonString();
        command.Parameters.Add(parameter);
    }

    public override Statement RaiseFeed(long count, long server, long latestIssue, long? tolerance) => new(
        "update feed set position = position + @added, commit_time_us = max(commit_time_us, settled_us + 1, @server_us)",
        ("added", count),
        ("server_us", server));

    public override bool IsLockTimeout(Exception? exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    public override FeedSignal OpenFeed(ILogger logger) => new SqliteFeedSignal(this, logger);

    public override async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        DbCommand? command = null;
        try
        {
            foreach (var statement in statements)
            {
                if (command?.CommandText != statement.Sql)
                {
                    command?.Dispose();
                    command = new Session(this, connection, transaction).Command(statement.Sql, statement.Parameters);
                }
                else
                {
                    // The same text again: the prepared statement stays, only the values change.
                    for (var i = 0; i < statement.Parameters.Length; i++)
                    {
                        command.Parameters[i].Value = statement.Parameters[i].Value ?? DBNull.Value;
                    }
                }

                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            command?.Dispose();
        }
    }

    /// <summary>An error of the disk during the commit may leave a whole transaction in the log, which the next opening then finds.</summary>
    protected override async Task CommitAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> last)
    {
        await ExecuteAsync(connection, transaction, last, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == InputOutput)
        {
            throw new CommitUnknownException("The disk failed during the commit.", exception);
        }
    }

    public override IScriptExecutor MigrationExecutor(UpgradeConfiguration migration) => new SqliteScriptExecutor(
        () => migration.ConnectionManager,
        () => migration.Log,
        schema: null,
        () => migration.VariablesEnabled,
        migration.ScriptPreprocessors,
        () => migration.Journal);

    /// <summary>BEGIN IMMEDIATE has locked the database already.</summary>
    public override Task LockSchemaAsync(Session session, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task PrepareAsync(ILogger logger, CancellationToken cancellationToken)
    {
        CreateForOwner();
        return ReadAsync((session, cancel) => PrepareAsync(session, logger, cancel), cancellationToken);
    }

    private async Task<bool> PrepareAsync(Session session, ILogger logger, CancellationToken cancellationToken)
    {
        // Written into the file, so every connection and every process has it from now on.
        var mode = await ScalarAsync(session, "pragma journal_mode = wal", cancellationToken).ConfigureAwait(false);
        if (mode != "wal")
        {
            throw new StoreRefusedException($"SQLite keeps journal_mode={mode} here; write-ahead logging needs a local file system.");
        }

        // OpenAsync has set them; what a build of SQLite does not know it ignores without a word, so they are read back.
        if (await ScalarAsync(session, "pragma synchronous", cancellationToken).ConfigureAwait(false) != "2"
            || await ScalarAsync(session, "pragma foreign_keys", cancellationToken).ConfigureAwait(false) != "1")
        {
            throw new StoreRefusedException("This SQLite does not keep synchronous=FULL and foreign_keys=ON.");
        }

        KeepForOwner(await ScalarAsync(session, "select file from pragma_database_list where name = 'main'", cancellationToken).ConfigureAwait(false), logger);
        var version = await ScalarAsync(session, "select sqlite_version()", cancellationToken).ConfigureAwait(false);
        LogOpened(logger, version, _file);
        return true;
    }

    // Tax documents are the owner's alone. SQLite gives its -wal and -shm files the mode of the database, so a new one is made with it.
    private void CreateForOwner()
    {
        if (OperatingSystem.IsWindows() || File.Exists(_file) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(_file))))
        {
            return;
        }

        try
        {
            new FileStream(_file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException("The database file cannot be created.", exception);
        }
    }

    private static void KeepForOwner(string file, ILogger logger)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var path in (string[])[file, $"{file}-wal", $"{file}-shm"])
        {
            try
            {
                if (File.Exists(path) && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
                {
                    File.SetUnixFileMode(path, OwnerOnly);
                    LogClosedToOthers(logger, path);
                }
            }
            catch (UnauthorizedAccessException exception)
            {
                LogOpenToOthers(logger, exception, path);
            }
        }
    }

    public override ValueTask DisposeAsync()
    {
        // Closes the pooled connections, so that the file can be moved or deleted.
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _turn.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<DbConnection> OpenReadAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    protected override Task<DbConnection> OpenWriteAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var command = connection.CreateCommand();
            command.CommandText = "pragma busy_timeout = 2000; pragma synchronous = full";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>BEGIN IMMEDIATE: takes the write lock at once, since a transaction that reads first and writes later may find that it cannot.</summary>
    protected override Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    protected override Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <summary>SQLite's asynchronous methods are synchronous underneath: they run on a pool thread, so that a caller's await is one.</summary>
    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);

    protected override async Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The library runs a statement to its end on the caller's thread; SQLite itself can be interrupted from another one.</summary>
    protected override IDisposable? InterruptOn(DbConnection connection, CancellationToken cancellationToken) =>
        cancellationToken.Register(static handle => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)handle!), ((SqliteConnection)connection).Handle);

    protected override bool IsInterrupted(Exception exception) => exception is SqliteException { SqliteErrorCode: Interrupt };

    protected override bool IsUnavailable(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked or InputOutput or CannotOpen };

    protected override bool IsFull(Exception exception) => exception is SqliteException { SqliteErrorCode: Full };

    protected override bool IsBroken(Exception exception) => false;

    /// <summary>Whoever holds the write lock is another process, which the operating system ends.</summary>
    protected override Task<bool> EndAbandonedAsync(Exception lockTimeout, CancellationToken cancellationToken) => Task.FromResult(false);

    protected override bool IsToBeRepeated(Exception exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    private static SqliteConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StoreRefusedException($"Storage:ConnectionString is not one of SQLite: {exception.Message}", exception);
        }
    }

    private static async Task<string> ScalarAsync(Session session, string sql, CancellationToken cancellationToken)
    {
        using var command = session.Command(sql);
        var value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        long number => JsonValue.Create(number),
        DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No such key."),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "SQLite {Version}, file {File}: WAL, synchronous=FULL")]
    private static partial void LogOpened(ILogger logger, string version, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Others could read {File}; from now on only its owner can")]
    private static partial void LogClosedToOthers(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Others can read {File}, and its mode cannot be changed by this user")]
    private static partial void LogOpenToOthers(ILogger logger, Exception exception, string file);
}

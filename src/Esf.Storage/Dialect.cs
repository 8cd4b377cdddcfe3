using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DbUp.Builder;
using DbUp.Engine;
using Esf.Domain;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>What differs between the engines; everything else, the SQL texts above all, is shared.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    /// <summary>How often a transaction is tried that the engine itself asks to repeat.</summary>
    private const int Attempts = 5;

    /// <summary>Bytes that must fit before the database counts as having space again: more than any page that happens to be free.</summary>
    private const int ProbeBytes = 256 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly TimeSpan _readTimeout;
    private readonly ConnectionPlaces _reads;
    private readonly ConnectionPlaces _scans;
    private readonly ConnectionPlaces _writes;

    private volatile bool _isFull;

    /// <summary>Shares out the connections of one server.</summary>
    /// <param name="options">How many connections there are of each kind.</param>
    /// <param name="writers">Appending transactions that can usefully be under way at once.</param>
    protected Dialect(StoreOptions options, int writers)
    {
        Writers = writers;
        LockWaiters = Math.Max(1, (options.WriteConnections - writers) / 2);
        _writes = new(options.WriteConnections - Writers - LockWaiters);
        _readTimeout = options.ReadTimeout;
        _reads = new(options.ReadConnections);
        _scans = new(options.ReadConnections - Math.Max(1, options.ReadConnections / 4));
    }

    /// <summary>Appending transactions that can usefully be under way at once in one process.</summary>
    public int Writers { get; }

    /// <summary>Further appending transactions that may wait for a lock at once; they hold up nobody else.</summary>
    public int LockWaiters { get; }

    /// <summary>Clause that locks the selected rows of a table against other appends; empty where the whole database is locked already.</summary>
    /// <param name="table">Name of the table in the statement.</param>
    /// <param name="wait">Whether to wait for rows that are locked; else they are left out.</param>
    public abstract string RowLock(string table, bool wait);

    /// <summary>
    /// Statement, with its end, that bounds the waits of a transaction for any lock by <see cref="Limits.SharedLockWait"/>; empty where they
    /// are bounded already.
    /// </summary>
    public abstract string BoundLocksShortly { get; }

    /// <summary>A table of keys as the source of a <c>from</c>.</summary>
    public abstract string From(KeyTable keys);

    /// <summary>Gives a command the rows of a table of keys.</summary>
    public abstract void Bind(DbCommand command, KeyTable keys, IReadOnlyCollection<object?[]> rows);

    /// <summary>What tells other servers, once a transaction commits, that the feed has moved; nothing where nobody can be told.</summary>
    public abstract IReadOnlyList<Statement> FeedNotices { get; }

    /// <summary>What makes a commit durable no earlier than all that its transaction has seen; nothing where what is seen is durable.</summary>
    public abstract IReadOnlyList<Statement> Confirmation { get; }

    /// <summary>The database's own clock as an expression in microseconds since 1970; null where it has none but this machine's.</summary>
    public abstract string? Clock { get; }

    /// <summary>The statement that locks the feed's row until the commit and raises it: the next places, and the time of the commit.</summary>
    /// <param name="count">Documents of the transaction.</param>
    /// <param name="server">This server's clock, read after the transaction began.</param>
    /// <param name="latestIssue">The latest issue time among the documents.</param>
    /// <param name="tolerance">By how much it may differ from the database's; null: the database's is not asked.</param>
    public abstract Statement RaiseFeed(long count, long server, long latestIssue, long? tolerance);

    /// <summary>Locks the feed's row for <see cref="SqlOffsetReader"/>, or fails soon where somebody holds it.</summary>
    public abstract IReadOnlyList<Statement> LockFeedShortly { get; }

    /// <summary>Whether a statement failed because somebody else held a lock for too long.</summary>
    public abstract bool IsLockTimeout(Exception? exception);

    /// <summary>What wakes readers of the feed.</summary>
    public abstract FeedSignal OpenFeed(ILogger logger);

    /// <summary>Executes many statements in their order, as cheaply as the engine can.</summary>
    public abstract Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<Statement> statements, CancellationToken cancellationToken);

    /// <summary>What the migrations must spell differently.</summary>
    public abstract IReadOnlyDictionary<string, string> MigrationVariables { get; }

    /// <summary>What executes the scripts of a migration.</summary>
    public abstract IScriptExecutor MigrationExecutor(UpgradeConfiguration migration);

    /// <summary>Makes other servers wait that would migrate at the same time, until the transaction ends.</summary>
    public abstract Task LockSchemaAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Refuses settings under which an acknowledged invoice could be lost, and prepares the database for use.</summary>
    public abstract Task PrepareAsync(ILogger logger, CancellationToken cancellationToken);

    /// <summary>
    /// Looks something up by its key, without blocking the caller's thread; each statement is one moment. The work runs a second time when
    /// its connection turns out to be dead, and must not keep anything of the first.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="StoreTooSlowException">It took longer than the store's bound, and was ended in the database.</exception>
    /// <exception cref="StoreBusyException">No connection became free in time.</exception>
    public async Task<T> ReadAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var place = await _reads.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await ConnectAsync((connection, cancel) => read(new(this, connection, null), cancel), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ReadAsync"/> for what may read many rows: a quarter of the connections is never taken by such reads.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="StoreTooSlowException">It took longer than the store's bound, and was ended in the database.</exception>
    /// <exception cref="StoreBusyException">No connection became free in time.</exception>
    public async Task<T> ScanAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var place = await _scans.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ReadAsync"/>; all statements are one moment.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="StoreTooSlowException">It took longer than the store's bound, and was ended in the database.</exception>
    /// <exception cref="StoreBusyException">No connection became free in time.</exception>
    public async Task<T> ReadMomentAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var place = await _reads.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await ConnectAsync(
            async (connection, cancel) =>
            {
                var transaction = await BeginMomentAsync(connection, cancel).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    return await read(new(this, connection, transaction), cancel).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ScanAsync"/>; all statements are one moment.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="StoreTooSlowException">It took longer than the store's bound, and was ended in the database.</exception>
    /// <exception cref="StoreBusyException">No connection became free in time.</exception>
    public async Task<T> ScanMomentAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var place = await _scans.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await ReadMomentAsync(read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes in one transaction. It is repeated when the engine asks for it (deadlock, serialization, lock not obtained), and when its
    /// connection turns out to be dead before the commit was sent.
    /// </summary>
    /// <param name="write">The work; it may run more than once and must not keep anything of an earlier run.</param>
    /// <param name="cancellationToken">Gives up before the commit; never after it.</param>
    /// <param name="attempts">How often it is tried, at most.</param>
    /// <exception cref="StoreFullException">The database has no space left; nothing is written.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; nothing is written.</exception>
    /// <exception cref="StoreLockedException">Another transaction holds what is needed; nothing is written.</exception>
    /// <exception cref="StoreBusyException">No connection became free in time; nothing is written.</exception>
    /// <exception cref="CommitUnknownException">The commit was sent and not confirmed.</exception>
    /// <exception cref="ClockRefusedException">This server's clock cannot be right; nothing is written.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, CancellationToken, Task<T>> write, CancellationToken cancellationToken, int attempts = Attempts)
    {
        using var place = await _writes.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await AppendAsync(write, cancellationToken, attempts).ConfigureAwait(false);
    }

    /// <summary>As <see cref="WriteAsync"/> for the append queue, which has connections of its own and bounds itself.</summary>
    public async Task<T> AppendAsync<T>(Func<Session, CancellationToken, Task<T>> write, CancellationToken cancellationToken, int attempts = Attempts)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var isOpen = false;
            Exception failure;
            try
            {
                var answer = await RunWriterAsync(() => TransactAsync(write, () => isOpen = true, cancellationToken), cancellationToken).ConfigureAwait(false);
                _isFull = false;
                return answer;
            }
            catch (Exception exception) when (IsFull(exception))
            {
                _isFull = true;
                throw new StoreFullException("The database has no space left.", exception);
            }
            catch (Exception exception) when (ClockRefusalOf(exception) is { } refusal)
            {
                throw refusal;
            }
            catch (Exception exception) when (exception is TaxpayerLockedException || IsToBeRepeated(exception) || IsUnavailable(exception))
            {
                failure = exception;
            }

            // What is asked to be repeated for a lock (SQLite does) is not repeated for ever.
            var isLocked = failure is TaxpayerLockedException || IsLockTimeout(failure);
            if (attempt == attempts
                || (isLocked && Stopwatch.GetElapsedTime(started) >= Limits.LockWait * 2)
                || !await MayRepeatAsync(failure, attempt, isOpen, cancellationToken).ConfigureAwait(false))
            {
                throw failure is TaxpayerLockedException ? failure
                    : isLocked ? new StoreLockedException("Another transaction holds what is to be written.", failure)
                    : new StoreUnavailableException("The database cannot be written to.", failure);
            }
        }
    }

    /// <summary>Returns at once unless a write has found no space; then it tries to write, and returns when that succeeds.</summary>
    /// <remarks>What stands in the row is random, so that it cannot be compressed; it is deleted before anybody sees it.</remarks>
    /// <exception cref="StoreFullException">There is still no space.</exception>
    public async Task RequireSpaceAsync(CancellationToken cancellationToken)
    {
        if (!_isFull)
        {
            return;
        }

        await WriteAsync(
            async (session, cancel) =>
            {
                var bytes = RandomNumberGenerator.GetBytes(ProbeBytes);
                await session.ExecuteAsync(new Statement("insert into space_probe (bytes) values (@bytes)", ("bytes", bytes)), cancel).ConfigureAwait(false);
                return await session.ExecuteAsync(new Statement("delete from space_probe"), cancel).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        _reads.Dispose();
        _scans.Dispose();
        _writes.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A connection for reading, from the pool of those.</summary>
    protected abstract Task<DbConnection> OpenReadAsync(CancellationToken cancellationToken);

    /// <summary>A connection for writing, from the pool of those.</summary>
    protected abstract Task<DbConnection> OpenWriteAsync(CancellationToken cancellationToken);

    protected abstract Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Executes the last statements and commits, by one message where the engine can; nothing cancels it.</summary>
    /// <exception cref="CommitUnknownException">It was not confirmed. Any other exception means that nothing is written.</exception>
    protected abstract Task CommitAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> last);

    /// <summary>How long a commit is waited for; it goes on when this time is over.</summary>
    protected abstract TimeSpan CommitWait { get; }

    /// <summary>Begins a transaction that sees one moment and blocks nobody.</summary>
    protected abstract Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Runs work of the database where it may block.</summary>
    protected abstract Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs a transaction when it is its turn.</summary>
    protected abstract Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Makes the engine end what a connection executes once a token is cancelled, where its library does not do so by itself.</summary>
    protected abstract IDisposable? InterruptOn(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Whether the engine ended a query because it was asked to, or because it took too long.</summary>
    protected abstract bool IsInterrupted(Exception exception);

    /// <summary>Whether the same call may succeed later, with nothing changed but the database's own state.</summary>
    protected abstract bool IsUnavailable(Exception exception);

    /// <summary>Whether there was no space for what was to be written; nothing of it was.</summary>
    protected abstract bool IsFull(Exception exception);

    /// <summary>Whether the engine rolled the transaction back and asks for it again.</summary>
    protected abstract bool IsToBeRepeated(Exception exception);

    /// <summary>Whether the connection was lost, so that the same call may succeed over another one.</summary>
    protected abstract bool IsBroken(Exception exception);

    /// <summary>Ends transactions of ours whose client has stopped in the middle of a message, when a lock was waited for in vain.</summary>
    /// <returns>Whether there were any.</returns>
    protected abstract Task<bool> EndAbandonedAsync(Exception lockTimeout, CancellationToken cancellationToken);

    private async Task<bool> MayRepeatAsync(Exception failure, int attempt, bool isOpen, CancellationToken cancellationToken)
    {
        if (IsToBeRepeated(failure))
        {
            // A little longer each time, and not at the same moment as the other party.
            await Task.Delay(Pause * (attempt * Random.Shared.Next(1, 10)), cancellationToken).ConfigureAwait(false);
            return true;
        }

        return (isOpen && attempt == 1 && IsBroken(failure)) || await EndAbandonedAsync(failure is TaxpayerLockedException ? failure.InnerException! : failure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The refusal of a clock that the database has found; null when the exception is none.</summary>
    protected virtual ClockRefusedException? ClockRefusalOf(Exception exception) => null;

    private async Task<T> ConnectAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isOpen = false;
            try
            {
                return await RunAsync(
                    async () =>
                    {
                        var connection = await OpenReadAsync(cancellationToken).ConfigureAwait(false);
                        isOpen = true;
                        await using (connection.ConfigureAwait(false))
                        {
                            return await ReadInTimeAsync(connection, read, cancellationToken).ConfigureAwait(false);
                        }
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (isOpen && attempt == 1 && IsBroken(exception))
            {
                // A pooled connection may have died long ago, with a server that is not there any more. Its pool is empty now.
            }
            catch (Exception exception) when (IsFull(exception))
            {
                // A large sort needs space, too.
                throw new StoreFullException("The database has no space left.", exception);
            }
            catch (Exception exception) when (IsLockTimeout(exception))
            {
                throw new StoreLockedException("Another transaction holds what is to be read.", exception);
            }
            catch (Exception exception) when (IsUnavailable(exception))
            {
                throw new StoreUnavailableException("The database cannot be reached.", exception);
            }
        }
    }

    /// <summary>Reads, and ends the query in the database when its time is over or its caller has gone.</summary>
    private async Task<T> ReadInTimeAsync<T>(
        DbConnection connection, Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(_readTimeout);
        try
        {
            using var interruption = InterruptOn(connection, bound.Token);
            return await read(connection, bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException || IsInterrupted(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A database that is there has ended the query when it was asked to, and the connection is whole; one that is away has not.
            throw connection.State == ConnectionState.Open
                ? new StoreTooSlowException(exception)
                : new StoreUnavailableException("The database does not answer.", exception);
        }
    }

    private async Task<T> TransactAsync<T>(Func<Session, CancellationToken, Task<T>> write, Action opened, CancellationToken cancellationToken)
    {
        var connection = await OpenWriteAsync(cancellationToken).ConfigureAwait(false);
        opened();
        DbTransaction? transaction = null;
        T answer;
        Task commit;
        try
        {
            transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            var session = new Session(this, connection, transaction);
            answer = await write(session, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();

            // From here on nobody can tell whether it is written. Whoever waits may go, but the commit is never cancelled.
            commit = CommitAndCloseAsync(connection, transaction, session.LastStatements);
        }
        catch
        {
            await CloseAsync(connection, transaction).ConfigureAwait(false);
            throw;
        }

        if (await Task.WhenAny(commit, Task.Delay(CommitWait, CancellationToken.None)).ConfigureAwait(false) != commit)
        {
            // How it ends is of no use to anybody here: a retry finds out.
            _ = commit.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new CommitUnknownException(string.Create(CultureInfo.InvariantCulture, $"The database has not confirmed a commit within {CommitWait.TotalSeconds} s."));
        }

        await commit.ConfigureAwait(false);
        return answer;
    }

    private async Task CommitAndCloseAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> last)
    {
        try
        {
            await CommitAsync(connection, transaction, last).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync(connection, transaction).ConfigureAwait(false);
        }
    }

    private static async Task CloseAsync(DbConnection connection, DbTransaction? transaction)
    {
        await using (connection.ConfigureAwait(false))
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

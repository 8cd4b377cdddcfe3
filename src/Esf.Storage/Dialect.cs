using System.Data.Common;
using System.Globalization;
using DbUp.Builder;
using DbUp.Engine;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>What differs between the engines; everything else, the SQL texts above all, is shared.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    /// <summary>How often a transaction is tried that the engine itself asks to repeat.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Transactions that can usefully be under way at once in one process.</summary>
    public abstract int Writers { get; }

    /// <summary>Clause that locks the selected rows of a table against other appends; empty where the whole database is locked already.</summary>
    public abstract string RowLock(string table);

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
    /// Reads, without blocking the caller's thread; each statement is one moment. The work runs a second time when its connection turns out
    /// to be dead, and must not keep anything of the first.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public Task<T> ReadAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        ConnectAsync(connection => read(new(this, connection, null), cancellationToken), cancellationToken);

    /// <summary>Reads, without blocking the caller's thread; all statements are one moment.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public Task<T> ReadMomentAsync<T>(Func<Session, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => ConnectAsync(
        async connection =>
        {
            var transaction = await BeginMomentAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                return await read(new(this, connection, transaction), cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>
    /// Writes in one transaction. It is repeated when the engine asks for it (deadlock, serialization, lock not obtained), and when its
    /// connection turns out to be dead before the commit was sent.
    /// </summary>
    /// <param name="write">The work; it may run more than once and must not keep anything of an earlier run.</param>
    /// <param name="cancellationToken">Gives up before the commit; never after it.</param>
    /// <param name="attempts">How often it is tried, at most.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; nothing is written.</exception>
    /// <exception cref="CommitUnknownException">The commit was sent and not confirmed.</exception>
    /// <exception cref="ClockRefusedException">This server's clock cannot be right; nothing is written.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, CancellationToken, Task<T>> write, CancellationToken cancellationToken, int attempts = Attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isOpen = false;
            Exception failure;
            try
            {
                return await RunWriterAsync(() => TransactAsync(write, () => isOpen = true, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (ClockRefusalOf(exception) is { } refusal)
            {
                throw refusal;
            }
            catch (Exception exception) when (IsToBeRepeated(exception) || IsUnavailable(exception))
            {
                failure = exception;
            }

            if (attempt == attempts || !await MayRepeatAsync(failure, attempt, isOpen, cancellationToken).ConfigureAwait(false))
            {
                throw new StoreUnavailableException("The database cannot be written to.", failure);
            }
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

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

    /// <summary>Whether the same call may succeed later, with nothing changed but the database's own state.</summary>
    protected abstract bool IsUnavailable(Exception exception);

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

        return (isOpen && attempt == 1 && IsBroken(failure)) || await EndAbandonedAsync(failure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The refusal of a clock that the database has found; null when the exception is none.</summary>
    protected virtual ClockRefusedException? ClockRefusalOf(Exception exception) => null;

    private async Task<T> ConnectAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isOpen = false;
            try
            {
                return await RunAsync(
                    async () =>
                    {
                        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
                        isOpen = true;
                        await using (connection.ConfigureAwait(false))
                        {
                            return await read(connection).ConfigureAwait(false);
                        }
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (isOpen && attempt == 1 && IsBroken(exception))
            {
                // A pooled connection may have died long ago, with a server that is not there any more. Its pool is empty now.
            }
            catch (Exception exception) when (IsUnavailable(exception))
            {
                throw new StoreUnavailableException("The database cannot be reached.", exception);
            }
        }
    }

    private async Task<T> TransactAsync<T>(Func<Session, CancellationToken, Task<T>> write, Action opened, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
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

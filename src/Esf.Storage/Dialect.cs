using System.Data.Common;
using System.Security.Cryptography;
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

    /// <summary>Bytes that must fit before the database counts as having space again: more than any page that happens to be free.</summary>
    private const int ProbeBytes = 256 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private volatile bool _isFull;

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

    /// <summary>Reads, without blocking the caller's thread; each statement is one moment.</summary>
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

    /// <summary>Writes in one transaction, which is repeated when the engine asks for it (deadlock, serialization, lock not obtained).</summary>
    /// <param name="write">The work; it may run more than once and must not keep anything of an earlier run.</param>
    /// <param name="cancellationToken">Gives up before the commit; never after it.</param>
    /// <exception cref="StoreFullException">The database has no space left; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; whether the commit arrived is then unknown.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await RunWriterAsync(() => TransactAsync(write, cancellationToken), cancellationToken).ConfigureAwait(false);
                _isFull = false;
                return answer;
            }
            catch (Exception exception) when (IsFull(exception))
            {
                _isFull = true;
                throw new StoreFullException("The database has no space left.", exception);
            }
            catch (Exception exception) when (attempt < Attempts && IsToBeRepeated(exception))
            {
                // A little longer each time, and not at the same moment as the other party.
                var pause = Pause * (attempt * Random.Shared.Next(1, 10));
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsToBeRepeated(exception) || IsUnavailable(exception))
            {
                throw new StoreUnavailableException("The database cannot be written to.", exception);
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
    public abstract ValueTask DisposeAsync();

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    protected abstract Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that sees one moment and blocks nobody.</summary>
    protected abstract Task<DbTransaction> BeginMomentAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Runs work of the database where it may block.</summary>
    protected abstract Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs a transaction when it is its turn.</summary>
    protected abstract Task<T> RunWriterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Whether the same call may succeed later, with nothing changed but the database's own state.</summary>
    protected abstract bool IsUnavailable(Exception exception);

    /// <summary>Whether there was no space for what was to be written; nothing of it was.</summary>
    protected abstract bool IsFull(Exception exception);

    /// <summary>Whether the engine rolled the transaction back and asks for it again.</summary>
    protected abstract bool IsToBeRepeated(Exception exception);

    private async Task<T> ConnectAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(
                async () =>
                {
                    var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                    {
                        return await read(connection).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFull(exception))
        {
            // A large sort needs space, too.
            throw new StoreFullException("The database has no space left.", exception);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            throw new StoreUnavailableException("The database cannot be reached.", exception);
        }
    }

    private async Task<T> TransactAsync<T>(Func<Session, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var answer = await write(new(this, connection, transaction), cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();

                // From here on nobody can tell whether it is written, so nobody may give up.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return answer;
            }
        }
    }
}

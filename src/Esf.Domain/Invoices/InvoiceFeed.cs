using System.Diagnostics;
using System.Runtime.CompilerServices;
using Esf.Domain.Errors;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>The feed of what happens to invoices: every document once, in the order of the commits, without a hole.</summary>
/// <remarks>
/// Readers near the end share what <see cref="FeedTail"/> holds; they cost no connection and no question of their own. Those that are behind,
/// and those that begin, read from the database, at most <see cref="Limits.FeedReads"/> at once; so no number of them keeps a connection
/// from those who issue.
/// </remarks>
public sealed class InvoiceFeed(IRegisterReader reader, IFeedSignal signal) : IAsyncDisposable
{
    private readonly FeedTail _tail = new(reader, signal);
    private readonly SemaphoreSlim _reads = new(Limits.FeedReads, Limits.FeedReads);

    /// <summary>The place that a reader goes on from.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="token">The reader's resume token; empty: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND; INVOICE_INVALID with RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN or
    /// RESUME_TOKEN_AHEAD.</exception>
    /// <exception cref="StoreBusyException">Too many readers begin at once; come again.</exception>
    public async Task<long> StartAsync(string? bin, string token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
        {
            return bin is null || await ReadAsync(() => reader.FindTaxpayerAsync(bin, cancellationToken), cancellationToken).ConfigureAwait(false) is not null
                ? 0
                : throw TaxpayerRegistry.NotFound(bin);
        }

        // Whoever has a token of a taxpayer was answered before, so the taxpayer is registered. The feed ends before the place only in
        // another database.
        var position = ResumeToken.Read(bin, token);
        if (_tail.End < position)
        {
            await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        }

        return _tail.End >= position ? position : throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenAhead);
    }

    /// <summary>The events behind a place; when there are none, those that come first, or none when the time is over.</summary>
    /// <remarks>What was committed before the call is in its answer.</remarks>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="afterPosition">The place.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="wait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreBusyException">Too many readers are behind at once; come again.</exception>
    public async Task<FeedPage> NextAsync(string? bin, long afterPosition, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        var page = await ReadPageAsync(bin, afterPosition, limit, cancellationToken).ConfigureAwait(false);
        while (page.Events.Count == 0 && wait - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            // Events of others move the place on: they are not read again when the next one wakes this reader.
            await _tail.WaitAsync(bin, page.Position, left, cancellationToken).ConfigureAwait(false);
            page = await ReadPageAsync(bin, page.Position, limit, cancellationToken).ConfigureAwait(false);
        }

        return page;
    }

    /// <summary>Pages of events behind a place, without an end; an empty one where none has come for a while.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="afterPosition">The place.</param>
    /// <param name="limit">At most so many events of one page.</param>
    /// <param name="heartbeat">How long the reader waits for a page, at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreBusyException">Too many readers are behind at once; come again.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async IAsyncEnumerable<FeedPage> WatchAsync(
        string? bin, long afterPosition, int limit, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var page = await ReadPageAsync(bin, afterPosition, limit, cancellationToken).ConfigureAwait(false);
            if (page.Events.Count == 0)
            {
                await _tail.WaitAsync(bin, page.Position, heartbeat, cancellationToken).ConfigureAwait(false);
                await _tail.ReadOnIfOldAsync(cancellationToken).ConfigureAwait(false);
                page = await ReadPageAsync(bin, page.Position, limit, cancellationToken).ConfigureAwait(false);
            }

            afterPosition = page.Position;
            yield return page;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    private async Task<FeedPage> ReadPageAsync(string? bin, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        var page = _tail.Find(bin, afterPosition, limit)
            ?? await ReadAsync(() => reader.ReadFeedAsync(bin, afterPosition, limit, cancellationToken), cancellationToken).ConfigureAwait(false);

        // Under a reader the database was replaced by an older copy: what it has seen may never come again.
        return page.Position >= afterPosition ? page : throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenAhead);
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (!await _reads.WaitAsync(Limits.FeedReadWait, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreBusyException();
        }

        try
        {
            return await read().ConfigureAwait(false);
        }
        finally
        {
            _reads.Release();
        }
    }
}

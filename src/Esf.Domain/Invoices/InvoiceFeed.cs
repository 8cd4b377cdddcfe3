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
public sealed class InvoiceFeed(IRegisterReader reader, IFeedSignal signal, IRegister register) : IAsyncDisposable
{
    private readonly FeedTail _tail = new(reader, signal);
    private readonly SemaphoreSlim _reads = new(Limits.FeedReads, Limits.FeedReads);

    /// <summary>The place that a reader goes on from; what reads from there compares it with the register.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="token">The reader's resume token; empty: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND; REQUEST_INVALID with RESUME_TOKEN_INVALID or RESUME_TOKEN_FOREIGN.</exception>
    /// <exception cref="StoreBusyException">Too many readers begin at once; come again.</exception>
    public async Task<ResumeToken> StartAsync(string? bin, string token, CancellationToken cancellationToken)
    {
        if (token.Length > 0)
        {
            // Whoever has a token of a taxpayer was answered before, so the taxpayer is registered.
            return ResumeToken.Read(register.Current.Seal, bin, token);
        }

        return bin is null || await ReadAsync(() => reader.FindTaxpayerAsync(bin, cancellationToken), cancellationToken).ConfigureAwait(false) is not null
            ? ResumeToken.Beginning
            : throw TaxpayerRegistry.NotFound(bin);
    }

    /// <summary>The resume token of a place.</summary>
    /// <param name="bin">The feed of this taxpayer; null: of all.</param>
    /// <param name="place">The place.</param>
    public string TokenOf(string? bin, ResumeToken place) => place.Write(register.Current.Seal, bin);

    /// <summary>The events behind a place; when there are none, those that come first, or none when the time is over.</summary>
    /// <remarks>What was committed before the call is in its answer.</remarks>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="place">The place.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="wait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">REQUEST_INVALID with RESUME_TOKEN_AHEAD or RESUME_TOKEN_EPOCH_CHANGED: this feed has no such place, or
    /// another document at it. A reader may learn it in the midst of reading, when the database has failed over.</exception>
    /// <exception cref="StoreBusyException">Too many readers are behind at once; come again.</exception>
    public async Task<FeedPage> NextAsync(string? bin, ResumeToken place, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        var page = await ReadPageAsync(bin, place, limit, cancellationToken).ConfigureAwait(false);
        while (page.Events.Count == 0 && wait - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            // Events of others move the place on: they are not read again when the next one wakes this reader.
            place = ResumeToken.At(page);
            await _tail.WaitAsync(bin, place.Position, left, cancellationToken).ConfigureAwait(false);
            page = await ReadPageAsync(bin, place, limit, cancellationToken).ConfigureAwait(false);
        }

        return page;
    }

    /// <summary>Pages of events behind a place, without an end; an empty one where none has come for a while.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="place">The place.</param>
    /// <param name="limit">At most so many events of one page.</param>
    /// <param name="heartbeat">How long the reader waits for a page, at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">As <see cref="NextAsync"/>.</exception>
    /// <exception cref="StoreBusyException">Too many readers are behind at once; come again.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async IAsyncEnumerable<FeedPage> WatchAsync(
        string? bin, ResumeToken place, int limit, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var page = await ReadPageAsync(bin, place, limit, cancellationToken).ConfigureAwait(false);
            if (page.Events.Count == 0)
            {
                place = ResumeToken.At(page);
                await _tail.WaitAsync(bin, place.Position, heartbeat, cancellationToken).ConfigureAwait(false);
                await _tail.ReadOnIfOldAsync(cancellationToken).ConfigureAwait(false);
                page = await ReadPageAsync(bin, place, limit, cancellationToken).ConfigureAwait(false);
            }

            place = ResumeToken.At(page);
            yield return page;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    private async Task<FeedPage> ReadPageAsync(string? bin, ResumeToken place, int limit, CancellationToken cancellationToken)
    {
        if (_tail.End < place.Position)
        {
            // The reader has come from another server, or has read for itself, and knows more than memory does.
            await _tail.ReadOnAsync(cancellationToken).ConfigureAwait(false);
        }

        var page = _tail.Find(bin, place.Position, limit)
            ?? await ReadAsync(() => reader.ReadFeedAsync(bin, place.Position, limit, cancellationToken), cancellationToken).ConfigureAwait(false);
        Require(place, page);
        return page;
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

    private static void Require(ResumeToken place, FeedPage page)
    {
        if (place.Position == 0 && place.Epoch == Guid.Empty)
        {
            return;
        }

        if (page.Epoch != place.Epoch)
        {
            throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenEpochChanged);
        }

        if (page.Position < place.Position)
        {
            throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenAhead);
        }

        // Events that a failover has lost leave no trace in the database; but the place has another document then.
        if (ResumeToken.MarkOf(page.AfterHash) != place.Mark)
        {
            throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenEpochChanged);
        }
    }
}

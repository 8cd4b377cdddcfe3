using System.Diagnostics;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>The feed of what happens to invoices: every document once, in the order of the commits, without a hole.</summary>
public sealed class InvoiceFeed(IRegisterReader reader, IFeedSignal signal, IRegister register)
{
    /// <summary>The place that a reader goes on from.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="token">The reader's resume token; empty: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">INVOICE_INVALID with RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN, RESUME_TOKEN_AHEAD or
    /// RESUME_TOKEN_EPOCH_CHANGED.</exception>
    public async Task<long> StartAsync(string? bin, string token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        var place = ResumeToken.Read(register.Current.Seal, bin, token);

        // A page behind the place answers where the feed ends and what stands at the place.
        var page = await reader.ReadFeedAsync(bin, place.Position, 1, cancellationToken).ConfigureAwait(false);
        if (page.Epoch != place.Epoch)
        {
            throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenEpochChanged);
        }

        if (page.Position < place.Position)
        {
            throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenAhead);
        }

        // Events that a failover has lost leave no trace in the database; but the place has another document then.
        return ResumeToken.MarkOf(page.AfterHash) == place.Mark ? place.Position : throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenEpochChanged);
    }

    /// <summary>The resume token of the place where a page ends.</summary>
    /// <param name="bin">The feed of this taxpayer; null: of all.</param>
    /// <param name="page">The page.</param>
    public string TokenOf(string? bin, FeedPage page) => ResumeToken.At(page).Write(register.Current.Seal, bin);

    /// <summary>The events behind a place; when there are none, those that come first, or none when the time is over.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="afterPosition">The place.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="wait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedPage> NextAsync(string? bin, long afterPosition, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var page = await reader.ReadFeedAsync(bin, afterPosition, limit, cancellationToken).ConfigureAwait(false);
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (page.Events.Count > 0 || left <= TimeSpan.Zero)
            {
                return page;
            }

            // Events of others move the place on: they are not read again when the next one wakes this reader.
            afterPosition = page.Position;
            await signal.WaitAsync(afterPosition, left, cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Diagnostics;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>The feed of what happens to invoices: every document once, in the order of the commits, without a hole.</summary>
public sealed class InvoiceFeed(IRegisterReader reader, IFeedSignal signal, IRegister register)
{
    /// <summary>The place that a reader goes on from; <see cref="NextAsync"/> compares it with the register.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="token">The reader's resume token; empty: from the beginning.</param>
    /// <exception cref="EsfException">INVOICE_INVALID with RESUME_TOKEN_INVALID or RESUME_TOKEN_FOREIGN.</exception>
    public ResumeToken PlaceOf(string? bin, string token) =>
        token.Length == 0 ? ResumeToken.Beginning : ResumeToken.Read(register.Current.Seal, bin, token);

    /// <summary>The resume token of a place.</summary>
    /// <param name="bin">The feed of this taxpayer; null: of all.</param>
    /// <param name="place">The place.</param>
    public string TokenOf(string? bin, ResumeToken place) => place.Write(register.Current.Seal, bin);

    /// <summary>The events behind a place; when there are none, those that come first, or none when the time is over.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="place">The place.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="wait">How long to wait for the first event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">INVOICE_INVALID with RESUME_TOKEN_AHEAD or RESUME_TOKEN_EPOCH_CHANGED: this feed has no such place, or
    /// another document at it. A reader may learn it in the midst of reading, when the database has failed over.</exception>
    public async Task<FeedPage> NextAsync(string? bin, ResumeToken place, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var page = await reader.ReadFeedAsync(bin, place.Position, limit, cancellationToken).ConfigureAwait(false);
            Require(place, page);
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (page.Events.Count > 0 || left <= TimeSpan.Zero)
            {
                return page;
            }

            // Events of others move the place on: they are not read again when the next one wakes this reader.
            place = ResumeToken.At(page);
            await signal.WaitAsync(place.Position, left, cancellationToken).ConfigureAwait(false);
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

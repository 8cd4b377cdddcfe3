using System.Diagnostics;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>The feed of what happens to invoices: every document once, in the order of the commits, without a hole.</summary>
public sealed class InvoiceFeed(IRegisterReader reader, IFeedSignal signal)
{
    /// <summary>The place that a reader goes on from.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="token">The reader's resume token; empty: from the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">REQUEST_INVALID with RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN or RESUME_TOKEN_AHEAD.</exception>
    public async Task<long> StartAsync(string? bin, string token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        var position = ResumeToken.Read(bin, token);

        // A page behind the place answers where the feed ends; it ends before the place only in another database.
        var page = await reader.ReadFeedAsync(bin, position, 1, cancellationToken).ConfigureAwait(false);
        return page.Position >= position ? position : throw ResumeToken.Refused(ErrorCatalogue.ResumeTokenAhead);
    }

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

namespace Esf.Domain.Storage;

/// <summary>Wakes readers of the feed when it has moved. A wake is a hint: the table is the truth, and a reader reads it again.</summary>
/// <remarks>
/// <para>A reader that waits behind a place is woken by any commit after it, also one of another server on the same database.</para>
/// <para>A commit between reading and waiting is not missed: who waits behind a place that is already passed is woken at once.</para>
/// <para>A lost connection to the database delays a wake by a second at most once it is back; it never loses an event.</para>
/// </remarks>
public interface IFeedSignal
{
    /// <summary>Returns when the feed may have events behind a place, or when the time is over.</summary>
    /// <param name="afterPosition">The place that the reader has seen.</param>
    /// <param name="atMost">How long to wait, at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WaitAsync(long afterPosition, TimeSpan atMost, CancellationToken cancellationToken);
}

using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Answers one page of what happened to invoices, oldest first; waits for the first event when it is asked to.</summary>
    /// <remarks>
    /// Going on with the resume_token of each answer reads every event once and leaves none out. A page with fewer events than its size
    /// reached the end of the feed. <see cref="WatchInvoicesAsync"/> does the same without asking again and again.
    /// </remarks>
    /// <param name="request">Whose invoices, from where on, and how long to wait; the waiting is added to the deadline.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">
    /// REQUEST_INVALID with RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN, RESUME_TOKEN_AHEAD, RESUME_TOKEN_EPOCH_CHANGED or
    /// FIELD_INVALID; TAXPAYER_NOT_FOUND.
    /// </exception>
    public virtual Task<ListInvoiceEventsResponse> ListInvoiceEventsAsync(
        ListInvoiceEventsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(Server.Invoices.ListInvoiceEventsAsync, request, cancellationToken);
    }

    /// <summary>Follows what happens to invoices, from a place on and without an end, over connections that may break.</summary>
    /// <remarks>
    /// <para>
    /// Every event behind the place is given once, in the order of the commits. After a break (UNAVAILABLE, a stream that the server
    /// ended, 30 seconds without any message, which is three heartbeats) it connects again with the resume_token of the last message
    /// that it gave; so one enumeration neither repeats an event nor leaves one out.
    /// </para>
    /// <para>
    /// A message without events is a heartbeat, which comes after 10 seconds without any: its resume_token may be newer all the same,
    /// and its complete_through says up to when everything was seen. No message for longer is how a break shows;
    /// <see cref="EsfClientOptions.WatchBroken"/> tells each one at once.
    /// </para>
    /// <para>
    /// To go on after a restart of your process, store the resume_token together with what you made of the message, or after it. Then a
    /// crash between the two repeats that message, with the same event_ids, and nothing is lost.
    /// </para>
    /// <para>
    /// Take your time with a message: the next one waits at the server, one page of it in memory.
    /// </para>
    /// </remarks>
    /// <param name="parent"><c>taxpayers/{bin}</c>, or <c>taxpayers/-</c> for an auditor.</param>
    /// <param name="resumeToken">The resume_token of an earlier message with the same parent; empty: from the beginning.</param>
    /// <param name="cancellationToken">Ends the watch; so does leaving the loop. There is no other end but a failure.</param>
    /// <exception cref="EsfException">
    /// REQUEST_INVALID with RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN, RESUME_TOKEN_AHEAD or RESUME_TOKEN_EPOCH_CHANGED; TAXPAYER_NOT_FOUND;
    /// any other refusal that repeating does not mend. A service that does not answer ends the watch after
    /// <see cref="EsfClientOptions.MaxAttempts"/> only as long as no message has come yet; then it is waited for without end.
    /// </exception>
    public virtual IAsyncEnumerable<WatchInvoicesResponse> WatchInvoicesAsync(
        string parent, string resumeToken = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(resumeToken);
        return new InvoiceWatch(Server.Invoices, Server.Options, Server.Retry).RunAsync(parent, resumeToken, cancellationToken);
    }
}

using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Tells everything that stands against issuing the invoice now, and shows it as it would be issued.</summary>
    /// <remarks>Nothing is stored.</remarks>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="invoice">The invoice.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND, FIELD_INVALID of parent. Violations are no exception here.</exception>
    public virtual Task<ValidateInvoiceResponse> ValidateInvoiceAsync(
        string parent, Invoice invoice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var request = new ValidateInvoiceRequest { Parent = parent, Invoice = invoice };
        return CallAsync(Server.Invoices.ValidateInvoiceAsync, request, cancellationToken);
    }

    /// <summary>Issues an invoice: today is its issue date and the date of its offset. What is answered is durable.</summary>
    /// <param name="request">
    /// The invoice. An empty request_id is filled in here, in this very message, before the first attempt; so sending the same
    /// message again after a failure repeats the request and never issues twice.
    /// </param>
    /// <param name="cancellationToken">Ends the call. The invoice may be issued nevertheless: repeat the message to know.</param>
    /// <exception cref="EsfException">
    /// INVOICE_INVALID with violations; TAXPAYER_NOT_FOUND; REQUEST_ID_INVALID; REQUEST_ID_REUSED; RATE_LIMITED; STORE_UNAVAILABLE;
    /// OUTCOME_UNKNOWN; UNAVAILABLE or DEADLINE_EXCEEDED when no attempt was answered. <see cref="EsfException.RequestId"/> is the id to repeat with.
    /// </exception>
    public virtual Task<IssueInvoiceResponse> IssueInvoiceAsync(IssueInvoiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestIds.Fill(request);
        return CallAsync(Server.Invoices.IssueInvoiceAsync, request, cancellationToken);
    }

    /// <summary>Issues 1 to 500 invoices in one call; one that is refused does not touch its neighbours.</summary>
    /// <param name="request">The invoices. Empty request_ids are filled in as by <see cref="IssueInvoiceAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One outcome per request, in the same order.</returns>
    /// <exception cref="EsfException">
    /// Of the whole call: TAXPAYER_NOT_FOUND, FIELD_IS_NULL, FIELD_INVALID (more than 500), or no answer; then
    /// <see cref="EsfException.UnansweredRequestIds"/> holds all.
    /// </exception>
    public virtual async Task<IReadOnlyList<IssueInvoiceOutcome>> BatchIssueInvoicesAsync(
        BatchIssueInvoicesRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var item in request.Requests)
        {
            RequestIds.Fill(item);
        }

        try
        {
            var response = await CallAsync(Server.Invoices.BatchIssueInvoicesAsync, request, cancellationToken).ConfigureAwait(false);
            return response.Outcomes;
        }
        catch (EsfException failure) when (failure.MayBeRepeated)
        {
            throw failure.WithUnanswered([.. request.Requests.Select(item => item.RequestId)]);
        }
    }

    /// <summary>Issues invoices as they come, over one stream that survives broken connections.</summary>
    /// <remarks>
    /// <para>
    /// At most <see cref="EsfClientOptions.MaxStreamInFlight"/> requests are without an outcome that the caller has taken; then the
    /// source is read no further. A request whose id is still under way waits for the answer to the earlier one.
    /// </para>
    /// <para>
    /// When the connection breaks, requests without an answer are sent again with their request_ids; the attempts are counted from the
    /// last answer. A single request that is refused UNAVAILABLE or RATE_LIMITED is sent again as a call of its own would be; when that
    /// does not help, the refusal is its outcome.
    /// </para>
    /// </remarks>
    /// <param name="requests">
    /// The invoices; empty request_ids are filled in as by <see cref="IssueInvoiceAsync"/>. It should heed the cancellation token that
    /// it is given. If it throws, what it gave before is still answered; then its exception is thrown.
    /// </param>
    /// <param name="cancellationToken">Ends the stream; so does leaving the loop.</param>
    /// <returns>One outcome per request, as they are ready, not in the order of the requests.</returns>
    /// <exception cref="EsfException">
    /// The stream broke for good; <see cref="EsfException.UnansweredRequestIds"/> says what is not known.
    /// </exception>
    public virtual IAsyncEnumerable<IssueInvoiceOutcome> StreamIssueInvoicesAsync(
        IAsyncEnumerable<IssueInvoiceRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return new IssueStream(Server.Invoices, Server.Options, Server.Retry).RunAsync(requests, cancellationToken);
    }

    /// <summary>Answers one invoice.</summary>
    /// <param name="name"><c>taxpayers/{bin}/invoices/{registration_number}</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">INVOICE_NOT_FOUND.</exception>
    public virtual async Task<Invoice> GetInvoiceAsync(string name, CancellationToken cancellationToken = default)
    {
        var request = new GetInvoiceRequest { Name = name };
        var response = await CallAsync(Server.Invoices.GetInvoiceAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Invoice;
    }

    /// <summary>Answers what a request has done, or null when it has done nothing so far; asking never writes.</summary>
    /// <remarks>Null is the state of the moment: a request that is still under way may yet be carried out.</remarks>
    /// <param name="name"><c>taxpayers/{bin}/requests/{request_id}</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">REQUEST_ID_INVALID, TAXPAYER_NOT_FOUND.</exception>
    public virtual async Task<RequestOutcome?> FindRequestOutcomeAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            var request = new GetRequestOutcomeRequest { Name = name };
            var response = await CallAsync(Server.Invoices.GetRequestOutcomeAsync, request, cancellationToken).ConfigureAwait(false);
            return response.RequestOutcome;
        }
        catch (EsfException failure) when (failure.Reason == EsfReasons.RequestNotFound)
        {
            return null;
        }
    }

    /// <summary>Lists invoices in the order of the ledger, page after page as they are read.</summary>
    /// <param name="request">Whose invoices, of which days, with which number.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID, FIELD_INVALID, TAXPAYER_NOT_FOUND.</exception>
    public virtual IAsyncEnumerable<Invoice> ListInvoicesAsync(ListInvoicesRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PagesAsync<ListInvoicesRequest, ListInvoicesResponse, Invoice>(
            Server.Invoices.ListInvoicesAsync,
            request,
            static (page, token) => page.PageToken = token,
            static page => (page.Invoices, page.NextPageToken),
            cancellationToken);
    }
}

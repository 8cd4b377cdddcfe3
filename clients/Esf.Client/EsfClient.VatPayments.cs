using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Records a payment of VAT for a non-resident; recording the same payment again answers the stored one.</summary>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The payment as stored, with the days on which an invoice may be issued against it.</returns>
    /// <exception cref="EsfException">REQUEST_INVALID with violations; TAXPAYER_NOT_FOUND; VAT_PAYMENT_CONFLICT.</exception>
    public virtual async Task<VatPayment> RecordVatPaymentAsync(
        string parent, VatPayment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var request = new RecordVatPaymentRequest { Parent = parent, VatPayment = payment };
        var response = await CallAsync(Server.VatPayments.RecordVatPaymentAsync, request, cancellationToken).ConfigureAwait(false);
        return response.VatPayment;
    }

    /// <summary>Records 1 to 500 payments; one that is refused does not touch its neighbours.</summary>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="payments">The payments.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One outcome per payment, in the same order.</returns>
    /// <exception cref="EsfException">Of the whole call: TAXPAYER_NOT_FOUND, FIELD_IS_NULL, FIELD_INVALID (more than 500).</exception>
    public virtual async Task<IReadOnlyList<RecordVatPaymentOutcome>> BatchRecordVatPaymentsAsync(
        string parent, IEnumerable<VatPayment> payments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payments);
        var request = new BatchRecordVatPaymentsRequest { Parent = parent, VatPayments = { payments } };
        var response = await CallAsync(Server.VatPayments.BatchRecordVatPaymentsAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Outcomes;
    }

    /// <summary>Answers one payment with what is left of it.</summary>
    /// <param name="name"><c>taxpayers/{bin}/vatPayments/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">VAT_PAYMENT_NOT_FOUND.</exception>
    public virtual async Task<VatPayment> GetVatPaymentAsync(string name, CancellationToken cancellationToken = default)
    {
        var request = new GetVatPaymentRequest { Name = name };
        var response = await CallAsync(Server.VatPayments.GetVatPaymentAsync, request, cancellationToken).ConfigureAwait(false);
        return response.VatPayment;
    }

    /// <summary>Lists payments, the oldest first, page after page as they are read.</summary>
    /// <param name="request">Whose payments and of which days.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID, FIELD_INVALID, TAXPAYER_NOT_FOUND.</exception>
    public virtual IAsyncEnumerable<VatPayment> ListVatPaymentsAsync(
        ListVatPaymentsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PagesAsync<ListVatPaymentsRequest, ListVatPaymentsResponse, VatPayment>(
            Server.VatPayments.ListVatPaymentsAsync,
            request,
            static (page, token) => page.PageToken = token,
            static page => (page.VatPayments, page.NextPageToken),
            cancellationToken);
    }

    /// <summary>Lists the payments that still have money for invoices, the soonest closing day first.</summary>
    /// <param name="request">Whose payments, and whether closed windows count.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID, FIELD_INVALID, TAXPAYER_NOT_FOUND.</exception>
    public virtual IAsyncEnumerable<IssueDeadline> ListIssueDeadlinesAsync(
        ListIssueDeadlinesRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PagesAsync<ListIssueDeadlinesRequest, ListIssueDeadlinesResponse, IssueDeadline>(
            Server.VatPayments.ListIssueDeadlinesAsync,
            request,
            static (page, token) => page.PageToken = token,
            static page => (page.IssueDeadlines, page.NextPageToken),
            cancellationToken);
    }
}

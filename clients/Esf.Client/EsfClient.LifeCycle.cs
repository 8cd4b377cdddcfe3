using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Replaces an issued invoice in full by a corrected one, which has its own registration number and offset date.</summary>
    /// <param name="request">
    /// The invoice to replace, and the corrected one, whole. An empty request_id is filled in as by <see cref="IssueInvoiceAsync"/>: the
    /// same message again never corrects twice. An etag is checked only when the request is done for the first time.
    /// </param>
    /// <param name="cancellationToken">Ends the call. It may be done nevertheless: repeat the message to know.</param>
    /// <exception cref="EsfException">
    /// As of <see cref="IssueInvoiceAsync"/>, and INVOICE_NOT_FOUND; INVOICE_STATE_WRONG with the state found in
    /// <see cref="EsfException.Metadata"/>; ETAG_MISMATCH; the violation CORRECTION_TOO_LATE.
    /// </exception>
    public virtual Task<CorrectInvoiceResponse> CorrectInvoiceAsync(
        CorrectInvoiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestIds.Fill(request);
        return CallAsync(Server.Invoices.CorrectInvoiceAsync, request, cancellationToken);
    }

    /// <summary>Issues an additional invoice: a signed difference to an issued one, dated with the day of the change.</summary>
    /// <param name="request">
    /// The invoice to add to, the differences, and the reason of the change. request_id and etag are treated as by
    /// <see cref="CorrectInvoiceAsync"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the call. It may be done nevertheless: repeat the message to know.</param>
    /// <exception cref="EsfException">
    /// As of <see cref="CorrectInvoiceAsync"/>, and the violations TOTAL_BECOMES_NEGATIVE, RELATED_INVOICE_DIFFERS,
    /// CHANGE_REASON_REQUIRED, TURNOVER_DATE_BEFORE_MAIN, RESTORES_WRONG and RESTORES_MORE.
    /// </exception>
    public virtual Task<IssueAdditionalInvoiceResponse> IssueAdditionalInvoiceAsync(
        IssueAdditionalInvoiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestIds.Fill(request);
        return CallAsync(Server.Invoices.IssueAdditionalInvoiceAsync, request, cancellationToken);
    }

    /// <summary>Revokes an issued invoice: its payments are free again, its offset is given back on the day of the revocation.</summary>
    /// <param name="request">
    /// The invoice, and why. request_id and etag are treated as by <see cref="CorrectInvoiceAsync"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the call. It may be done nevertheless: repeat the message to know.</param>
    /// <returns>The invoice as it stands now, and the document that revoked it.</returns>
    /// <exception cref="EsfException">
    /// REQUEST_INVALID with violations of shape; INVOICE_INVALID with VAT_PAYMENT_EXHAUSTED when a negative difference had freed payments that are
    /// gone; INVOICE_NOT_FOUND; INVOICE_STATE_WRONG with the state found in <see cref="EsfException.Metadata"/>; ETAG_MISMATCH;
    /// REQUEST_ID_REUSED; RATE_LIMITED; STORE_UNAVAILABLE; OUTCOME_UNKNOWN; UNAVAILABLE or DEADLINE_EXCEEDED when no attempt was answered.
    /// </exception>
    public virtual Task<RevokeInvoiceResponse> RevokeInvoiceAsync(RevokeInvoiceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestIds.Fill(request);
        return CallAsync(Server.Invoices.RevokeInvoiceAsync, request, cancellationToken);
    }
}

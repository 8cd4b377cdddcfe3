using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Storage;

/// <summary>Reads what is committed. Lists are in a total order and continue behind a key, so paging neither skips nor repeats.</summary>
/// <remarks>
/// <para>A missing thing is null, or absent from a list; it is never an exception.</para>
/// <para>Taxpayers are listed by BIN; payments by day of payment, taxpayer and id; invoices by taxpayer and sequence: all compared byte by byte.</para>
/// <para>An invoice that is listed or found equals the one that was answered when it was appended.</para>
/// <para>A page that is read while others append is the page as it stands; a next page never repeats what an earlier one had.</para>
/// <para>A part of a list ends with the document that reaches <see cref="Limits.DocumentBytes"/>, and says so.</para>
/// <para>A page of the feed has all events between its two ends, whoever commits meanwhile.</para>
/// <para>A page of the feed names the epoch of the register and the documents at its two ends.</para>
/// <para>What is read is shown and not acknowledged: where standbys are waited for, it may still be lost with the primary server. The one
/// exception is the document of a request id (<see cref="IssueFacts.Request"/>, <see cref="FindRequestAsync"/>): it is durable when it is
/// answered.</para>
/// </remarks>
public interface IRegisterReader
{
    /// <summary>A taxpayer, or null.</summary>
    Task<StoredTaxpayer?> FindTaxpayerAsync(string bin, CancellationToken cancellationToken);

    /// <summary>Taxpayers by BIN, behind <paramref name="afterBin"/> (empty: from the first).</summary>
    Task<IReadOnlyList<StoredTaxpayer>> ListTaxpayersAsync(string afterBin, int limit, CancellationToken cancellationToken);

    /// <summary>A payment, or null.</summary>
    Task<StoredVatPayment?> FindVatPaymentAsync(string bin, string paymentId, CancellationToken cancellationToken);

    /// <summary>Payments by day, taxpayer and id.</summary>
    Task<IReadOnlyList<StoredVatPayment>> ListVatPaymentsAsync(VatPaymentQuery query, CancellationToken cancellationToken);

    /// <summary>All that issuing one invoice needs to know, as of one moment.</summary>
    Task<IssueFacts> ReadIssueFactsAsync(IssueFactsQuery query, CancellationToken cancellationToken);

    /// <summary>What a request id has done, and durably so; or null when it has appended nothing.</summary>
    Task<RecordedRequest?> FindRequestAsync(string bin, Guid requestId, CancellationToken cancellationToken);

    /// <summary>An invoice, or null.</summary>
    Task<Invoice?> FindInvoiceAsync(RegistrationNumber registrationNumber, CancellationToken cancellationToken);

    /// <summary>The revocations among documents with these registration numbers, by number.</summary>
    Task<IReadOnlyDictionary<RegistrationNumber, Revocation>> FindRevocationsAsync(
        IReadOnlyCollection<RegistrationNumber> registrationNumbers, CancellationToken cancellationToken);

    /// <summary>Invoices by taxpayer and sequence.</summary>
    Task<InvoiceList> ListInvoicesAsync(InvoiceQuery query, CancellationToken cancellationToken);

    /// <summary>Events behind a place in the feed, in its order.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="afterPosition">Behind this place; 0: from the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<FeedPage> ReadFeedAsync(string? bin, long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>Returns when the database answers and, if a write has found no space, when there is space again.</summary>
    /// <exception cref="StoreFullException">There is still no space.</exception>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    Task PingAsync(CancellationToken cancellationToken);
}

/// <summary>Which payments to list. Null members do not restrict.</summary>
/// <param name="Bin">Of this taxpayer only.</param>
/// <param name="PaidOnFrom">Made on this day or later.</param>
/// <param name="PaidOnTo">Made on this day or earlier.</param>
/// <param name="LeastRest">Only those with so much left for invoices, or untouched; null: all.</param>
/// <param name="After">Behind this key.</param>
/// <param name="Limit">At most so many.</param>
public sealed record VatPaymentQuery(string? Bin, DateOnly? PaidOnFrom, DateOnly? PaidOnTo, Amount? LeastRest, VatPaymentKey? After, int Limit);

/// <summary>Place of a payment in the order of lists.</summary>
/// <param name="PaidOn">Day of payment.</param>
/// <param name="Bin">Taxpayer.</param>
/// <param name="PaymentId">Identifier within the taxpayer.</param>
public sealed record VatPaymentKey(DateOnly PaidOn, string Bin, string PaymentId);

/// <summary>Which invoices to list. Null members do not restrict.</summary>
/// <param name="Bin">Of this taxpayer only.</param>
/// <param name="IssueDateFrom">Issued on this day or later.</param>
/// <param name="IssueDateTo">Issued on this day or earlier.</param>
/// <param name="Number">With this number in the taxpayer's own books.</param>
/// <param name="After">Behind this key.</param>
/// <param name="Limit">At most so many.</param>
public sealed record InvoiceQuery(string? Bin, DateOnly? IssueDateFrom, DateOnly? IssueDateTo, string? Number, InvoiceKey? After, int Limit);

/// <summary>Invoices of a list.</summary>
/// <param name="Items">The invoices.</param>
/// <param name="IsCut">Whether their bytes ended the list before its limit.</param>
public sealed record InvoiceList(IReadOnlyList<Invoice> Items, bool IsCut);

/// <summary>Place of an invoice in the order of lists.</summary>
/// <param name="Bin">Taxpayer.</param>
/// <param name="Sequence">Place in its ledger.</param>
public sealed record InvoiceKey(string Bin, long Sequence);

/// <summary>A page of the feed.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="Position">Everything up to this place was seen: that of the last event of a full or cut page, else the end of the feed.</param>
/// <param name="CompleteThrough">Commit time at that place; every event of an earlier instant is in this page or before it.</param>
/// <param name="Epoch">Epoch of the register.</param>
/// <param name="Hash">Hash of the document at that place, as text; null at the beginning of the feed.</param>
/// <param name="AfterHash">Hash of the document behind which the page begins, as text; null where there is none.</param>
public sealed record FeedPage(
    IReadOnlyList<FeedEvent> Events, long Position, DateTimeOffset CompleteThrough, Guid Epoch, string? Hash, string? AfterHash);

/// <summary>A document in the feed.</summary>
/// <param name="Position">Its place: 1, 2, 3 … in the order of the commits.</param>
/// <param name="CommitTime">When it was committed, UTC, microseconds; never earlier than the event before it.</param>
/// <param name="Record">The document.</param>
/// <param name="DocumentBytes">Bytes of the document as stored.</param>
public sealed record FeedEvent(long Position, DateTimeOffset CommitTime, LedgerRecord Record, int DocumentBytes);

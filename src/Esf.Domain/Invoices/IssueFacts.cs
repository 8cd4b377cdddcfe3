using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Invoices;

/// <summary>What to look up before an invoice is judged.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of the request; null when it has none (validating).</param>
/// <param name="Number">The number to be unique; null when the register assigns one.</param>
/// <param name="IssueDate">The day of issue within which it must be unique.</param>
/// <param name="PaymentIds">The payments that the invoice names.</param>
/// <param name="Target">The invoice to be amended; null for an ordinary invoice.</param>
public sealed record IssueFactsQuery(
    string Bin, Guid? RequestId, string? Number, DateOnly IssueDate, IReadOnlyCollection<string> PaymentIds, RegistrationNumber? Target);

/// <summary>What the register knows that matters for one invoice.</summary>
/// <param name="Taxpayer">The taxpayer, or null.</param>
/// <param name="Request">What the request id has done before, or null.</param>
/// <param name="NumberTaken">Whether the number stands in the ledger on that day of issue.</param>
/// <param name="Payments">The payments that were found, by id: those that are named, and those that the family of the target stands on.</param>
/// <param name="Family">The family of the target; null when there is no target, or no such invoice.</param>
public sealed record IssueFacts(
    StoredTaxpayer? Taxpayer,
    RecordedRequest? Request,
    bool NumberTaken,
    IReadOnlyDictionary<string, StoredVatPayment> Payments,
    InvoiceFamily? Family);

/// <summary>A request that appended a document.</summary>
/// <param name="RequestHash">SHA-256 of the request, 64 lower-case hex digits.</param>
/// <param name="Record">The document that it appended.</param>
public sealed record RecordedRequest(string RequestHash, LedgerRecord Record);

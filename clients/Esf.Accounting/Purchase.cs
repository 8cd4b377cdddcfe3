namespace Esf.Accounting;

/// <summary>Services bought from a non-resident.</summary>
/// <remarks>
/// The id is the number of the invoice in the taxpayer's own books. The turnover date is the day of the act: until then there is nothing
/// to invoice. The turnover is KZT without VAT.
/// </remarks>
internal sealed record Purchase(
    long Id,
    string SupplierName,
    string SupplierAddress,
    string CountryCode,
    string TaxIdentifier,
    string Description,
    DateOnly TurnoverDate,
    decimal Turnover);

/// <summary>A payment of the VAT of a purchase to the budget.</summary>
/// <remarks>The name is that at the service, null until it is recorded there; the refusal says why it is not, so far.</remarks>
internal sealed record Payment(long Id, long PurchaseId, string DocumentNumber, DateOnly PaidOn, decimal Amount, string? Name, string? Refusal);

/// <summary>A request to issue the invoice of a purchase, as it is sent every time (JSON), and what came of it.</summary>
/// <remarks>One that is PREPARED has no stored answer: it may have been issued or not, and sending it again tells.</remarks>
internal sealed record InvoiceRequest(
    string RequestId,
    long PurchaseId,
    string Request,
    string State,
    string? RegistrationNumber,
    DateOnly? OffsetDate,
    string? TaxPeriod,
    decimal? Offset,
    string? Refusal)
{
    public const string Prepared = "PREPARED";
    public const string Issued = "ISSUED";
    public const string Refused = "REFUSED";
}

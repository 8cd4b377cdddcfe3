using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;

namespace Esf.Domain.Law;

/// <summary>The violations that only the ledger's transaction can see: what the rules had found free, a parallel request took.</summary>
/// <remarks>They are the same as those of the rules, so that a caller handles one of them.</remarks>
internal static class Refusals
{
    public static Violation NumberTaken(InvoiceContent content) => new(
        ErrorCatalogue.NotUniqueNumberAndDate,
        "invoice.number",
        Sources.NumberBox,
        ("number", content.Number ?? string.Empty),
        ("date", content.IssueDate.Show()));

    public static Violation PaymentMissing(LedgerContent content, string paymentId) => new(
        ErrorCatalogue.VatPaymentNotFound,
        $"{PathOf(content, paymentId)}.vat_payment",
        Sources.OffsetNeverMoreThanPaid,
        ("payment", paymentId));

    public static Violation PaymentExhausted(LedgerContent content, string paymentId, Amount remaining) => new(
        ErrorCatalogue.VatPaymentExhausted,
        $"{PathOf(content, paymentId)}.amount",
        Sources.OffsetNeverMoreThanPaid,
        ("payment", paymentId),
        ("requested", content.Movements.First(movement => movement.PaymentId == paymentId).Amount.ToString()),
        ("remaining", remaining.ToString()));

    /// <summary>A bound of the register, not of the law.</summary>
    public static Violation TotalExceeded(Amount total) => new(
        ErrorCatalogue.RegisterTotalExceeded,
        "invoice.totals.total_amount",
        string.Empty,
        ("total", total.ToString()),
        ("limit", Amount.FromTiyn(Limits.TaxpayerTotalTiyn).ToString()));

    private static string PathOf(LedgerContent content, string paymentId)
    {
        var allocations = (content as InvoiceContent)?.PaymentAllocations ?? [];
        return $"invoice.payment_allocations[{allocations.TakeWhile(allocation => allocation.PaymentId != paymentId).Count() + 1}]";
    }
}

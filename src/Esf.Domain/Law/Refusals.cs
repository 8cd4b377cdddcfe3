using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Law;

/// <summary>The violations that only the ledger's transaction can see: what the rules had found free, a parallel request took.</summary>
/// <remarks>They are told exactly as the rules tell them, so that a caller cannot see which of the two found it.</remarks>
internal static class Refusals
{
    public static Violation NumberTaken(InvoiceContent content) => new(
        ErrorCatalogue.NotUniqueNumberAndDate,
        "invoice.number",
        Sources.NumberBox,
        ("number", content.Number ?? string.Empty),
        ("date", content.IssueDate.Show()));

    public static Violation PaymentMissing(InvoiceContent content, string paymentId) => new(
        ErrorCatalogue.VatPaymentNotFound,
        $"{PathOf(content, paymentId)}.vat_payment",
        Sources.OffsetNeverMoreThanPaid,
        ("payment", paymentId));

    public static Violation PaymentExhausted(InvoiceContent content, string paymentId, Amount remaining) => new(
        ErrorCatalogue.VatPaymentExhausted,
        $"{PathOf(content, paymentId)}.amount",
        Sources.OffsetNeverMoreThanPaid,
        ("payment", paymentId),
        ("requested", content.PaymentAllocations.First(allocation => allocation.PaymentId == paymentId).Amount.ToString()),
        ("remaining", remaining.ToString()));

    private static string PathOf(InvoiceContent content, string paymentId) =>
        $"invoice.payment_allocations[{content.PaymentAllocations.TakeWhile(allocation => allocation.PaymentId != paymentId).Count() + 1}]";
}

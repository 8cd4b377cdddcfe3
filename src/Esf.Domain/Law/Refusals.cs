using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;

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

    /// <summary>Refuses to revoke an additional invoice without which the rest of the family would be negative.</summary>
    /// <exception cref="EsfException">INVOICE_INVALID with TOTAL_BECOMES_NEGATIVE.</exception>
    public static void RequireTotalsWithout(InvoiceFamily family)
    {
        var rest = family.InForce.Where(invoice => invoice.RegistrationNumber != family.Target.RegistrationNumber).Select(invoice => invoice.Content.Totals).ToArray();
        (string Field, Amount Sum)[] totals =
        [
            ("turnover_amount", Amount.Sum(rest.Select(total => total.TurnoverAmount))),
            ("vat_amount", Amount.Sum(rest.Select(total => total.VatAmount))),
            ("total_amount", Amount.Sum(rest.Select(total => total.TotalAmount))),
        ];
        var violations = totals.Where(total => total.Sum < Amount.Zero)
            .Select(total => new Violation(ErrorCatalogue.TotalBecomesNegative, "name", Sources.Amendment, ("actual", total.Sum.ToString())))
            .ToArray();
        if (violations.Length > 0)
        {
            throw new EsfException(violations);
        }
    }

    private static string PathOf(LedgerContent content, string paymentId)
    {
        var allocations = (content as InvoiceContent)?.PaymentAllocations ?? [];
        return $"invoice.payment_allocations[{allocations.TakeWhile(allocation => allocation.PaymentId != paymentId).Count() + 1}]";
    }
}

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

    /// <summary>A bound of the register, not of the law.</summary>
    public static Violation TotalExceeded(Amount total) => new(
        ErrorCatalogue.RegisterTotalExceeded,
        "invoice.totals.total_amount",
        string.Empty,
        ("total", total.ToString()),
        ("limit", Amount.FromTiyn(Limits.TaxpayerTotalTiyn).ToString()));

    /// <summary>
    /// Refuses to revoke an additional invoice without which the rest of the family would be negative, in a total or in what it holds of a
    /// payment: what another additional invoice has freed would be freed twice.
    /// </summary>
    /// <exception cref="EsfException">INVOICE_INVALID with TOTAL_BECOMES_NEGATIVE or PAYMENT_HELD_BY_ADDITIONAL.</exception>
    public static void RequireRestWithout(InvoiceFamily family)
    {
        var rest = family.InForce.Where(invoice => invoice.RegistrationNumber != family.Target.RegistrationNumber).ToArray();
        var violations = NegativeTotals(rest).Concat(OverfreedPayments(rest)).ToArray();
        if (violations.Length > 0)
        {
            throw new EsfException(violations);
        }
    }

    private static IEnumerable<Violation> NegativeTotals(Invoice[] rest)
    {
        Func<InvoiceTotals, Amount>[] totals = [total => total.TurnoverAmount, total => total.VatAmount, total => total.TotalAmount];
        return from total in totals
               let sum = Amount.Sum(rest.Select(invoice => total(invoice.Content.Totals)))
               where sum < Amount.Zero
               select new Violation(ErrorCatalogue.TotalBecomesNegative, "name", Sources.Amendment, ("actual", sum.ToString()));
    }

    private static IEnumerable<Violation> OverfreedPayments(Invoice[] rest) =>
        from allocation in rest.SelectMany(invoice => invoice.Content.PaymentAllocations)
        group allocation.Amount by allocation.PaymentId into payment
        let freed = Amount.Zero - Amount.Sum(payment.Where(amount => amount < Amount.Zero))
        let held = Amount.Sum(payment.Where(amount => amount.IsPositive))
        where held < freed
        select new Violation(
            ErrorCatalogue.PaymentHeldByAdditional,
            "name",
            Sources.OffsetNeverMoreThanPaid,
            ("freed", freed.ToString()),
            ("payment", payment.Key),
            ("actual", held.ToString()));

    private static string PathOf(LedgerContent content, string paymentId)
    {
        var allocations = (content as InvoiceContent)?.PaymentAllocations ?? [];
        return $"invoice.payment_allocations[{allocations.TakeWhile(allocation => allocation.PaymentId != paymentId).Count() + 1}]";
    }
}

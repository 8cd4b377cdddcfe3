using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>What must hold of an invoice with its additional ones once a document is issued, or once one of them is revoked.</summary>
/// <remarks>One set of rules for all steps: it judges the invoices that would be in force afterwards.</remarks>
internal sealed class FamilyRules : LawRules<FamilyCase>
{
    public FamilyRules()
    {
        NotNegative("turnover_amount", totals => totals.TurnoverAmount);
        NotNegative("vat_amount", totals => totals.VatAmount);
        NotNegative("total_amount", totals => totals.TotalAmount);
        Each(family => family.Payments, new HeldPaymentRules());
    }

    protected override string PathOf(FamilyCase subject, string field) => subject.TotalPath(field);

    protected override string ShowField(string field) => $"invoice.totals.{field}";

    private void NotNegative(string field, Func<InvoiceTotals, Amount> total) => Require(
        $"The {field} of the invoice with its additional ones is not negative.",
        family => total(family.Totals) >= Amount.Zero,
        ErrorCatalogue.TotalBecomesNegative,
        field,
        Sources.Decrease,
        family => [("actual", total(family.Totals).ToString())]);

    /// <summary>What additional invoices have given back of a payment stays covered, or the payment would be given back twice.</summary>
    private sealed class HeldPaymentRules : LawRules<HeldPayment>
    {
        public HeldPaymentRules() => Require(
            "What the additional invoices in force have given back of a payment is still taken by the other invoices in force.",
            payment => payment.Held >= payment.Freed,
            ErrorCatalogue.PaymentHeldByAdditional,
            "invoice.payment_allocations",
            Sources.OffsetNeverMoreThanPaid,
            payment => [("freed", payment.Freed.ToString()), ("payment", payment.PaymentId), ("actual", payment.Held.ToString())]);

        protected override string PathOf(HeldPayment subject, string field) => subject.Path;
    }
}

/// <summary>The invoices of a family that would be in force after a step.</summary>
/// <param name="InForce">Totals and payments of each of them.</param>
/// <param name="Field">The field that a refusal names for a revocation; null: that of an issued document.</param>
internal sealed record FamilyCase(IReadOnlyList<(InvoiceTotals Totals, IReadOnlyList<PaymentAllocation> Allocations)> InForce, string? Field)
{
    /// <summary>Their sums.</summary>
    public InvoiceTotals Totals { get; } = new(
        Amount.Sum(InForce.Select(invoice => invoice.Totals.TurnoverAmount)),
        Amount.Sum(InForce.Select(invoice => invoice.Totals.VatAmount)),
        Amount.Sum(InForce.Select(invoice => invoice.Totals.TotalAmount)));

    /// <summary>What they take and give back of each payment.</summary>
    public IReadOnlyList<HeldPayment> Payments { get; } =
    [
        .. from allocation in InForce.SelectMany(invoice => invoice.Allocations)
           group allocation.Amount by allocation.PaymentId into payment
           select new HeldPayment(
               payment.Key,
               Amount.Sum(payment.Where(amount => amount.IsPositive)),
               Amount.Zero - Amount.Sum(payment.Where(amount => amount < Amount.Zero)),
               Field ?? "invoice.payment_allocations"),
    ];

    /// <summary>Path of a total in the request.</summary>
    public string TotalPath(string field) => Field ?? $"invoice.totals.{field}";

    /// <summary>The rest of a family when its target is revoked.</summary>
    public static FamilyCase Without(InvoiceFamily family) => new(
        [.. family.InForce.Where(invoice => invoice.RegistrationNumber != family.Target.RegistrationNumber).Select(Of)], "name");

    /// <summary>Totals and payments of an invoice of the register.</summary>
    public static (InvoiceTotals Totals, IReadOnlyList<PaymentAllocation> Allocations) Of(Invoice invoice) =>
        (invoice.Content.Totals, invoice.Content.PaymentAllocations);
}

/// <summary>What the invoices of a family take of one payment, and what they give back of it.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="Held">What is taken, KZT.</param>
/// <param name="Freed">What is given back, KZT, not negative.</param>
/// <param name="Path">The field that a refusal names.</param>
internal sealed record HeldPayment(string PaymentId, Amount Held, Amount Freed, string Path);

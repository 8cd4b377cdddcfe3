using Esf.Domain.Amounts;
using Esf.Domain.Errors;

namespace Esf.Domain.Law;

/// <summary>The VAT of the invoice is paid, exactly and with money that is still there: never more offset than VAT paid.</summary>
internal sealed class PaymentRules : LawRules<InvoiceCase>
{
    private const string Allocations = "invoice.payment_allocations";

    public PaymentRules()
    {
        Each(c => c.Allocations, new AllocationRules());

        // A rate that cannot be read leaves no VAT to compare with.
        Given("lines whose rates can be read", c => c.Lines.All(line => line.Rate is not null), () =>
        {
            Given("an invoice that is no decrease", c => !c.IsNegative, () => Require(
                "The allocations sum to exactly the VAT of the invoice.",
                c => Allocated(c) == c.Totals.VatAmount,
                ErrorCatalogue.VatNotFullyPaid,
                Allocations,
                Sources.OffsetNeverMoreThanPaid,
                Sums));

            Given("a decrease", c => c.IsNegative, () => Require(
                "No payments are named: the register gives back the last ones first.",
                c => c.Allocations.Count == 0,
                ErrorCatalogue.VatNotFullyPaid,
                Allocations,
                Sources.OffsetNeverMoreThanPaid,
                Sums));
        });
    }

    private static Amount Allocated(InvoiceCase c) => Amount.Sum(c.Allocations.Select(allocation => allocation.Amount));

    private static (string Name, string Value)[] Sums(InvoiceCase c) =>
        [("allocated", Allocated(c).ToString()), ("vat", c.Totals.VatAmount.ToString())];

    private sealed class AllocationRules : LawRules<AllocationCase>
    {
        public AllocationRules()
        {
            Require(
                "The payment is recorded for the taxpayer.",
                allocation => allocation.Payment is not null,
                ErrorCatalogue.VatPaymentNotFound,
                "vat_payment",
                Sources.OffsetNeverMoreThanPaid,
                allocation => [("payment", allocation.PaymentId)]);

            Require(
                "At least the amount is left of the payment.",
                allocation => allocation.Payment is null || allocation.Amount <= allocation.Available,
                ErrorCatalogue.VatPaymentExhausted,
                "amount",
                Sources.OffsetNeverMoreThanPaid,
                allocation =>
                [
                    ("payment", allocation.PaymentId),
                    ("requested", allocation.Amount.ToString()),
                    ("remaining", allocation.Available.ToString()),
                ]);
        }

        protected override string PathOf(AllocationCase subject, string field) => $"{subject.Path}.{field}";

        protected override string ShowField(string field) => $"invoice.payment_allocations[n].{field}";
    }
}

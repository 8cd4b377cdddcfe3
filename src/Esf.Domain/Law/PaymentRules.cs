using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>The VAT of the invoice is paid, exactly and with money that is still there: never more offset than VAT paid.</summary>
internal sealed class PaymentRules : AbstractValidator<InvoiceCase>
{
    public PaymentRules()
    {
        RuleForEach(c => c.Allocations).SetValidator(new AllocationRules());

        // An allocation whose payment is unknown has been told; a rate that is none leaves no VAT to compare with.
        When(c => c.Lines.All(line => line.Rate is not null) && !c.IsNegative, () =>
            RuleFor(c => c.Allocations)
                .Must((c, allocations) => Sum(c) == c.Totals.VatAmount)
                .Tells(
                    ErrorCatalogue.VatNotFullyPaid,
                    "invoice.payment_allocations",
                    Sources.OffsetNeverMoreThanPaid,
                    c => [("allocated", Sum(c).ToString()), ("vat", c.Totals.VatAmount.ToString())]));

        When(c => c.IsNegative, () =>
            RuleFor(c => c.Allocations)
                .Must(allocations => allocations.Count == 0)
                .Tells(ErrorCatalogue.VatNotFullyPaid, "invoice.payment_allocations", Sources.OffsetNeverMoreThanPaid, c =>
                    [("allocated", Sum(c).ToString()), ("vat", c.Totals.VatAmount.ToString())]));

        // What an additional invoice has given back of a payment must stay covered, or the payment would be given back twice.
        When(c => c.Replaced is not null, () =>
            RuleForEach(c => c.Replaced!.Content.PaymentAllocations)
                .Must((c, held) => AmountOf(c, held.PaymentId) >= c.FreedByAdditional(held.PaymentId))
                .WithState((c, held) => new Violation(
                    ErrorCatalogue.PaymentHeldByAdditional,
                    "invoice.payment_allocations",
                    Sources.OffsetNeverMoreThanPaid,
                    ("freed", c.FreedByAdditional(held.PaymentId).ToString()),
                    ("payment", held.PaymentId),
                    ("actual", AmountOf(c, held.PaymentId).ToString()))));
    }

    private static Amount AmountOf(InvoiceCase c, string paymentId) =>
        Amount.Sum(c.Allocations.Where(allocation => allocation.PaymentId == paymentId).Select(allocation => allocation.Amount));

    private static Amount Sum(InvoiceCase c) => Amount.Sum(c.Allocations.Select(allocation => allocation.Amount));

    private sealed class AllocationRules : AbstractValidator<AllocationCase>
    {
        public AllocationRules()
        {
            RuleFor(allocation => allocation.Payment)
                .Must(payment => payment is not null)
                .Tells(
                    ErrorCatalogue.VatPaymentNotFound,
                    allocation => $"{allocation.Path}.vat_payment",
                    Sources.OffsetNeverMoreThanPaid,
                    allocation => [("payment", allocation.PaymentId)]);

            RuleFor(allocation => allocation)
                .Must(allocation => allocation.Payment is null || allocation.Amount <= allocation.Available)
                .Tells(
                    ErrorCatalogue.VatPaymentExhausted,
                    allocation => $"{allocation.Path}.amount",
                    Sources.OffsetNeverMoreThanPaid,
                    allocation =>
                    [
                        ("payment", allocation.PaymentId),
                        ("requested", allocation.Amount.ToString()),
                        ("remaining", allocation.Available.ToString()),
                    ]);
        }
    }
}

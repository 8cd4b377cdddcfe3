using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Esf.Domain.Payments;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>What does not stand against issuing but should be known: the readings of open law that this invoice stands on.</summary>
internal sealed class NoteRules : AbstractValidator<InvoiceCase>
{
    private const string Allocations = "invoice.payment_allocations";

    public NoteRules()
    {
        When(c => c.HasWindow, () =>
        {
            RuleFor(c => c.Window)
                .Must((c, window) => !window.IsAfter(c.Today) || c.WindowRule.LateIssue == LateIssue.Refuse)
                .Tells(ErrorCatalogue.IssuedLate, Allocations, IssueWindowPolicy.Article, c =>
                [
                    ("closes_on", c.Window.ClosesOn.Show()),
                    ("days", (c.Today.DayNumber - c.Window.ClosesOn.DayNumber).ToString(CultureInfo.InvariantCulture)),
                    ("policy", c.WindowRule.Name),
                ]);

            RuleFor(c => c.Window)
                .Must((c, window) => window.IsAfter(c.Today) || !FirstWindow(c).IsAfter(c.Today))
                .Tells(ErrorCatalogue.WindowCountedFromLastPayment, Allocations, IssueWindowPolicy.Article, c =>
                [
                    ("last", c.LastPaidOn.Show()),
                    ("first", c.FirstPaidOn.Show()),
                    ("closes_on", FirstWindow(c).ClosesOn.Show()),
                ]);

            RuleFor(c => c.Window)
                .Must((c, window) => window.IsBefore(c.Today) || window.IsAfter(c.Today) || TaxPeriod.Of(c.Today) == TaxPeriod.Of(window.ClosesOn))
                .Tells(ErrorCatalogue.WindowSpansPeriods, Allocations, "art. 481 p. 3", c =>
                [
                    ("today_period", TaxPeriod.Of(c.Today).ToString()),
                    ("closes_on", c.Window.ClosesOn.Show()),
                    ("last_period", TaxPeriod.Of(c.Window.ClosesOn).ToString()),
                ]);
        });

        RuleFor(c => c.Replaced)
            .Must(replaced => replaced is null)
            .Tells(ErrorCatalogue.OffsetMovesWithCorrection, "invoice", "art. 481 p. 3", c =>
            [
                ("date", c.Today.Show()),
                ("withdrawn", c.Replaced!.Content.Totals.VatAmount.ToString()),
                ("policy", c.AmendmentRule.Name),
            ]);

        RuleForEach(c => c.Payments)
            .Must(payment => payment.Kind != VatPaymentKind.OverpaymentOffset)
            .WithState((_, payment) => new Violation(
                ErrorCatalogue.PaidByOverpaymentOffset,
                Allocations,
                Sources.OffsetNeverMoreThanPaid,
                ("payment", payment.Id),
                ("paid_on", payment.PaidOn.Show())));

        RuleForEach(c => c.Payments)
            .Must((c, payment) => payment.PaidOn >= c.Draft.TurnoverDate)
            .WithState((c, payment) => new Violation(
                ErrorCatalogue.PaidBeforeTurnover,
                Allocations,
                IssueWindowPolicy.Article,
                ("paid_on", payment.PaidOn.Show()),
                ("turnover_date", c.Draft.TurnoverDate.Show())));

        NoteRests();
    }

    // While the allocations do not make up the VAT, nobody knows what will be left.
    private void NoteRests() => When(c => Amount.Sum(c.Allocations.Select(allocation => allocation.Amount)) == c.Totals.VatAmount, () =>
        RuleForEach(c => c.Allocations)
            .Must((c, allocation) => allocation.Payment is not { } stored
                || !c.Law.WholeTenge.IsRounding(stored.Payment.PaidOn, stored.Payment.Amount - Rest(allocation), Rest(allocation)))
            .WithState((c, allocation) => new Violation(
                ErrorCatalogue.PaymentRestIsRounding,
                Allocations,
                WholeTengePolicy.Article,
                ("payment", allocation.PaymentId),
                ("remaining", Rest(allocation).ToString()),
                ("unit", c.Law.WholeTenge.RuleFor(allocation.Payment!.Payment.PaidOn).Unit.ToString()),
                ("policy", c.Law.WholeTenge.RuleFor(allocation.Payment.Payment.PaidOn).Name))));

    // What is left of a payment once this document stands.
    private static Amount Rest(AllocationCase allocation) => allocation.Available - allocation.Amount;

    private static IssueWindow FirstWindow(InvoiceCase c) => c.Law.IssueWindows.WindowFor(c.FirstPaidOn);
}

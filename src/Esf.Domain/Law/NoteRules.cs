using System.Globalization;
using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>What the issuer should know although it does not prevent issuing: the readings of open law that the invoice relies on.</summary>
internal sealed class NoteRules : LawRules<InvoiceCase>
{
    private const string Allocations = "invoice.payment_allocations";

    public NoteRules()
    {
        Given("an invoice that takes anything of a payment", c => c.HasWindow, () =>
        {
            Note(
                "Given when the window has closed and late issue is accepted: the invoice is marked late.",
                c => c.Window.ClosedOn(c.Today) && c.WindowRule.LateIssue == LateIssue.AcceptAndMark,
                ErrorCatalogue.IssuedLate,
                Allocations,
                Sources.IssueWindow,
                c =>
                [
                    ("closes_on", c.Window.ClosesOn.Show()),
                    ("days", (c.Today.DayNumber - c.Window.ClosesOn.DayNumber).ToString(CultureInfo.InvariantCulture)),
                    ("policy", c.WindowRule.Name),
                ],
                LawTopic.IssueWindow);

            Note(
                "Given when an earlier payment's window has closed: the window is counted from the last payment.",
                c => !c.Window.ClosedOn(c.Today) && FirstWindow(c).ClosedOn(c.Today),
                ErrorCatalogue.WindowCountedFromLastPayment,
                Allocations,
                Sources.IssueWindow,
                c =>
                [
                    ("last", c.LastPaidOn.Show()),
                    ("first", c.FirstPaidOn.Show()),
                    ("closes_on", FirstWindow(c).ClosesOn.Show()),
                ],
                LawTopic.IssueWindow);

            Note(
                "Given when the window reaches into another quarter: the day of issue decides the quarter of the offset.",
                c => c.Window.Contains(c.Today) && TaxPeriod.Of(c.Today) != TaxPeriod.Of(c.Window.ClosesOn),
                ErrorCatalogue.WindowSpansPeriods,
                Allocations,
                Sources.OffsetPeriod,
                c =>
                [
                    ("today_period", TaxPeriod.Of(c.Today).ToString()),
                    ("closes_on", c.Window.ClosesOn.Show()),
                    ("last_period", TaxPeriod.Of(c.Window.ClosesOn).ToString()),
                ]);
        });

        Note(
            "Given for a corrected invoice: the offset of the replaced one ends on the day of the correction.",
            c => c.Replaced is not null,
            ErrorCatalogue.OffsetMovesWithCorrection,
            "invoice",
            Sources.OffsetPeriod,
            c =>
            [
                ("date", c.Today.Show()),
                ("withdrawn", c.Replaced!.Content.Totals.VatAmount.ToString()),
                ("policy", c.AmendmentRule.Name),
            ],
            LawTopic.Amendments);

        Each(c => c.Payments.Select(payment => (c.Draft.TurnoverDate, payment)), new PaymentNotes());
    }

    private static IssueWindow FirstWindow(InvoiceCase c) => c.Law.IssueWindows.WindowFor(c.FirstPaidOn);

    private sealed class PaymentNotes : LawRules<(DateOnly TurnoverDate, VatPayment Payment)>
    {
        public PaymentNotes()
        {
            Note(
                "Given when the VAT was settled by an offset of an overpayment: its day counts as the day of payment.",
                paid => paid.Payment.Kind == VatPaymentKind.OverpaymentOffset,
                ErrorCatalogue.PaidByOverpaymentOffset,
                Allocations,
                Sources.OffsetNeverMoreThanPaid,
                paid => [("payment", paid.Payment.Id), ("paid_on", paid.Payment.PaidOn.Show())]);

            Note(
                "Given when the VAT was paid before the turnover: the window is counted from the payment.",
                paid => paid.Payment.PaidOn < paid.TurnoverDate,
                ErrorCatalogue.PaidBeforeTurnover,
                Allocations,
                Sources.IssueWindow,
                paid => [("paid_on", paid.Payment.PaidOn.Show()), ("turnover_date", paid.TurnoverDate.Show())]);
        }
    }
}

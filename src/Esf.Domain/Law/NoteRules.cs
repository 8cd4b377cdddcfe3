using System.Globalization;
using Esf.Domain.Amounts;
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
                    ("fines", c.Law.LatePenalties.Show(c.Today.Year)),
                ],
                LawTopic.IssueWindow);

            Note(
                "Given when the invoice is issued on the payment day, where the operator has chosen that it counts.",
                c => c.Today == c.LastPaidOn && c.Window.Contains(c.Today),
                ErrorCatalogue.PaymentDayCounted,
                Allocations,
                Sources.IssueWindow,
                c => [("paid_on", c.LastPaidOn.Show()), ("policy", c.WindowRule.Name)],
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

        Given("an invoice that takes anything of a payment", c => c.HasWindow, () => Note(
            "Given for a late invoice when the last day of the window is a day off: the days are calendar days, and the next working day is shown.",
            c => c.Window.ClosedOn(c.Today) && c.Law.DaysOff.Include(c.Window.ClosesOn),
            ErrorCatalogue.WindowEndsOnDayOff,
            Allocations,
            Sources.DayOff,
            c => [("closes_on", c.Window.ClosesOn.Show()), ("working_day", c.Law.DaysOff.NextWorkingDay(c.Window.ClosesOn).Show())]));

        Note(
            "Given when the act has another date than the turnover.",
            c => c.Draft.Act is { } act && act.Date != c.Draft.TurnoverDate,
            ErrorCatalogue.ActDateDiffers,
            "invoice.act.date",
            Sources.ActDate,
            c => [("act", c.Draft.Act!.Date.Show()), ("turnover_date", c.Draft.TurnoverDate.Show())]);

        Note(
            "Given when a commission agent buys for its principal: the VAT is no offset of the agent.",
            c => c.Draft.ForPrincipal,
            ErrorCatalogue.NoOffsetForPrincipal,
            "invoice.for_principal",
            Sources.ForPrincipal,
            c => [("vat", c.Totals.VatAmount.ToString())]);

        Note(
            "Given when additional invoices are in force: the correction annuls them, and new ones may restore them.",
            c => c.Annulled.Count > 0,
            ErrorCatalogue.AdditionalAnnulled,
            "invoice",
            Sources.Correction,
            c => [("invoices", string.Join(", ", c.Annulled.Select(invoice => invoice.RegistrationNumber)))]);

        Note(
            "Given when the VAT belongs to another quarter than that of the day of issue.",
            c => c.AttributedPeriod is not null,
            ErrorCatalogue.AttributedToOtherPeriod,
            "invoice",
            Sources.OffsetPeriod,
            c => [("period", TaxPeriod.Of(c.Today).ToString()), ("attributed", c.AttributedPeriod!.Value.ToString()), ("policy", c.AmendmentRule.Name)],
            LawTopic.Amendments);

        Note(
            "Given for a corrected invoice: the offset of the replaced one ends on the day of the correction.",
            c => c.Replaced is not null,
            ErrorCatalogue.OffsetMovesWithCorrection,
            "invoice",
            Sources.OffsetPeriod,
            c =>
            [
                ("date", c.Today.Show()),
                ("withdrawn", Amount.Sum(c.Released.Select(invoice => invoice.Content.Offset.Amount)).ToString()),
                ("withdrawn_period", c.Replaced!.Content.Offset.AttributedPeriod.ToString()),
                ("policy", c.AmendmentRule.Name),
            ],
            LawTopic.Amendments);

        Each(c => c.Payments.Select(payment => (c.Draft.TurnoverDate, payment)), new PaymentNotes());

        // While the allocations do not make up the VAT, nobody knows what will be left.
        Given(
            "allocations that make up the VAT",
            c => Amount.Sum(c.Allocations.Select(allocation => allocation.Amount)) == c.Totals.VatAmount,
            () => Each(c => c.Allocations.Where(allocation => allocation.Payment is not null).Select(allocation => (c.Law, allocation)), new RestNotes()));
    }

    // What is left of a payment once this document stands.
    private static Amount Rest(AllocationCase allocation) => allocation.Available - allocation.Amount;

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

    private sealed class RestNotes : LawRules<(LawBook Law, AllocationCase Allocation)>
    {
        public RestNotes() => Note(
            "Given when less than one whole tenge is left of a payment: it is rounding.",
            of => of.Law.WholeTenge.IsRounding(Paid(of).PaidOn, Paid(of).Amount - Rest(of.Allocation), Rest(of.Allocation)),
            ErrorCatalogue.PaymentRestIsRounding,
            Allocations,
            Sources.WholeTenge,
            of =>
            [
                ("payment", of.Allocation.PaymentId),
                ("remaining", Rest(of.Allocation).ToString()),
                ("unit", RuleOf(of).Unit.ToString()),
                ("policy", RuleOf(of).Name),
            ]);

        private static VatPayment Paid((LawBook Law, AllocationCase Allocation) of) => of.Allocation.Payment!.Payment;

        private static WholeTengeRule RuleOf((LawBook Law, AllocationCase Allocation) of) => of.Law.WholeTenge.RuleFor(Paid(of).PaidOn);
    }
}

using System.Globalization;
using Esf.Domain.Errors;

namespace Esf.Domain.Law;

/// <summary>When the turnover may lie, and on which days the invoice may be issued.</summary>
internal sealed class DateRules : LawRules<InvoiceCase>
{
    private const string TurnoverDate = "invoice.turnover_date";
    private const string Payments = "invoice.payment_allocations";

    public DateRules()
    {
        Require(
            "The turnover date is not in the future.",
            c => c.Draft.TurnoverDate <= c.Today,
            ErrorCatalogue.TurnoverDateInFuture,
            TurnoverDate,
            Sources.TurnoverDateBox,
            c => [("date", c.Draft.TurnoverDate.Show()), ("today", c.Today.Show())]);

        Given("a turnover date that is not kept from the amended invoice", c => !c.KeepsTurnoverDate, () => Require(
            $"The turnover date is at most {LawBook.TurnoverAgeYears} years old.",
            c => c.Draft.TurnoverDate >= EarliestTurnover(c),
            ErrorCatalogue.TurnoverDateTooOld,
            TurnoverDate,
            Sources.TurnoverDateBox,
            c =>
            [
                ("date", c.Draft.TurnoverDate.Show()),
                ("years", LawBook.TurnoverAgeYears.ToString(CultureInfo.InvariantCulture)),
                ("earliest", EarliestTurnover(c).Show()),
            ]));

        Given("an invoice that takes anything of a payment", c => c.HasWindow, () =>
        {
            Require(
                "The invoice is issued on the first day of the window or later: after the day on which the VAT was paid.",
                c => !c.Window.NotYetOpenOn(c.Today),
                ErrorCatalogue.IssueWindowNotOpen,
                Payments,
                Sources.IssueWindow,
                Window,
                LawTopic.IssueWindow);

            Require(
                "The invoice is issued on the last day of the window or earlier, unless the operator has chosen that a late one is issued and marked.",
                c => !c.Window.ClosedOn(c.Today) || c.WindowRule.LateIssue == LateIssue.AcceptAndMark,
                ErrorCatalogue.IssueWindowClosed,
                Payments,
                Sources.IssueWindow,
                ClosedWindow,
                LawTopic.IssueWindow);
        });

        Require(
            "The number is not taken by another invoice of the taxpayer on the same day of issue.",
            c => !c.NumberTaken,
            ErrorCatalogue.NotUniqueNumberAndDate,
            "invoice.number",
            Sources.NumberBox,
            c => [("number", c.Draft.Number ?? string.Empty), ("date", c.Today.Show())]);
    }

    private static DateOnly EarliestTurnover(InvoiceCase c) => c.Today.AddYears(-LawBook.TurnoverAgeYears);

    private static (string Name, string Value)[] Window(InvoiceCase c) =>
    [
        ("paid_on", c.LastPaidOn.Show()),
        ("opens_on", c.Window.OpensOn.Show()),
        ("closes_on", c.Window.ClosesOn.Show()),
        ("today", c.Today.Show()),
        ("policy", c.WindowRule.Name),
    ];

    private static (string Name, string Value)[] ClosedWindow(InvoiceCase c) =>
        [
            .. Window(c),
            ("working_day", c.Law.DaysOff.NextWorkingDay(c.Window.ClosesOn).Show()),
            ("fines", c.Law.LatePenalties.Show(c.Today.Year)),
        ];
}

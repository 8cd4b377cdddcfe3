using System.Globalization;
using Esf.Domain.Errors;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>When the turnover may lie, and on which days the invoice may be issued.</summary>
internal sealed class DateRules : AbstractValidator<InvoiceCase>
{
    public DateRules()
    {
        RuleFor(c => c.Draft.TurnoverDate)
            .Must((c, date) => date <= c.Today)
            .Tells(
                ErrorCatalogue.TurnoverDateInFuture,
                "invoice.turnover_date",
                Sources.TurnoverDateBox,
                c => [("date", c.Draft.TurnoverDate.Show()), ("today", c.Today.Show())])
            .Must((c, date) => c.Family is not null || date >= EarliestTurnover(c))
            .Tells(
                ErrorCatalogue.TurnoverDateTooOld,
                "invoice.turnover_date",
                Sources.TurnoverDateBox,
                c =>
                [
                    ("date", c.Draft.TurnoverDate.Show()),
                    ("years", Limits.TurnoverAgeYears.ToString(CultureInfo.InvariantCulture)),
                    ("earliest", EarliestTurnover(c).Show()),
                ]);

        When(c => c.HasWindow, () =>
        {
            RuleFor(c => c.Window)
                .Must((c, window) => !window.IsBefore(c.Today))
                .Tells(ErrorCatalogue.IssueWindowNotOpen, "invoice.payment_allocations", IssueWindowPolicy.Article, Window)
                .Must((c, window) => !window.IsAfter(c.Today) || c.WindowRule.LateIssue == LateIssue.AcceptAndMark)
                .Tells(ErrorCatalogue.IssueWindowClosed, "invoice.payment_allocations", IssueWindowPolicy.Article, Window);
        });

        RuleFor(c => c.NumberTaken)
            .Must(taken => !taken)
            .Tells(
                ErrorCatalogue.NotUniqueNumberAndDate,
                "invoice.number",
                Sources.NumberBox,
                c => [("number", c.Draft.Number ?? string.Empty), ("date", c.Today.Show())]);
    }

    private static DateOnly EarliestTurnover(InvoiceCase c) => c.Today.AddYears(-Limits.TurnoverAgeYears);

    private static (string Name, string Value)[] Window(InvoiceCase c) =>
    [
        ("paid_on", c.LastPaidOn.Show()),
        ("opens_on", c.Window.OpensOn.Show()),
        ("closes_on", c.Window.ClosesOn.Show()),
        ("today", c.Today.Show()),
        ("policy", c.WindowRule.Name),
    ];
}

using Esf.Cli.Output.Export;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>The work list of an accountant, as a file and on the screen: what must be issued until when, the soonest first.</summary>
internal static class DeadlineView
{
    private static readonly Style Urgent = new(Color.White, Color.Red, Decoration.Bold);
    private static readonly Style Faded = new(Color.Grey);

    private static readonly Phrase OpensOn = new("Issue from", "Выписать с", "Жазып беру басталады");

    public static readonly TableExport<IssueDeadline> Export = new(new("Deadlines", "Сроки выписки", "Жазып беру мерзімдері"),
    [
        Column.Date<IssueDeadline>("closes_on", Phrases.ClosesOn, deadline => deadline.IssueWindow?.ClosesOn).OnScreen() with { Style = StyleOf },
        Column.Count<IssueDeadline>("days_left", Phrases.DaysLeft, deadline => deadline.DaysLeft).OnScreen(1) with { Style = StyleOf },
        Column.Term<IssueDeadline>("state", Phrases.State, 20, deadline => Terms.Of(deadline.State)).OnScreen() with { Style = StyleOf, Shown = StateOf },
        Column.Text<IssueDeadline>("taxpayer_bin", Phrases.Bin, 14, TaxpayerOf).OnScreen(),
        Column.Text<IssueDeadline>("document_number", Phrases.Document, 16, deadline => deadline.DocumentNumber).OnScreen(),
        Column.Date<IssueDeadline>("paid_on", Phrases.PaidOn, deadline => deadline.PaidOn).OnScreen(2),
        Column.Amount<IssueDeadline>("remaining_amount", Phrases.Remaining, deadline => deadline.RemainingAmount).OnScreen(),
        Column.Date<IssueDeadline>("opens_on", OpensOn, deadline => deadline.IssueWindow?.OpensOn),
        Column.Text<IssueDeadline>("tax_period_if_issued_today", Phrases.PeriodToday, 12, deadline => deadline.TaxPeriodIfIssuedToday).OnScreen(3) with { Style = PeriodStyle },
        Column.Text<IssueDeadline>("tax_period_if_issued_last_day", Phrases.PeriodLastDay, 12, deadline => deadline.TaxPeriodIfIssuedLastDay).OnScreen(4) with
        {
            Style = PeriodStyle,
            Shown = (deadline, _) => deadline.TaxPeriodIfIssuedLastDay + (Differ(deadline) ? " *" : ""),
        },
        Column.Text<IssueDeadline>("vat_payment", Phrases.ResourceName, 60, deadline => deadline.VatPayment),
    ]);

    public static TableView Table(Screen screen, IReadOnlyCollection<IssueDeadline> deadlines)
    {
        var taxpayers = deadlines.Select(TaxpayerOf).Distinct().ToArray();
        var table = Export.OnScreen(screen, deadlines, taxpayers.Length > 1 ? null : "taxpayer_bin");
        if (taxpayers is [var only])
        {
            table.Title = $"{screen.Say(Phrases.Taxpayer)} {only}";
        }

        if (deadlines.Any(Differ))
        {
            table.Caption = new(screen.Say(Phrases.QuartersDiffer), new Style(Color.Yellow));
        }

        return table;
    }

    private static bool Differ(IssueDeadline deadline) =>
        deadline.TaxPeriodIfIssuedToday.Length > 0 && deadline.TaxPeriodIfIssuedToday != deadline.TaxPeriodIfIssuedLastDay;

    private static Style PeriodStyle(IssueDeadline deadline) => Differ(deadline) ? new Style(Color.Yellow) : Style.Plain;

    private static string TaxpayerOf(IssueDeadline deadline) => deadline.VatPayment.Split('/') is [_, var bin, ..] ? bin : "";

    private static string StateOf(IssueDeadline deadline, Screen screen) => deadline.State == IssueDeadlineState.NotOpen
        ? $"{screen.Say(Phrases.NotOpen)} {screen.Date(deadline.IssueWindow?.OpensOn)}"
        : screen.Say(Terms.Of(deadline.State).Label);

    private static Style StyleOf(IssueDeadline deadline) => deadline.State switch
    {
        IssueDeadlineState.LastDay => Urgent,
        IssueDeadlineState.Open => new Style(Color.Green),
        _ => Faded,
    };
}

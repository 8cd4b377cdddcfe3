using System.Globalization;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>The work list of an accountant: what must be issued until when, the soonest first.</summary>
internal static class DeadlineView
{
    private static readonly Style Urgent = new(Color.White, Color.Red, Decoration.Bold);
    private static readonly Style Faded = new(Color.Grey);

    public static Table Table(Screen screen, IReadOnlyCollection<IssueDeadline> deadlines)
    {
        var table = screen.Table(
            Phrases.ClosesOn,
            Phrases.DaysLeft,
            Phrases.State,
            Phrases.Remaining,
            Phrases.PeriodToday,
            Phrases.PeriodLastDay,
            Phrases.Payment);
        table.Columns[1].RightAligned();
        table.Columns[3].RightAligned();
        var taxpayers = deadlines.Select(deadline => TaxpayerOf(deadline.VatPayment)).Distinct().ToArray();
        if (taxpayers is [var only])
        {
            table.Title = new TableTitle(Markup.Escape(only));
        }

        foreach (var deadline in deadlines)
        {
            var differ = Differ(deadline);
            var period = differ ? new Style(Color.Yellow) : Style.Plain;
            table.AddRow(
                Show.Cell(Show.Date(deadline.IssueWindow?.ClosesOn), StyleOf(deadline.State)),
                Show.Cell(deadline.DaysLeft.ToString(CultureInfo.InvariantCulture), StyleOf(deadline.State)),
                Show.Cell(StateOf(screen, deadline), StyleOf(deadline.State)),
                Show.Cell(Show.Amount(deadline.RemainingAmount)),
                Show.Cell(deadline.TaxPeriodIfIssuedToday, period),
                Show.Cell(deadline.TaxPeriodIfIssuedLastDay + (differ ? " *" : ""), period),
                Show.Cell(taxpayers.Length == 1 ? ResourceNames.Id(deadline.VatPayment) : deadline.VatPayment));
        }

        if (deadlines.Any(Differ))
        {
            table.Caption = new TableTitle(Markup.Escape(screen.Say(Phrases.QuartersDiffer)), new Style(Color.Yellow));
        }

        return table;
    }

    private static bool Differ(IssueDeadline deadline) =>
        deadline.TaxPeriodIfIssuedToday.Length > 0 && deadline.TaxPeriodIfIssuedToday != deadline.TaxPeriodIfIssuedLastDay;

    private static string TaxpayerOf(string payment) => string.Join('/', payment.Split('/').Take(2));

    private static string StateOf(Screen screen, IssueDeadline deadline) => deadline.State switch
    {
        IssueDeadlineState.NotOpen => $"{screen.Say(Phrases.NotOpen)} {Show.Date(deadline.IssueWindow?.OpensOn)}",
        IssueDeadlineState.Open => screen.Say(Phrases.Open),
        IssueDeadlineState.LastDay => screen.Say(Phrases.LastDay),
        IssueDeadlineState.Closed => screen.Say(Phrases.Closed),
        _ => "",
    };

    private static Style StyleOf(IssueDeadlineState state) => state switch
    {
        IssueDeadlineState.LastDay => Urgent,
        IssueDeadlineState.Open => new Style(Color.Green),
        _ => Faded,
    };
}

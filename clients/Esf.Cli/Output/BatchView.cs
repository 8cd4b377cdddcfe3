using System.Globalization;
using Esf.Cli.Input;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>What became of each invoice of a batch; those without an answer are only counted.</summary>
internal static class BatchView
{
    public static Table Table(Screen screen, IReadOnlyCollection<(InvoiceFile File, IssueInvoiceOutcome? Outcome)> items)
    {
        var table = screen.Table(
            Phrases.Source, Phrases.Outcome, Phrases.RegistrationNumber, Phrases.OffsetDate, Phrases.TaxPeriod, Phrases.OffsetAmount);
        table.Columns[2].NoWrap();
        table.Columns[5].RightAligned();
        foreach (var (file, outcome) in items)
        {
            if (outcome?.Issued?.Invoice is { } invoice)
            {
                var said = file.Request.ValidateOnly ? Phrases.WouldBeIssued : Phrases.Issued;
                var warnings = string.Join(", ", outcome.Issued.Warnings.Select(warning => warning.Reason));
                var noted = warnings.Length > 0 ? $" (! {warnings})" : "";
                Add(
                    table,
                    file.Where,
                    screen.Say(said) + noted,
                    Color.Green,
                    invoice.RegistrationNumber,
                    Show.Date(invoice.Offset?.Date),
                    invoice.Offset?.TaxPeriod ?? "",
                    Show.Amount(invoice.Offset?.Amount));
            }
            else if (outcome?.Refusal is { } refusal)
            {
                Add(table, file.Where, $"{screen.Say(Phrases.Refused)}: {refusal.Reason}", Color.Red);
            }
        }

        table.Caption = new TableTitle(Markup.Escape(Summary(screen, items)));
        return table;
    }

    private static void Add(Table table, string where, string outcome, Color color, params IEnumerable<string> rest)
    {
        string[] cells = [.. rest];
        table.AddRow(
        [
            Show.Cell(where),
            Show.Cell(outcome, new Style(color)),
            .. Enumerable.Range(0, 4).Select(index => Show.Cell(index < cells.Length ? cells[index] : "")),
        ]);
    }

    private static string Summary(Screen screen, IReadOnlyCollection<(InvoiceFile File, IssueInvoiceOutcome? Outcome)> items)
    {
        var issued = items.Count(item => item.Outcome?.Issued is not null);
        var refused = items.Count(item => item.Outcome?.Refusal is not null);
        var done = screen.Say(items.All(item => item.File.Request.ValidateOnly) ? Phrases.WouldBeIssued : Phrases.Issued);
        var open = items.Count - issued - refused;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done}: {issued} · {screen.Say(Phrases.Refused)}: {refused} · {screen.Say(Phrases.NoAnswer)}: {open}");
    }
}

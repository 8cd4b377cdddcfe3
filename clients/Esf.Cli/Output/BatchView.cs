using System.Globalization;
using Esf.Cli.Input;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>What became of each invoice of a batch; those without an answer are only counted.</summary>
internal static class BatchView
{
    public static TableView Table(Screen screen, IReadOnlyCollection<(InvoiceFile File, IssueInvoiceOutcome? Outcome)> items)
    {
        var table = new TableView([
            ScreenColumn.Text(Phrases.Source),
            ScreenColumn.Text(Phrases.Outcome),
            Phrases.RegistrationNumber,
            Phrases.OffsetDate,
            new ScreenColumn(Phrases.TaxPeriod, 1),
            ScreenColumn.Number(Phrases.OffsetAmount)]);
        foreach (var (file, outcome) in items)
        {
            if (outcome?.Issued?.Invoice is { } invoice)
            {
                var said = file.Request.ValidateOnly ? Phrases.WouldBeIssued : Phrases.Issued;
                var warnings = string.Join(", ", outcome.Issued.Warnings.Select(warning => warning.Reason));
                var noted = warnings.Length > 0 ? $" (! {warnings})" : "";
                table.Add(
                    file.Where,
                    new ScreenCell(screen.Say(said) + noted, new Style(Color.Green)),
                    invoice.RegistrationNumber,
                    screen.Date(invoice.Offset?.Date),
                    invoice.Offset?.TaxPeriod ?? "",
                    screen.Amount(invoice.Offset?.Amount));
            }
            else if (outcome?.Refusal is { } refusal)
            {
                table.Add(file.Where, new ScreenCell($"{screen.Say(Phrases.Refused)}: {refusal.Reason}", new Style(Color.Red)), "", "", "", "");
            }
        }

        table.Caption = Summary(screen, items);
        return table;
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

using System.Globalization;
using Esf.Client;
using Esf.OneC;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>What became of an imported file, document by document.</summary>
internal static class ImportView
{
    public static void Write(Screen screen, DropResult result)
    {
        if (screen.Json)
        {
            screen.WriteJson(ResultDocument.Of(result, screen.Language.Tag));
            return;
        }

        screen.Write(result.Kind == DropKind.BankStatement ? Payments(screen, result) : Invoices(screen, result));
        foreach (var invoice in result.Accepted.Where(invoice => invoice.Warnings.Count > 0))
        {
            WriteFindings(screen, invoice.Number, invoice.Warnings, Color.Yellow);
        }

        foreach (var document in result.Declined)
        {
            WriteFindings(screen, document.Number, document.Errors, Color.Red);
        }

        foreach (var document in result.Waiting)
        {
            WriteFindings(screen, document.Number, document.Why, Color.Yellow);
            if (document.Candidates.Count > 0)
            {
                screen.WriteError(Candidates(screen, document.Candidates));
            }
        }
    }

    private static Table Payments(Screen screen, DropResult result)
    {
        var table = screen.Table(
            Phrases.Line, Phrases.Document, Phrases.PaidOn, Phrases.Amount, Phrases.Outcome, Phrases.Payment, Phrases.IssueWindow);
        table.Columns[3].RightAligned();
        foreach (var payment in result.Recorded)
        {
            table.AddRow(
                Show.Cell(""),
                Show.Cell(payment.Number),
                Show.Cell(PlainValues.Iso(payment.PaidOn)),
                Show.Cell(Show.Amount(payment.Amount.ToProtoDecimal())),
                Show.Cell(screen.Say(Phrases.Recorded), new Style(Color.Green)),
                Show.Cell(payment.Name),
                Show.Cell($"{PlainValues.Iso(payment.OpensOn)} … {PlainValues.Iso(payment.ClosesOn)}"));
        }

        foreach (var document in result.Skipped)
        {
            var why = $"{screen.Say(Phrases.Skipped)}: {document.Finding.Text.In(screen.Language.Tag)} [{document.Finding.Reason}]";
            table.AddRow(
                Show.Cell(Line(document.Line)),
                Show.Cell(document.Number),
                Show.Cell(document.Date),
                Show.Cell(document.Amount),
                Show.Cell(why, new Style(Color.Grey)),
                Show.Cell(""),
                Show.Cell(""));
        }

        foreach (var document in result.Declined)
        {
            table.AddRow(
                Show.Cell(Line(document.Line)),
                Show.Cell(document.Number),
                Show.Cell(""),
                Show.Cell(""),
                Show.Cell($"{screen.Say(Phrases.Refused)}: {document.Errors[0].Reason}", new Style(Color.Red)),
                Show.Cell(""),
                Show.Cell(""));
        }

        return table;
    }

    private static Table Invoices(Screen screen, DropResult result)
    {
        var table = screen.Table(
            Phrases.Number, Phrases.Outcome, Phrases.RegistrationNumber, Phrases.OffsetDate, Phrases.TaxPeriod, Phrases.OffsetAmount);
        table.Columns[2].NoWrap();
        table.Columns[5].RightAligned();
        foreach (var invoice in result.Accepted)
        {
            table.AddRow(
                Show.Cell(invoice.Number),
                Show.Cell(screen.Say(Phrases.Issued), new Style(Color.Green)),
                Show.Cell(invoice.RegistrationNumber),
                Show.Cell(PlainValues.Iso(invoice.OffsetDate)),
                Show.Cell(invoice.TaxPeriod),
                Show.Cell(Show.Amount(invoice.OffsetAmount.ToProtoDecimal())));
        }

        var others = result.Declined.Select(document => (document.Number, Phrases.Refused, document.Errors[0], Color.Red))
            .Concat(result.Waiting.Select(document => (document.Number, Phrases.NotYet, document.Why[0], Color.Yellow)));
        foreach (var (number, said, finding, color) in others)
        {
            table.AddRow(
                Show.Cell(number),
                Show.Cell($"{screen.Say(said)}: {finding.Reason}", new Style(color)),
                Show.Cell(""),
                Show.Cell(""),
                Show.Cell(""),
                Show.Cell(""));
        }

        return table;
    }

    private static void WriteFindings(Screen screen, string number, IEnumerable<Finding> findings, Color color)
    {
        var table = screen.Table(Phrases.Field, Phrases.Explanation, Phrases.Reason);
        table.Title = new TableTitle(Markup.Escape(Show.Clean($"{screen.Say(Phrases.Number)} {number}")), new Style(color));
        foreach (var finding in findings)
        {
            table.AddRow(Show.Cell(finding.Field), Show.Cell(finding.Text.In(screen.Language.Tag)), Show.Cell(finding.Reason, new Style(color)));
        }

        screen.WriteError(table);
    }

    private static Table Candidates(Screen screen, IEnumerable<OpenPayment> payments)
    {
        var table = screen.Table(Phrases.Document, Phrases.PaidOn, Phrases.Remaining, Phrases.ClosesOn, Phrases.Payment);
        table.Title = new TableTitle(Markup.Escape(screen.Say(Phrases.Candidates)));
        table.Columns[2].RightAligned();
        foreach (var payment in payments)
        {
            table.AddRow(
                Show.Cell(payment.DocumentNumber),
                Show.Cell(PlainValues.Iso(payment.PaidOn)),
                Show.Cell(Show.Amount(payment.Remaining.ToProtoDecimal())),
                Show.Cell(PlainValues.Iso(payment.ClosesOn)),
                Show.Cell(payment.Name));
        }

        return table;
    }

    private static string Line(int line) => line.ToString(CultureInfo.InvariantCulture);
}

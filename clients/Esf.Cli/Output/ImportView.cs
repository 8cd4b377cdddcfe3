using System.Globalization;
using Esf.Client;
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

    private static TableView Payments(Screen screen, DropResult result)
    {
        var table = new TableView([
            ScreenColumn.Number(Phrases.Line, 2),
            Phrases.Document,
            Phrases.PaidOn,
            ScreenColumn.Number(Phrases.Amount),
            ScreenColumn.Text(Phrases.Outcome, 0, ScreenColumn.Sentence),
            new ScreenColumn(Phrases.IssueWindow, 1)]);
        foreach (var payment in result.Recorded)
        {
            table.Add(
                "",
                payment.Number,
                screen.Date(payment.PaidOn.ToProtoDate()),
                screen.Amount(payment.Amount.ToProtoDecimal()),
                new ScreenCell(screen.Say(Phrases.Recorded), new Style(Color.Green)),
                $"{screen.Date(payment.OpensOn.ToProtoDate())} – {screen.Date(payment.ClosesOn.ToProtoDate())}");
        }

        foreach (var document in result.Skipped)
        {
            var why = $"{screen.Say(Phrases.Skipped)}: {document.Finding.Text.In(screen.Language.Tag)} [{document.Finding.Reason}]";
            table.Add(Line(document.Line), document.Number, document.Date, document.Amount, new ScreenCell(why, new Style(Color.Grey)), "");
        }

        foreach (var document in result.Declined)
        {
            var why = $"{screen.Say(Phrases.Refused)}: {document.Errors[0].Reason}";
            table.Add(Line(document.Line), document.Number, "", "", new ScreenCell(why, new Style(Color.Red)), "");
        }

        return table;
    }

    private static TableView Invoices(Screen screen, DropResult result)
    {
        var table = new TableView([
            Phrases.Number,
            ScreenColumn.Text(Phrases.Outcome),
            Phrases.RegistrationNumber,
            Phrases.OffsetDate,
            new ScreenColumn(Phrases.TaxPeriod, 1),
            ScreenColumn.Number(Phrases.OffsetAmount)]);
        foreach (var invoice in result.Accepted)
        {
            table.Add(
                invoice.Number,
                new ScreenCell(screen.Say(Phrases.Issued), new Style(Color.Green)),
                invoice.RegistrationNumber,
                screen.Date(invoice.OffsetDate.ToProtoDate()),
                invoice.TaxPeriod,
                screen.Amount(invoice.OffsetAmount.ToProtoDecimal()));
        }

        var others = result.Declined.Select(document => (document.Number, Phrases.Refused, document.Errors[0], Color.Red))
            .Concat(result.Waiting.Select(document => (document.Number, Phrases.NotYet, document.Why[0], Color.Yellow)));
        foreach (var (number, said, finding, color) in others)
        {
            table.Add(number, new ScreenCell($"{screen.Say(said)}: {finding.Reason}", new Style(color)), "", "", "", "");
        }

        return table;
    }

    private static void WriteFindings(Screen screen, string number, IEnumerable<Finding> findings, Color color)
    {
        var table = new TableView([ScreenColumn.Text(Phrases.Field), ScreenColumn.Text(Phrases.Explanation, 0, ScreenColumn.Sentence), Phrases.Reason])
        {
            Title = new($"{screen.Say(Phrases.Number)} {number}", new Style(color)),
        };
        foreach (var finding in findings)
        {
            table.Add(finding.Field, finding.Text.In(screen.Language.Tag), new ScreenCell(finding.Reason, new Style(color)));
        }

        screen.WriteError(table);
    }

    private static TableView Candidates(Screen screen, IEnumerable<OpenPayment> payments)
    {
        var table = new TableView([Phrases.Document, Phrases.PaidOn, ScreenColumn.Number(Phrases.Remaining), Phrases.ClosesOn])
        {
            Title = screen.Say(Phrases.Candidates),
        };
        foreach (var payment in payments)
        {
            table.Add(
                payment.DocumentNumber,
                screen.Date(payment.PaidOn.ToProtoDate()),
                screen.Amount(payment.Remaining.ToProtoDecimal()),
                screen.Date(payment.ClosesOn.ToProtoDate()));
        }

        return table;
    }

    private static string Line(int line) => line.ToString(CultureInfo.InvariantCulture);
}

using Esf.Client;
using Esf.V1;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace Esf.Cli.Output;

internal static class PaymentView
{
    private static readonly EnumDescriptor Kinds =
        VatPaymentReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(VatPaymentKind));

    public static Table Table(Screen screen, IEnumerable<VatPayment> payments)
    {
        var table = screen.Table(
            Phrases.Payment, Phrases.Document, Phrases.PaidOn, Phrases.Amount, Phrases.Remaining, Phrases.IssueWindow, Phrases.Kind);
        foreach (var column in new[] { 3, 4 })
        {
            table.Columns[column].RightAligned();
        }

        foreach (var payment in payments)
        {
            table.AddRow(
                Show.Cell(payment.Name),
                Show.Cell(payment.DocumentNumber),
                Show.Cell(Show.Date(payment.PaidOn)),
                Show.Cell(Show.Amount(payment.Amount)),
                Show.Cell(Show.Amount(payment.RemainingAmount)),
                Show.Cell(Window(payment.IssueWindow)),
                Show.Cell(Show.Name(payment.Kind, Kinds)));
        }

        return table;
    }

    public static string Window(IssueWindow? window) =>
        window is null ? "" : $"{Show.Date(window.OpensOn)} … {Show.Date(window.ClosesOn)}";

    /// <summary>What became of each payment of a batch, in the order of the files.</summary>
    public static Table Outcomes(Screen screen, IEnumerable<(string Where, RecordVatPaymentOutcome Outcome)> outcomes)
    {
        var table = screen.Table(Phrases.Source, Phrases.Outcome, Phrases.Payment, Phrases.Remaining, Phrases.IssueWindow);
        table.Columns[3].RightAligned();
        foreach (var (where, outcome) in outcomes)
        {
            if (outcome.VatPayment is { } payment)
            {
                table.AddRow(
                    Show.Cell(where),
                    Show.Cell(screen.Say(Phrases.Recorded), new Style(Color.Green)),
                    Show.Cell(payment.Name),
                    Show.Cell(Show.Amount(payment.RemainingAmount)),
                    Show.Cell(Window(payment.IssueWindow)));
            }
            else
            {
                var refusal = EsfException.From(outcome.Refusal);
                table.AddRow(
                    Show.Cell(where),
                    Show.Cell(screen.Say(Phrases.Refused), new Style(Color.Red)),
                    Show.Cell($"{refusal.LocalizedMessage} [{refusal.Reason}]"),
                    Show.Cell(""),
                    Show.Cell(""));
            }
        }

        return table;
    }
}

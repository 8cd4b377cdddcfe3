using Esf.Cli.Output.Export;
using Esf.Client;
using Esf.V1;
using Spectre.Console;
using ProtoDate = Google.Type.Date;

namespace Esf.Cli.Output;

/// <summary>Payments of VAT as a file and on the screen.</summary>
internal static class PaymentView
{
    private static readonly Phrase OpensOn = new("Issue from", "Выписать с", "Жазып беру басталады");

    public static readonly TableExport<VatPayment> Export = new(new("Payments", "Платежи НДС", "ҚҚС төлемдері"),
    [
        Column.Text<VatPayment>("document_number", Phrases.Document, 16, payment => payment.DocumentNumber).OnScreen(),
        Column.Date<VatPayment>("paid_on", Phrases.PaidOn, payment => payment.PaidOn).OnScreen(),
        Column.Amount<VatPayment>("amount", Phrases.Amount, payment => payment.Amount).OnScreen(),
        Column.Amount<VatPayment>("remaining_amount", Phrases.Remaining, payment => payment.RemainingAmount).OnScreen(),
        Column.Date<VatPayment>("opens_on", OpensOn, payment => payment.IssueWindow?.OpensOn).OnScreen(1),
        Column.Date<VatPayment>("closes_on", Phrases.ClosesOn, payment => payment.IssueWindow?.ClosesOn).OnScreen(),
        Column.Term<VatPayment>("kind", Phrases.Kind, 24, payment => Terms.Of(payment.Kind)).OnScreen(2) with { IsWords = true },
        Column.Text<VatPayment>("budget_code", Phrases.BudgetCode, 10, payment => payment.BudgetCode),
        Column.Text<VatPayment>("vat_payment", Phrases.ResourceName, 60, payment => payment.Name),
    ]);

    public static TableView Table(Screen screen, IEnumerable<VatPayment> payments) => Export.OnScreen(screen, payments);

    /// <summary>One payment in full, with the name that files and other commands call it by.</summary>
    public static void WriteDetails(Screen screen, VatPayment payment)
    {
        var facts = new FactList(screen);
        facts.Add(Phrases.Payment, NameOf(screen, payment.DocumentNumber, payment.PaidOn), new Style(decoration: Decoration.Bold));
        facts.Add(Phrases.Amount, screen.Amount(payment.Amount));
        facts.Add(Phrases.Remaining, screen.Amount(payment.RemainingAmount));
        facts.Add(Phrases.IssueWindow, Window(screen, payment.IssueWindow));
        facts.AddText(Phrases.Kind, screen.Say(Terms.Of(payment.Kind).Label));
        facts.Add(Phrases.BudgetCode, payment.BudgetCode);
        facts.Add(Phrases.ResourceName, payment.Name);
        facts.Write();
    }

    public static string Window(Screen screen, IssueWindow? window) =>
        window is null ? "" : $"{screen.Date(window.OpensOn)} – {screen.Date(window.ClosesOn)}";

    /// <summary>What people call a payment: <c>№ 1187 от 25.05.2026</c>.</summary>
    public static string NameOf(Screen screen, string documentNumber, ProtoDate? paidOn) => NameOf(screen.Language, documentNumber, paidOn);

    public static string NameOf(Language language, string documentNumber, ProtoDate? paidOn) => Phrases.NumberOfDay.In(language)
        .Replace("{day}", Show.Date(paidOn, language), StringComparison.Ordinal)
        .Replace("{number}", documentNumber, StringComparison.Ordinal);

    /// <summary>What became of each payment of a batch, in the order of the files.</summary>
    public static TableView Outcomes(Screen screen, IEnumerable<(string Where, RecordVatPaymentOutcome Outcome)> outcomes)
    {
        var table = new TableView([
            ScreenColumn.Text(Phrases.Source, 1), Phrases.Outcome, ScreenColumn.Text(Phrases.Payment, 0, ScreenColumn.Sentence), ScreenColumn.Number(Phrases.Remaining), Phrases.IssueWindow]);
        foreach (var (where, outcome) in outcomes)
        {
            if (outcome.VatPayment is { } payment)
            {
                table.Add(
                    where,
                    new ScreenCell(screen.Say(Phrases.Recorded), new Style(Color.Green)),
                    NameOf(screen, payment.DocumentNumber, payment.PaidOn),
                    screen.Amount(payment.RemainingAmount),
                    Window(screen, payment.IssueWindow));
            }
            else
            {
                var refusal = EsfException.From(outcome.Refusal);
                table.Add(
                    where, new ScreenCell(screen.Say(Phrases.Refused), new Style(Color.Red)), $"{refusal.LocalizedMessage} [{refusal.Reason}]", "", "");
            }
        }

        return table;
    }
}

using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>What a revocation would do, and what it did.</summary>
internal static class RevocationView
{
    /// <summary>On stderr, for the person who is asked.</summary>
    public static void WriteQuestion(Screen screen, Invoice invoice, string reason)
    {
        var facts = InvoiceView.Facts();
        var prominent = new Style(Color.Yellow, decoration: Decoration.Bold);
        InvoiceView.Add(facts, screen, Phrases.RegistrationNumber, invoice.RegistrationNumber, prominent);
        InvoiceView.Add(facts, screen, Phrases.WithdrawnOffset, Show.Amount(invoice.Offset?.Amount), prominent);
        InvoiceView.Add(facts, screen, Phrases.OffsetDate, $"{Show.Date(invoice.Offset?.Date)}  {invoice.Offset?.TaxPeriod}");
        InvoiceView.Add(facts, screen, Phrases.Number, invoice.Number);
        InvoiceView.Add(facts, screen, Phrases.Supplier, invoice.Supplier?.LegalName ?? "");
        InvoiceView.Add(facts, screen, Phrases.Cause, reason);
        screen.WriteError(Panel(screen, Phrases.ToBeRevoked, facts, Color.Yellow));
    }

    public static void WriteRevoked(Screen screen, RevokeInvoiceResponse response)
    {
        var revocation = response.Revocation ?? new Revocation();
        var facts = InvoiceView.Facts();
        var prominent = new Style(Color.Red, decoration: Decoration.Bold);
        InvoiceView.Add(facts, screen, Phrases.Invoice, response.Invoice?.RegistrationNumber ?? "", prominent);
        InvoiceView.Add(facts, screen, Phrases.RegistrationNumber, revocation.RegistrationNumber);
        InvoiceView.Add(facts, screen, Phrases.WithdrawnOffset, Show.Amount(revocation.Offset?.WithdrawnAmount), prominent);
        InvoiceView.Add(facts, screen, Phrases.OffsetDate, Show.Date(revocation.Offset?.Date), prominent);
        InvoiceView.Add(facts, screen, Phrases.TaxPeriod, revocation.Offset?.TaxPeriod ?? "", prominent);
        InvoiceView.Add(facts, screen, Phrases.Cause, revocation.Reason);
        screen.Write(Panel(screen, Phrases.Revoked, facts, Color.Red));
    }

    private static Panel Panel(Screen screen, Phrase title, Grid facts, Color color) => new(facts)
    {
        Header = new PanelHeader(Markup.Escape(screen.Say(title))),
        Border = BoxBorder.Rounded,
        BorderStyle = new Style(color),
    };
}

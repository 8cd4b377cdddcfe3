using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>What a revocation would do, and what it did.</summary>
internal static class RevocationView
{
    /// <summary>On stderr, for the person who is asked.</summary>
    public static void WriteQuestion(Screen screen, Invoice invoice, string reason)
    {
        var prominent = new Style(Color.Yellow, decoration: Decoration.Bold);
        var facts = new FactList(screen, new(screen.Say(Phrases.ToBeRevoked), prominent));
        facts.Add(Phrases.RegistrationNumber, invoice.RegistrationNumber, prominent);
        facts.Add(Phrases.WithdrawnOffset, screen.Amount(invoice.Offset?.Amount), prominent);
        facts.Add(Phrases.OffsetDate, $"{screen.Date(invoice.Offset?.Date)}  {invoice.Offset?.TaxPeriod}");
        facts.Add(Phrases.Number, invoice.Number);
        facts.AddText(Phrases.Supplier, invoice.Supplier?.LegalName ?? "");
        facts.AddText(Phrases.Cause, reason);
        facts.Write(toError: true);
    }

    /// <summary>A revocation, with the registration number of the invoice that it revoked.</summary>
    public static void WriteRevoked(Screen screen, Revocation? document, string revokedInvoice)
    {
        var revocation = document ?? new Revocation();
        var prominent = new Style(Color.Red, decoration: Decoration.Bold);
        var facts = new FactList(screen, new(screen.Say(Phrases.Revoked), prominent));
        facts.Add(Phrases.Invoice, revokedInvoice, prominent);
        facts.Add(Phrases.RegistrationNumber, revocation.RegistrationNumber);
        facts.Add(Phrases.WithdrawnOffset, screen.Amount(revocation.Offset?.WithdrawnAmount), prominent);
        facts.Add(Phrases.OffsetDate, screen.Date(revocation.Offset?.Date), prominent);
        facts.Add(Phrases.TaxPeriod, revocation.Offset?.TaxPeriod ?? "", prominent);
        facts.AddText(Phrases.Cause, revocation.Reason);
        facts.Write();
    }
}

using System.Globalization;
using Esf.Cli.Output.Export;
using Esf.Client;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Invoices as a file and on the screen.</summary>
internal static class InvoiceView
{
    public static readonly TableExport<Invoice> Export = new(new("Invoices", "Счета-фактуры", "Шот-фактуралар"),
    [
        Column.Text<Invoice>("registration_number", Phrases.RegistrationNumber, 38, invoice => invoice.RegistrationNumber).OnScreen(),
        Column.Text<Invoice>("number", Phrases.Number, 16, invoice => invoice.Number).OnScreen(),
        Column.Date<Invoice>("issue_date", Phrases.IssueDate, invoice => invoice.IssueDate).OnScreen(),
        Column.Term<Invoice>("type", Phrases.Kind, 16, invoice => Terms.Of(invoice.Type)),
        Column.Term<Invoice>("state", Phrases.State, 14, invoice => Terms.Of(invoice.State)).OnScreen() with { Style = invoice => new Style(ColorOf(invoice.State)) },
        Column.Date<Invoice>("turnover_date", Phrases.TurnoverDate, invoice => invoice.TurnoverDate),
        Column.Text<Invoice>("tax_period", Phrases.TaxPeriod, 12, invoice => invoice.Offset?.TaxPeriod ?? "").OnScreen(2),
        Column.Amount<Invoice>("turnover_amount", Phrases.Turnover, invoice => invoice.Totals?.TurnoverAmount).OnScreen(3),
        Column.Amount<Invoice>("vat_amount", Phrases.Vat, invoice => invoice.Totals?.VatAmount).OnScreen(),
        Column.Amount<Invoice>("total_amount", Phrases.Total, invoice => invoice.Totals?.TotalAmount),
        Column.Text<Invoice>("supplier_name", Phrases.Supplier, 40, invoice => invoice.Supplier?.LegalName ?? "").OnScreen(1) with
        {
            IsWords = true,
            Shown = (invoice, _) => $"{invoice.Supplier?.LegalName} ({invoice.Supplier?.CountryCode})",
        },
        Column.Text<Invoice>("supplier_country_code", Phrases.Country, 10, invoice => invoice.Supplier?.CountryCode ?? ""),
        Column.Text<Invoice>("related_invoice", Phrases.RelatedInvoice, 38, invoice => invoice.RelatedInvoice?.RegistrationNumber ?? ""),
    ]);

    public static TableView Table(Screen screen, IEnumerable<Invoice> invoices) => Export.OnScreen(screen, invoices);

    /// <summary>What the caller came for, in front: the registration number and the offset; then what should be known about it.</summary>
    public static void WriteIssued(Screen screen, Invoice invoice, IEnumerable<Violation> warnings, bool stored)
    {
        var prominent = new Style(Color.Green, decoration: Decoration.Bold);
        var facts = new FactList(screen, new(screen.Say(stored ? SaidOf(invoice.Type) : Phrases.WouldBeIssued), prominent));
        facts.Add(Phrases.RegistrationNumber, invoice.RegistrationNumber, prominent);
        facts.Add(Phrases.OffsetDate, screen.Date(invoice.Offset?.Date), prominent);
        facts.Add(Phrases.OffsetAmount, screen.Amount(invoice.Offset?.Amount), prominent);
        facts.Add(Phrases.TaxPeriod, invoice.Offset?.TaxPeriod ?? "", prominent);
        facts.Add(Phrases.WithdrawnOffset, WithdrawnBy(screen, invoice.Offset));
        facts.Add(Phrases.RelatedInvoice, RelatedOf(screen, invoice.RelatedInvoice));
        facts.Add(Phrases.Number, invoice.Number);
        facts.AddText(Phrases.Supplier, invoice.Supplier?.LegalName ?? "");
        facts.AddText(Phrases.Recipient, $"{invoice.Recipient?.Bin} {invoice.Recipient?.LegalName}".Trim());
        facts.Write();
        WriteWarnings(screen, warnings);
    }

    public static void WriteWarnings(Screen screen, IEnumerable<Violation> warnings)
    {
        var all = warnings.Select(EsfViolation.From).ToArray();
        if (all.Length > 0)
        {
            screen.Write(ViolationTable.Warnings(screen, all));
        }
    }

    /// <summary>The whole document.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="invoice">The invoice.</param>
    /// <param name="payments">The payments that it stands on, as far as they could be read.</param>
    public static void WriteDetails(Screen screen, Invoice invoice, IReadOnlyDictionary<string, VatPayment> payments)
    {
        var facts = new FactList(screen);
        var supplier = invoice.Supplier ?? new Supplier();
        var recipient = invoice.Recipient ?? new Recipient();
        facts.Add(Phrases.RegistrationNumber, invoice.RegistrationNumber, new Style(decoration: Decoration.Bold));
        facts.Add(Phrases.Kind, screen.Say(Terms.Of(invoice.Type).Label));
        facts.Add(Phrases.RelatedInvoice, RelatedOf(screen, invoice.RelatedInvoice));
        facts.Add(Phrases.State, screen.Say(Terms.Of(invoice.State).Label), new Style(ColorOf(invoice.State)));
        facts.Add(Phrases.StateChangedBy, invoice.StateChangedBy);
        facts.AddText(Phrases.Cause, invoice.Revocation?.Reason ?? "");
        facts.Add(Phrases.IssueDate, screen.Date(invoice.IssueDate));
        facts.Add(Phrases.OffsetDate, $"{screen.Date(invoice.Offset?.Date)}  {invoice.Offset?.TaxPeriod}");
        facts.Add(Phrases.OffsetAmount, screen.Amount(invoice.Offset?.Amount));
        facts.Add(Phrases.WithdrawnOffset, WithdrawnBy(screen, invoice.Offset));
        facts.Add(Phrases.Number, invoice.Number);
        facts.Add(Phrases.TurnoverDate, screen.Date(invoice.TurnoverDate));
        facts.AddText(Phrases.Supplier, $"{supplier.LegalName}, {supplier.Address}, {supplier.CountryCode}");
        facts.AddText(Phrases.Identifier, IdentifierOf(screen, supplier));
        facts.AddText(Phrases.Recipient, $"{recipient.Bin} {recipient.LegalName}, {recipient.Address}");
        facts.Add(Phrases.VatCertificate, $"{recipient.VatCertificateSeries} {recipient.VatCertificateNumber}".Trim());
        facts.Add(Phrases.Contract, Reference(screen, invoice.Contract));
        facts.Add(Phrases.Act, Reference(screen, invoice.Act));
        facts.Add(Phrases.Settlement, SettlementOf(screen, invoice.Settlement));
        facts.Add(Phrases.Ledger, LedgerOf(invoice.Ledger));
        facts.Write();
        screen.Write(Lines(screen, invoice));
        screen.Write(Allocations(screen, invoice, payments));
    }

    private static TableView Lines(Screen screen, Invoice invoice)
    {
        var table = new TableView([
            ScreenColumn.Text(Phrases.Description),
            ScreenColumn.Number(Phrases.Quantity, 2),
            ScreenColumn.Number(Phrases.UnitPrice, 3),
            ScreenColumn.Number(Phrases.Turnover),
            ScreenColumn.Number(Phrases.Rate, 1),
            ScreenColumn.Number(Phrases.Vat),
            ScreenColumn.Number(Phrases.Total, 1)]);
        foreach (var line in invoice.Lines)
        {
            table.Add(
                line.Description,
                $"{screen.Number(line.Quantity)} {line.UnitCode}".Trim(),
                screen.Number(line.UnitPrice),
                screen.Amount(line.TurnoverAmount),
                screen.Number(line.VatRate),
                screen.Amount(line.VatAmount),
                screen.Amount(line.TotalAmount));
        }

        var bold = new Style(decoration: Decoration.Bold);
        table.AddRule();
        table.Add(
            new ScreenCell(screen.Say(Phrases.Sum), bold),
            "",
            "",
            new ScreenCell(screen.Amount(invoice.Totals?.TurnoverAmount), bold),
            "",
            new ScreenCell(screen.Amount(invoice.Totals?.VatAmount), bold),
            new ScreenCell(screen.Amount(invoice.Totals?.TotalAmount), bold));
        return table;
    }

    private static TableView Allocations(Screen screen, Invoice invoice, IReadOnlyDictionary<string, VatPayment> payments)
    {
        var table = new TableView([Phrases.Payment, ScreenColumn.Number(Phrases.Amount)]);
        foreach (var allocation in invoice.PaymentAllocations)
        {
            var name = payments.TryGetValue(allocation.VatPayment, out var payment)
                ? PaymentView.NameOf(screen, payment.DocumentNumber, payment.PaidOn)
                : ResourceNames.Id(allocation.VatPayment);
            table.Add(name, screen.Amount(allocation.Amount));
        }

        return table;
    }

    private static Phrase SaidOf(InvoiceType type) => type switch
    {
        InvoiceType.Corrected => Phrases.CorrectedIssued,
        InvoiceType.Additional => Phrases.AdditionalIssued,
        _ => Phrases.Issued,
    };

    private static Color ColorOf(InvoiceState state) => state switch
    {
        InvoiceState.Corrected => Color.Yellow,
        InvoiceState.Revoked => Color.Red,
        _ => Color.Default,
    };

    private static string RelatedOf(Screen screen, RelatedInvoice? related) => related is null
        ? ""
        : $"{related.RegistrationNumber}\n{PaymentView.NameOf(screen, related.Number, related.IssueDate)}";

    private static string WithdrawnBy(Screen screen, InvoiceOffset? offset) => offset?.WithdrawnAmount is null
        ? ""
        : $"{screen.Amount(offset.WithdrawnAmount)}\n{offset.WithdrawnInvoice}";

    private static string IdentifierOf(Screen screen, Supplier supplier) => supplier.TaxIdentifier.Length == 0
        ? ""
        : $"{supplier.TaxIdentifier} ({screen.Say(Terms.Of(supplier.TaxIdentifierKind).Label)})";

    private static string Reference(Screen screen, DocumentReference? reference) =>
        reference is null ? "" : PaymentView.NameOf(screen, reference.Number, reference.Date);

    private static string SettlementOf(Screen screen, Settlement? settlement) => settlement is null
        ? ""
        : $"{screen.Number(settlement.Amount)} {settlement.CurrencyCode} × {screen.Number(settlement.ExchangeRate)} KZT";

    private static string LedgerOf(LedgerPosition? position) => position is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{position.Sequence}\nSHA-256 {position.Hash}");
}

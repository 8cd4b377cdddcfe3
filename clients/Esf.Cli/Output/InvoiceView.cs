using System.Globalization;
using Esf.Client;
using Esf.V1;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace Esf.Cli.Output;

internal static class InvoiceView
{
    private static readonly EnumDescriptor States = Enum(nameof(InvoiceState));
    private static readonly EnumDescriptor Types = Enum(nameof(InvoiceType));
    private static readonly EnumDescriptor Identifiers = Enum(nameof(TaxIdentifierKind));

    /// <summary>What the caller came for, in front: the registration number and the offset; then what should be known about it.</summary>
    public static void WriteIssued(Screen screen, Invoice invoice, IEnumerable<Violation> warnings, bool stored)
    {
        var title = screen.Say(stored ? SaidOf(invoice.Type) : Phrases.WouldBeIssued);
        var facts = Facts();
        var prominent = new Style(Color.Green, decoration: Decoration.Bold);
        Add(facts, screen, Phrases.RegistrationNumber, invoice.RegistrationNumber, prominent);
        Add(facts, screen, Phrases.OffsetDate, Show.Date(invoice.Offset?.Date), prominent);
        Add(facts, screen, Phrases.OffsetAmount, Show.Amount(invoice.Offset?.Amount), prominent);
        Add(facts, screen, Phrases.TaxPeriod, invoice.Offset?.TaxPeriod ?? "", prominent);
        Add(facts, screen, Phrases.WithdrawnOffset, WithdrawnBy(invoice.Offset));
        Add(facts, screen, Phrases.RelatedInvoice, RelatedOf(invoice.RelatedInvoice));
        Add(facts, screen, Phrases.Number, invoice.Number);
        Add(facts, screen, Phrases.Supplier, invoice.Supplier?.LegalName ?? "");
        Add(facts, screen, Phrases.Recipient, $"{invoice.Recipient?.Bin} {invoice.Recipient?.LegalName}".Trim());
        screen.Write(new Panel(facts)
        {
            Header = new PanelHeader(Markup.Escape(title)),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Color.Green),
        });
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
    public static void WriteDetails(Screen screen, Invoice invoice)
    {
        var facts = Facts();
        var supplier = invoice.Supplier ?? new Supplier();
        var recipient = invoice.Recipient ?? new Recipient();
        Add(facts, screen, Phrases.RegistrationNumber, invoice.RegistrationNumber, new Style(decoration: Decoration.Bold));
        Add(facts, screen, Phrases.Kind, Show.Name(invoice.Type, Types));
        Add(facts, screen, Phrases.RelatedInvoice, RelatedOf(invoice.RelatedInvoice));
        Add(facts, screen, Phrases.State, Show.Name(invoice.State, States), new Style(ColorOf(invoice.State)));
        Add(facts, screen, Phrases.StateChangedBy, invoice.StateChangedBy);
        Add(facts, screen, Phrases.Cause, invoice.Revocation?.Reason ?? "");
        Add(facts, screen, Phrases.IssueDate, Show.Date(invoice.IssueDate));
        Add(facts, screen, Phrases.OffsetDate, $"{Show.Date(invoice.Offset?.Date)}  {invoice.Offset?.TaxPeriod}");
        Add(facts, screen, Phrases.OffsetAmount, Show.Amount(invoice.Offset?.Amount));
        Add(facts, screen, Phrases.WithdrawnOffset, WithdrawnBy(invoice.Offset));
        Add(facts, screen, Phrases.Number, invoice.Number);
        Add(facts, screen, Phrases.TurnoverDate, Show.Date(invoice.TurnoverDate));
        Add(facts, screen, Phrases.Supplier, $"{supplier.LegalName}, {supplier.Address}, {supplier.CountryCode}");
        Add(facts, screen, Phrases.Identifier, IdentifierOf(supplier));
        Add(facts, screen, Phrases.Recipient, $"{recipient.Bin} {recipient.LegalName}, {recipient.Address}");
        Add(facts, screen, Phrases.VatCertificate, $"{recipient.VatCertificateSeries} {recipient.VatCertificateNumber}".Trim());
        Add(facts, screen, Phrases.Contract, Reference(invoice.Contract));
        Add(facts, screen, Phrases.Act, Reference(invoice.Act));
        Add(facts, screen, Phrases.Settlement, SettlementOf(invoice.Settlement));
        Add(facts, screen, Phrases.Ledger, LedgerOf(invoice.Ledger));
        screen.Write(facts);
        screen.Write(Lines(screen, invoice));
        screen.Write(Allocations(screen, invoice));
    }

    public static Table Table(Screen screen, IEnumerable<Invoice> invoices)
    {
        var table = screen.Table(
            Phrases.RegistrationNumber,
            Phrases.IssueDate,
            Phrases.TaxPeriod,
            Phrases.Number,
            Phrases.Supplier,
            Phrases.Country,
            Phrases.Turnover,
            Phrases.Vat,
            Phrases.State);
        table.Columns[0].NoWrap();
        table.Columns[6].RightAligned();
        table.Columns[7].RightAligned();
        foreach (var invoice in invoices)
        {
            table.AddRow(
                Show.Cell(invoice.RegistrationNumber),
                Show.Cell(Show.Date(invoice.IssueDate)),
                Show.Cell(invoice.Offset?.TaxPeriod ?? ""),
                Show.Cell(invoice.Number),
                Show.Cell(invoice.Supplier?.LegalName ?? ""),
                Show.Cell(invoice.Supplier?.CountryCode ?? ""),
                Show.Cell(Show.Amount(invoice.Totals?.TurnoverAmount)),
                Show.Cell(Show.Amount(invoice.Totals?.VatAmount)),
                Show.Cell(Show.Name(invoice.State, States), new Style(ColorOf(invoice.State))));
        }

        return table;
    }

    private static Table Lines(Screen screen, Invoice invoice)
    {
        var table = screen.Table(
            Phrases.Description, Phrases.Quantity, Phrases.UnitPrice, Phrases.Turnover, Phrases.Rate, Phrases.Vat, Phrases.Total);
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        foreach (var line in invoice.Lines)
        {
            table.AddRow(
                Show.Cell(line.Description),
                Show.Cell($"{Show.Number(line.Quantity)} {line.UnitCode}".Trim()),
                Show.Cell(Show.Number(line.UnitPrice)),
                Show.Cell(Show.Amount(line.TurnoverAmount)),
                Show.Cell(Show.Number(line.VatRate)),
                Show.Cell(Show.Amount(line.VatAmount)),
                Show.Cell(Show.Amount(line.TotalAmount)));
        }

        var bold = new Style(decoration: Decoration.Bold);
        table.AddRow(
            Show.Cell(screen.Say(Phrases.Sum), bold),
            Show.Cell(""),
            Show.Cell(""),
            Show.Cell(Show.Amount(invoice.Totals?.TurnoverAmount), bold),
            Show.Cell(""),
            Show.Cell(Show.Amount(invoice.Totals?.VatAmount), bold),
            Show.Cell(Show.Amount(invoice.Totals?.TotalAmount), bold));
        return table;
    }

    private static Table Allocations(Screen screen, Invoice invoice)
    {
        var table = screen.Table(Phrases.Payment, Phrases.Amount);
        table.Columns[1].RightAligned();
        foreach (var allocation in invoice.PaymentAllocations)
        {
            table.AddRow(Show.Cell(allocation.VatPayment), Show.Cell(Show.Amount(allocation.Amount)));
        }

        return table;
    }

    public static Grid Facts() => new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();

    public static void Add(Grid facts, Screen screen, Phrase label, string value, Style? style = null)
    {
        if (value.Length > 0)
        {
            facts.AddRow(Show.Cell(screen.Say(label), new Style(Color.Grey)), Show.Cell(value, style));
        }
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

    private static string RelatedOf(RelatedInvoice? related) => related is null
        ? ""
        : $"{related.RegistrationNumber}  № {related.Number}, {Show.Date(related.IssueDate)}";

    private static string WithdrawnBy(InvoiceOffset? offset) => offset?.WithdrawnAmount is null
        ? ""
        : $"{Show.Amount(offset.WithdrawnAmount)}  ({offset.WithdrawnInvoice})";

    private static string IdentifierOf(Supplier supplier) => supplier.TaxIdentifier.Length == 0
        ? ""
        : $"{supplier.TaxIdentifier} ({Show.Name(supplier.TaxIdentifierKind, Identifiers)})";

    private static string Reference(DocumentReference? reference) =>
        reference is null ? "" : $"{reference.Number}, {Show.Date(reference.Date)}";

    private static string SettlementOf(Settlement? settlement) => settlement is null
        ? ""
        : $"{Show.Number(settlement.Amount)} {settlement.CurrencyCode} × {Show.Number(settlement.ExchangeRate)} KZT";

    private static string LedgerOf(LedgerPosition? position) => position is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{position.Sequence}, SHA-256 {position.Hash}");

    private static EnumDescriptor Enum(string name) => InvoiceReflection.Descriptor.EnumTypes.Single(type => type.Name == name);
}

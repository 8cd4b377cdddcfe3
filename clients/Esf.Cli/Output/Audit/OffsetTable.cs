using System.Globalization;
using Esf.Cli.Output.Export;
using Esf.V1;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace Esf.Cli.Output.Audit;

/// <summary>Offsets as a file and on the screen.</summary>
internal static class OffsetTable
{
    private static readonly EnumDescriptor States =
        OffsetReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(OffsetState));

    public static readonly TableExport<Offset> Export = new(AuditPhrases.Offsets,
    [
        Column.Text<Offset>("taxpayer_bin", Phrases.Bin, 14, offset => ResourceNames.Id(offset.Taxpayer)),
        Column.Text<Offset>("registration_number", Phrases.RegistrationNumber, 38, offset => offset.RegistrationNumber),
        Column.Text<Offset>("invoice_number", AuditPhrases.InvoiceNumber, 16, offset => offset.InvoiceNumber),
        Column.Text<Offset>("supplier_name", Phrases.Supplier, 40, offset => offset.SupplierName),
        Column.Text<Offset>("supplier_country_code", AuditPhrases.SupplierCountry, 10, offset => offset.SupplierCountryCode),
        Column.Date<Offset>("offset_date", Phrases.OffsetDate, offset => offset.OffsetDate),
        Column.Text<Offset>("tax_period", Phrases.TaxPeriod, 12, offset => offset.TaxPeriod),
        Column.Amount<Offset>("amount", Phrases.OffsetAmount, offset => offset.Amount),
        Column.Amount<Offset>("turnover_amount", Phrases.Turnover, offset => offset.TurnoverAmount),
        Column.Date<Offset>("vat_paid_on", AuditPhrases.VatPaidOn, offset => offset.VatPaidOn),
        Column.Count<Offset>("days_after_payment", AuditPhrases.DaysAfterPayment, offset => offset.DaysAfterPayment),
        Column.Term<Offset>("state", Phrases.State, 14, offset => StateOf(offset.State)),
        Column.Text<Offset>("ended_by", AuditPhrases.EndedBy, 38, offset => offset.EndedBy),
        Column.Date<Offset>("ended_on", AuditPhrases.EndedOn, offset => offset.EndedOn),
    ]);

    public static Table Of(Screen screen, IReadOnlyCollection<Offset> offsets, bool acrossTaxpayers)
    {
        var table = screen.Table(
        [
            .. acrossTaxpayers ? [Phrases.Bin] : Array.Empty<Phrase>(),
            Phrases.RegistrationNumber,
            Phrases.OffsetDate,
            Phrases.TaxPeriod,
            Phrases.Vat,
            Phrases.Turnover,
            Phrases.PaidOn,
            AuditPhrases.Days,
            Phrases.State,
            Phrases.Supplier,
        ]);

        // A number or a date on two lines is read wrongly; a name is not.
        var first = acrossTaxpayers ? 1 : 0;
        foreach (var column in table.Columns.Take(first + 6))
        {
            column.NoWrap();
        }

        foreach (var right in new[] { 3, 4, 6 })
        {
            table.Columns[first + right].RightAligned();
        }

        foreach (var offset in offsets)
        {
            table.AddRow(
            [
                .. acrossTaxpayers ? [Show.Cell(ResourceNames.Id(offset.Taxpayer))] : Array.Empty<Text>(),
                Show.Cell(offset.RegistrationNumber),
                Show.Cell(Show.Date(offset.OffsetDate)),
                Show.Cell(offset.TaxPeriod),
                Show.Cell(Show.Amount(offset.Amount)),
                Show.Cell(Show.Amount(offset.TurnoverAmount)),
                Show.Cell(Show.Date(offset.VatPaidOn)),
                Show.Cell(offset.DaysAfterPayment.ToString(CultureInfo.InvariantCulture)),
                Show.Cell(StateOn(screen, offset), new Style(ColorOf(offset.State))),
                Show.Cell($"{offset.SupplierName} ({offset.SupplierCountryCode})"),
            ]);
        }

        return table;
    }

    private static Term StateOf(OffsetState state)
    {
        var code = Show.Name(state, States);
        return new Term(code, AuditPhrases.Of(state, code));
    }

    private static string StateOn(Screen screen, Offset offset) =>
        $"{screen.Say(StateOf(offset.State).Label)} {Show.Date(offset.EndedOn)}".Trim();

    private static Color ColorOf(OffsetState state) => state switch
    {
        OffsetState.Effective => Color.Green,
        OffsetState.Replaced => Color.Yellow,
        OffsetState.Withdrawn => Color.Red,
        _ => Color.Default,
    };
}

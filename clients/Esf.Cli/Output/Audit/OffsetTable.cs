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

    /// <summary>The columns of a file in a language, which the texts about payments are written in.</summary>
    /// <remarks>
    /// A row is an offset, however many payments it stands on: sums over rows stay right. The numbers of the payments have a column of their
    /// own to filter by; the full text, with day and amount of each, stands beside it. JSON has them one by one.
    /// </remarks>
    public static TableExport<Offset> Export(Language language) => new(AuditPhrases.Offsets,
    [
        Column.Text<Offset>("taxpayer_bin", Phrases.Bin, 14, offset => ResourceNames.Id(offset.Taxpayer)).OnScreen(),
        Column.Text<Offset>("registration_number", Phrases.RegistrationNumber, 38, offset => offset.RegistrationNumber).OnScreen(),
        Column.Text<Offset>("invoice_number", AuditPhrases.InvoiceNumber, 16, offset => offset.InvoiceNumber),
        Column.Text<Offset>("supplier_name", Phrases.Supplier, 40, offset => offset.SupplierName).OnScreen(1) with
        {
            IsWords = true,
            Shown = (offset, _) => $"{offset.SupplierName} ({offset.SupplierCountryCode})",
        },
        Column.Text<Offset>("supplier_country_code", AuditPhrases.SupplierCountry, 10, offset => offset.SupplierCountryCode),
        Column.Date<Offset>("offset_date", Phrases.OffsetDate, offset => offset.OffsetDate).OnScreen(),
        Column.Text<Offset>("tax_period", Phrases.TaxPeriod, 12, offset => offset.TaxPeriod).OnScreen(3),
        Column.Amount<Offset>("amount", Phrases.OffsetAmount, offset => offset.Amount).OnScreen() with { ScreenHeading = Phrases.Vat },
        Column.Amount<Offset>("turnover_amount", Phrases.Turnover, offset => offset.TurnoverAmount).OnScreen(4),
        Column.Date<Offset>("turnover_date", Phrases.TurnoverDate, offset => offset.TurnoverDate).OnScreen(5),
        Column.Text<Offset>("payment_document_numbers", AuditPhrases.PaymentNumbers, 18, offset => string.Join("; ", offset.Payments.Select(part => part.DocumentNumber))),
        Column.Text<Offset>("payments", AuditPhrases.Payments, 44, offset => PaymentsOf(offset, language)).OnScreen() with
        {
            ScreenHeading = Phrases.Payment,
            Shown = (offset, screen) => offset.Payments is [var only]
                ? PaymentView.NameOf(screen, only.DocumentNumber, only.PaidOn)
                : string.Join('\n', offset.Payments.Select(part => $"{PaymentView.NameOf(screen, part.DocumentNumber, part.PaidOn)}: {screen.Amount(part.Amount)}")),
        },
        Column.Date<Offset>("vat_paid_on", AuditPhrases.VatPaidOn, offset => offset.VatPaidOn),
        Column.Count<Offset>("days_after_payment", AuditPhrases.DaysAfterPayment, offset => offset.DaysAfterPayment).OnScreen(2) with { ScreenHeading = AuditPhrases.Days },
        Column.Term<Offset>("state", Phrases.State, 14, offset => StateOf(offset.State)).OnScreen() with
        {
            Style = offset => new Style(ColorOf(offset.State)),
            Shown = (offset, screen) => $"{screen.Say(StateOf(offset.State).Label)} {screen.Date(offset.EndedOn)}".Trim(),
        },
        Column.Text<Offset>("ended_by", AuditPhrases.EndedBy, 38, offset => offset.EndedBy),
        Column.Date<Offset>("ended_on", AuditPhrases.EndedOn, offset => offset.EndedOn),
    ]);

    public static TableView Of(Screen screen, IEnumerable<Offset> offsets, bool acrossTaxpayers) =>
        Export(screen.Language).OnScreen(screen, offsets, acrossTaxpayers ? null : "taxpayer_bin");

    private static string PaymentsOf(Offset offset, Language language) => string.Join(
        "; ",
        offset.Payments.Select(part => $"{PaymentView.NameOf(language, part.DocumentNumber, part.PaidOn)}: {Show.Amount(part.Amount, language)}"));

    private static Term StateOf(OffsetState state)
    {
        var code = Show.Name(state, States);
        return new Term(code, AuditPhrases.Of(state, code));
    }

    private static Color ColorOf(OffsetState state) => state switch
    {
        OffsetState.Effective => Color.Green,
        OffsetState.Replaced => Color.Yellow,
        OffsetState.Withdrawn => Color.Red,
        _ => Color.Default,
    };
}

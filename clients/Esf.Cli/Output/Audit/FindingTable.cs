using System.Globalization;
using Esf.Cli.Output.Export;
using Esf.V1;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace Esf.Cli.Output.Audit;

/// <summary>Findings of a reconciliation as a file and on the screen.</summary>
internal static class FindingTable
{
    private static readonly EnumDescriptor Kinds =
        OffsetReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(FindingKind));

    public static readonly TableExport<ReconciliationFinding> Export = new(AuditPhrases.Findings,
    [
        Column.Count<ReconciliationFinding>("row", AuditPhrases.FileRow, finding => finding.Row == 0 ? null : finding.Row),
        Column.Text<ReconciliationFinding>("taxpayer_bin", Phrases.Bin, 14, finding => ResourceNames.Id(finding.Taxpayer)),
        Column.Text<ReconciliationFinding>("tax_period", Phrases.TaxPeriod, 12, finding => finding.TaxPeriod),
        Column.Term<ReconciliationFinding>("finding", AuditPhrases.Finding, 24, finding => KindOf(finding.Kind)),
        Column.Amount<ReconciliationFinding>(
            "declared_turnover_amount", AuditPhrases.DeclaredTurnover, finding => finding.DeclaredTurnoverAmount),
        Column.Amount<ReconciliationFinding>(
            "registered_turnover_amount", AuditPhrases.RegisteredTurnover, finding => finding.RegisteredTurnoverAmount),
        Column.Amount<ReconciliationFinding>("turnover_difference", AuditPhrases.TurnoverDifference, finding => finding.TurnoverDifference),
        Column.Amount<ReconciliationFinding>("declared_vat_amount", AuditPhrases.DeclaredVat, finding => finding.DeclaredVatAmount),
        Column.Amount<ReconciliationFinding>("registered_vat_amount", AuditPhrases.RegisteredVat, finding => finding.RegisteredVatAmount),
        Column.Amount<ReconciliationFinding>("vat_difference", AuditPhrases.VatDifference, finding => finding.VatDifference),
        Column.Text<ReconciliationFinding>(
            "other_tax_periods", AuditPhrases.OtherPeriods, 16, finding => string.Join(' ', finding.OtherTaxPeriods)),
        Column.Count<ReconciliationFinding>("document_count", AuditPhrases.DocumentCount, finding => finding.DocumentCount),
        Column.Text<ReconciliationFinding>("text", AuditPhrases.Text, 60, TextOf),
        Column.Text<ReconciliationFinding>(
            "registration_numbers", AuditPhrases.Documents, 40, finding => string.Join(' ', finding.RegistrationNumbers)),
    ]);

    public static TableView Of(Screen screen, IEnumerable<ReconciliationFinding> findings)
    {
        var table = new TableView([
            ScreenColumn.Number(AuditPhrases.FileRow),
            Phrases.Bin,
            Phrases.TaxPeriod,
            ScreenColumn.Text(AuditPhrases.Finding),
            ScreenColumn.Number(AuditPhrases.Declared),
            ScreenColumn.Number(AuditPhrases.Registered),
            ScreenColumn.Number(AuditPhrases.Difference),
            ScreenColumn.Text(AuditPhrases.Text, 1, ScreenColumn.Sentence)]);
        foreach (var finding in findings)
        {
            var kind = KindOf(finding.Kind);
            table.Add(
                finding.Row == 0 ? "" : finding.Row.ToString(CultureInfo.InvariantCulture),
                ResourceNames.Id(finding.Taxpayer),
                finding.TaxPeriod,
                new ScreenCell(screen.Say(kind.Label), new Style(ColorOf(finding.Kind))),
                screen.Amount(finding.DeclaredVatAmount),
                screen.Amount(finding.RegisteredVatAmount),
                screen.SignedAmount(finding.VatDifference),
                TextOf(finding));
        }

        return table;
    }

    /// <summary>How many findings of each kind there are, most telling first.</summary>
    public static TableView Counts(Screen screen, IReadOnlyDictionary<FindingKind, int> counts)
    {
        var table = new TableView([AuditPhrases.Finding, ScreenColumn.Number(AuditPhrases.FindingCount)]);
        foreach (var (kind, count) in counts.OrderBy(item => item.Key == FindingKind.Match).ThenByDescending(item => item.Value))
        {
            table.Add(new ScreenCell(screen.Say(KindOf(kind).Label), new Style(ColorOf(kind))), count.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }

    public static string CodeOf(FindingKind kind) => Show.Name(kind, Kinds);

    private static Term KindOf(FindingKind kind)
    {
        var code = CodeOf(kind);
        return new Term(code, AuditPhrases.Of(kind, code));
    }

    private static string TextOf(ReconciliationFinding finding) =>
        finding.LocalizedMessage.Length > 0 ? finding.LocalizedMessage : finding.Description;

    private static Color ColorOf(FindingKind kind) => kind switch
    {
        FindingKind.Match => Color.Green,
        FindingKind.DeclaredMore or FindingKind.NoInvoice => Color.Red,
        _ => Color.Yellow,
    };
}

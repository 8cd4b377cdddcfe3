using System.Globalization;
using Esf.Cli.Output.Export;
using Esf.Client;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output.Audit;

/// <summary>Sums of offsets as a file and on the screen, where bars compare the net VAT of the groups.</summary>
internal static class SumTable
{
    private const int KeyWidth = 14;

    // Shorter bars compare nothing.
    private const int MinBars = 8;

    // Key, counts and sums: what is left out first where there is no room.
    private static readonly int[] Priorities = [0, 3, 2, 3, 2, 0, 1];

    public static TableExport<OffsetSum> Export(OffsetGroupBy groupBy) => new(AuditPhrases.Sums,
    [
        groupBy switch
        {
            OffsetGroupBy.Day => Column.Date<OffsetSum>("day", AuditPhrases.Day, sum => sum.Day),
            OffsetGroupBy.Month => Column.Text<OffsetSum>("month", AuditPhrases.Month, KeyWidth, sum => sum.Month),
            OffsetGroupBy.Taxpayer => Column.Text<OffsetSum>("taxpayer_bin", Phrases.Bin, KeyWidth, sum => ResourceNames.Id(sum.Taxpayer)),
            OffsetGroupBy.SupplierCountry => Column.Text<OffsetSum>(
                "supplier_country_code", AuditPhrases.SupplierCountry, KeyWidth, sum => sum.SupplierCountryCode),
            _ => Column.Text<OffsetSum>("tax_period", Phrases.TaxPeriod, KeyWidth, sum => sum.TaxPeriod),
        },
        Column.Count<OffsetSum>("offset_count", AuditPhrases.OffsetCount, sum => sum.OffsetCount),
        Column.Amount<OffsetSum>("offset_amount", AuditPhrases.OffsetSum, sum => sum.OffsetAmount),
        Column.Count<OffsetSum>("withdrawn_count", AuditPhrases.WithdrawnCount, sum => sum.WithdrawnCount),
        Column.Amount<OffsetSum>("withdrawn_amount", AuditPhrases.WithdrawnSum, sum => sum.WithdrawnAmount),
        Column.Amount<OffsetSum>("net_amount", AuditPhrases.NetVat, sum => sum.NetAmount),
        Column.Amount<OffsetSum>("net_turnover_amount", AuditPhrases.NetTurnover, sum => sum.NetTurnoverAmount),
    ]);

    public static TableView Of(Screen screen, OffsetGroupBy groupBy, IEnumerable<OffsetSum> sums, OffsetSum total)
    {
        var columns = Export(groupBy).Columns;
        var table = new TableView(columns.Index().Select(column => new ScreenColumn(
            column.Item.Heading, Priorities[column.Index], IsRight: column.Index > 0)));
        foreach (var sum in sums)
        {
            Add(screen, table, KeyOf(groupBy, sum), sum, Style.Plain);
        }

        table.AddRule();
        Add(screen, table, screen.Say(Phrases.Sum), total, new Style(decoration: Decoration.Bold));
        return table;
    }

    /// <summary>A bar per group: what was withdrawn beyond what was offset runs to the left, in red. The bars take what the terminal leaves them.</summary>
    public static IEnumerable<Paragraph> Chart(Screen screen, OffsetGroupBy groupBy, IReadOnlyCollection<OffsetSum> sums)
    {
        var keys = sums.Max(sum => KeyOf(groupBy, sum).Length);
        var amounts = sums.Max(sum => screen.Amount(sum.NetAmount).Length);
        var room = (screen.Width ?? int.MaxValue) - keys - amounts - 4;
        if (room < MinBars)
        {
            yield break;
        }

        var scale = new BarScale(sums.Select(NetOf), Math.Min(room, BarScale.MaxWidth));
        foreach (var sum in sums)
        {
            var net = NetOf(sum);
            var color = new Style(net < 0 ? Color.Red : Color.Green);
            yield return new Paragraph()
                .Append(KeyOf(groupBy, sum).PadRight(keys + 2))
                .Append(scale.Bar(net).PadRight(scale.Width + 2), color)
                .Append(screen.Amount(sum.NetAmount).PadLeft(amounts), color);
        }
    }

    private static void Add(Screen screen, TableView table, string key, OffsetSum sum, Style style) => table.Add(
        new ScreenCell(key, style),
        new ScreenCell(sum.OffsetCount.ToString(CultureInfo.InvariantCulture), style),
        new ScreenCell(screen.Amount(sum.OffsetAmount), style),
        new ScreenCell(sum.WithdrawnCount.ToString(CultureInfo.InvariantCulture), style),
        new ScreenCell(screen.Amount(sum.WithdrawnAmount), style),
        new ScreenCell(screen.Amount(sum.NetAmount), NetOf(sum) < 0 ? new Style(Color.Red, decoration: style.Decoration) : style),
        new ScreenCell(screen.Amount(sum.NetTurnoverAmount), style));

    private static string KeyOf(OffsetGroupBy groupBy, OffsetSum sum) => groupBy switch
    {
        OffsetGroupBy.Day => Show.Date(sum.Day, Language.English),
        OffsetGroupBy.Month => sum.Month,
        OffsetGroupBy.Taxpayer => ResourceNames.Id(sum.Taxpayer),
        OffsetGroupBy.SupplierCountry => sum.SupplierCountryCode,
        _ => sum.TaxPeriod,
    };

    private static decimal NetOf(OffsetSum sum) => sum.NetAmount?.ToDecimal() ?? 0;
}

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

    public static TableExport<OffsetSum> Export(OffsetGroupBy groupBy) => new(AuditPhrases.Sums,
    [
        groupBy switch
        {
            OffsetGroupBy.Day => Column.Date<OffsetSum>("day", AuditPhrases.Day, sum => sum.Day),
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

    public static Table Of(Screen screen, OffsetGroupBy groupBy, IEnumerable<OffsetSum> sums, OffsetSum total)
    {
        var table = screen.Table(Export(groupBy).Columns.Select(column => column.Heading));
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        var bold = new Style(decoration: Decoration.Bold);
        foreach (var sum in sums)
        {
            Add(table, KeyOf(groupBy, sum), sum, Style.Plain);
        }

        table.AddEmptyRow();
        Add(table, screen.Say(Phrases.Sum), total, bold);
        return table;
    }

    /// <summary>A bar per group: what was withdrawn beyond what was offset runs to the left, in red.</summary>
    public static Grid Chart(OffsetGroupBy groupBy, IReadOnlyCollection<OffsetSum> sums)
    {
        var scale = new BarScale(sums.Select(NetOf));
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        foreach (var sum in sums)
        {
            var net = NetOf(sum);
            var color = new Style(net < 0 ? Color.Red : Color.Green);
            grid.AddRow(Show.Cell(KeyOf(groupBy, sum)), new Text(scale.Bar(net), color), Show.Cell(Show.Amount(sum.NetAmount), color));
        }

        return grid;
    }

    private static void Add(Table table, string key, OffsetSum sum, Style style) => table.AddRow(
        Show.Cell(key, style),
        Show.Cell(sum.OffsetCount.ToString(CultureInfo.InvariantCulture), style),
        Show.Cell(Show.Amount(sum.OffsetAmount), style),
        Show.Cell(sum.WithdrawnCount.ToString(CultureInfo.InvariantCulture), style),
        Show.Cell(Show.Amount(sum.WithdrawnAmount), style),
        Show.Cell(Show.Amount(sum.NetAmount), NetOf(sum) < 0 ? new Style(Color.Red, decoration: style.Decoration) : style),
        Show.Cell(Show.Amount(sum.NetTurnoverAmount), style));

    private static string KeyOf(OffsetGroupBy groupBy, OffsetSum sum) => groupBy switch
    {
        OffsetGroupBy.Day => Show.Date(sum.Day),
        OffsetGroupBy.Taxpayer => ResourceNames.Id(sum.Taxpayer),
        OffsetGroupBy.SupplierCountry => sum.SupplierCountryCode,
        _ => sum.TaxPeriod,
    };

    private static decimal NetOf(OffsetSum sum) => sum.NetAmount?.ToDecimal() ?? 0;
}

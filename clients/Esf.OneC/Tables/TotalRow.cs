using System.Text.RegularExpressions;

namespace Esf.OneC.Tables;

/// <summary>Rows that sum up the rows above them.</summary>
internal static partial class TotalRow
{
    /// <summary>True when a cell of the row calls it a total: Итого, Всего, Барлығы, Жиыны, Total.</summary>
    public static bool IsNamed(TableRow row) => row.Cells.Any(cell => Word().IsMatch(cell.Text));

    [GeneratedRegex(
        @"\A\W*(?:итог|итого|итоги|всего|барлығы|барлы\?ы|жиыны|жиынтығы|қорытынды|\?орытынды|total|totals|grand total|subtotal|sum)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Esf.OneC.Results;

namespace Esf.OneC.Tables;

/// <summary>A column that a kind of table has.</summary>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Example">Headings of it, for messages.</param>
/// <param name="IsRequired">Whether there is no such table without it.</param>
/// <param name="Headings">The headings by which it is known: letters and digits only, lower case, <c>е</c> for <c>ё</c>.</param>
internal sealed record TableColumn(Wording Name, string Example, bool IsRequired, IReadOnlyList<string> Headings);

/// <summary>The columns of a kind of table, known by their headings in English, Russian or Kazakh.</summary>
/// <param name="columns">The columns.</param>
/// <param name="refine">What else is to be left out of a heading before it is looked up; null: nothing.</param>
internal sealed partial class TableHeadings(IReadOnlyList<TableColumn> columns, Func<string, string>? refine = null)
{
    /// <summary>How many of the columns these headings name.</summary>
    public int CountKnown(IEnumerable<string> headings)
    {
        var plain = headings.Select(Plain).ToArray();
        return columns.Count(column => plain.Any(heading => IsOf(column, heading)));
    }

    /// <summary>True when no column that is needed is missing, and none is there twice.</summary>
    public bool AreIn(TableRow row) =>
        columns.All(column => Places(column, row).Length is var count && (count == 1 || (count == 0 && !column.IsRequired)));

    /// <summary>The place of each column in a row of headings; null where the table does not have it.</summary>
    /// <exception cref="TableException">A column that is needed is not there, or one is there twice.</exception>
    public IReadOnlyList<int?> PlacesIn(TableRow row, string source)
    {
        var places = new List<int?>();
        foreach (var column in columns)
        {
            var found = Places(column, row);
            if (found.Length > 1)
            {
                throw Twice(column, source, row.Number, row[found[0]].Text, row[found[1]].Text);
            }

            places.Add(found is [var only] ? only : column.IsRequired ? throw Missing(column, row, source) : null);
        }

        return places;
    }

    /// <summary>True when a heading is known only because a question mark may be a Kazakh letter.</summary>
    public bool HasLostLetters(TableRow row) =>
        row.Cells.Select(cell => Plain(cell.Text)).Any(heading => heading.Contains(LostLetters.Mark, StringComparison.Ordinal) && columns.Any(column => IsOf(column, heading)));

    private int[] Places(TableColumn column, TableRow row) =>
        [.. row.Cells.Index().Where(cell => IsOf(column, Plain(cell.Item.Text))).Select(cell => cell.Index)];

    private static bool IsOf(TableColumn column, string heading)
    {
        var certain = heading.Replace("?", "", StringComparison.Ordinal);
        return certain.Length > 0 && column.Headings.Any(name => name == certain || LostLetters.Matches(heading, name));
    }

    private static TableException Missing(TableColumn column, TableRow row, string source)
    {
        var headings = TableText.Visible(row.Text);
        return new TableException(new Wording(
            string.Create(CultureInfo.InvariantCulture, $"{source}: row {row.Number}: there is no column of the {column.Name.En} ({column.Example}); the headings are: {headings}"),
            string.Create(CultureInfo.InvariantCulture, $"{source}: строка {row.Number}: нет столбца «{column.Name.Ru}» ({column.Example}); заголовки: {headings}"),
            string.Create(CultureInfo.InvariantCulture, $"{source}: {row.Number}-жол: «{column.Name.Kk}» бағаны жоқ ({column.Example}); тақырыптар: {headings}")));
    }

    private static TableException Twice(TableColumn column, string source, int row, string first, string second) => new(new Wording(
        string.Create(CultureInfo.InvariantCulture, $"{source}: row {row}: there are two columns of the {column.Name.En}: '{first}' and '{second}'."),
        string.Create(CultureInfo.InvariantCulture, $"{source}: строка {row}: два столбца «{column.Name.Ru}»: «{first}» и «{second}»."),
        string.Create(CultureInfo.InvariantCulture, $"{source}: {row}-жол: «{column.Name.Kk}» бағаны екеу: «{first}» және «{second}».")));

    private string Plain(string heading)
    {
        var plain = NoLetterOrDigit().Replace(Currency().Replace(heading.ToLowerInvariant().Replace('ё', 'е'), ""), "");
        return refine is null ? plain : refine(plain);
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}?]")]
    private static partial Regex NoLetterOrDigit();

    [GeneratedRegex(@"[,(]?\s*(kzt|тенге|теңге|те\?ге|тг\.?|₸)\s*\)?\s*\z")]
    private static partial Regex Currency();
}

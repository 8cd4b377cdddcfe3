using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.Cli.Input.Declarations;

/// <summary>Which column of a file is what, by its heading in English, Russian or Kazakh.</summary>
/// <param name="Taxpayer">Index of the column; null: the file has none.</param>
/// <param name="Period">Index of the column.</param>
/// <param name="Turnover">Index of the column; null: the file has none, and only the VAT is compared.</param>
/// <param name="Vat">Index of the column.</param>
/// <param name="Headings">All headings, as the file has them.</param>
internal sealed partial record DeclarationColumns(int? Taxpayer, int Period, int? Turnover, int Vat, IReadOnlyList<string> Headings)
{
    // Letters and digits only, lower case. The A and B of the form are often typed on a Cyrillic keyboard: а and в.
    private static readonly string[] TaxpayerNames =
    [
        "taxpayer", "bin", "iin", "iinbin", "biniin", "tin", "taxpayerbin",
        "налогоплательщик", "бин", "иин", "иинбин", "биниин", "биннп", "иинбиннп",
        "салықтөлеуші", "бсн", "жсн", "жснбсн", "бснжсн",
    ];

    private static readonly string[] PeriodNames =
    [
        "period", "taxperiod", "quarter",
        "период", "налоговыйпериод", "отчетныйпериод", "квартал",
        "кезең", "салықкезеңі", "тоқсан",
    ];

    private static readonly string[] TurnoverNames =
    [
        "turnover", "turnoveramount", "declaredturnover", "014a", "014а", "30000014a", "30000014а",
        "оборот", "суммаоборота", "заявленоборот", "оборот014a", "заявленоборот014a",
        "айналым", "айналымсомасы", "мәлімделгенайналым014a", "declaredturnover014a",
    ];

    private static readonly string[] VatNames =
    [
        "vat", "vatamount", "declaredvat", "offset", "014b", "014в", "30000014b", "30000014в",
        "ндс", "суммандс", "ндсвзачет", "заявленндс", "заявленндс014b",
        "ққс", "ққссомасы", "мәлімделгенққс014b", "declaredvat014b",
    ];

    private static readonly (string What, string Example, string[] Names)[] All =
    [
        ("taxpayer", "bin, БИН, БСН", TaxpayerNames),
        ("period", "period, Период, Кезең", PeriodNames),
        ("turnover", "turnover, Оборот, Айналым, 300.00.014 A", TurnoverNames),
        ("VAT", "vat, НДС, ҚҚС, 300.00.014 B", VatNames),
    ];

    /// <summary>How many of the headings are known.</summary>
    public static int CountKnown(IEnumerable<string> headings)
    {
        var plain = headings.Select(Plain).ToHashSet(StringComparer.Ordinal);
        return All.Count(column => column.Names.Any(plain.Contains));
    }

    /// <summary>The columns of a heading. Throws InputException when one that is needed is not there, or there twice.</summary>
    public static DeclarationColumns Of(FileRow heading, string source)
    {
        var headings = heading.Cells.Select(cell => cell.Text).ToArray();
        var where = string.Create(CultureInfo.InvariantCulture, $"{source}: row {heading.Number}");
        var places = All.Select(column => Find(column, headings, where)).ToArray();
        return new DeclarationColumns(
            places[0],
            places[1] ?? throw Missing(All[1], headings, where),
            places[2],
            places[3] ?? throw Missing(All[3], headings, where),
            headings);
    }

    private static int? Find((string What, string Example, string[] Names) column, string[] headings, string where)
    {
        var found = headings.Index().Where(heading => column.Names.Contains(Plain(heading.Item), StringComparer.Ordinal)).ToArray();
        return found switch
        {
            [] => null,
            [var only] => only.Index,
            _ => throw new InputException($"{where}: there are two columns of the {column.What}: '{found[0].Item}' and '{found[1].Item}'."),
        };
    }

    private static InputException Missing((string What, string Example, string[] Names) column, string[] headings, string where) =>
        new($"{where}: there is no column of the {column.What} ({column.Example}); the headings are: {string.Join(" | ", headings)}");

    private static string Plain(string heading)
    {
        var plain = NoLetterOrDigit().Replace(Currency().Replace(heading.ToLowerInvariant().Replace('ё', 'е'), ""), "");

        // The line of the form says what the column is, whatever else stands beside it.
        return FormLine().Match(plain) is { Success: true } line ? line.Value : plain;
    }

    [GeneratedRegex("30000014[abав]")]
    private static partial Regex FormLine();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]")]
    private static partial Regex NoLetterOrDigit();

    [GeneratedRegex(@"[,(]?\s*(kzt|тенге|теңге|тг\.?|₸)\s*\)?\s*\z")]
    private static partial Regex Currency();
}

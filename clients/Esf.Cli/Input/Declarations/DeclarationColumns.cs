using System.Text.RegularExpressions;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>The columns of a table of declarations.</summary>
internal static partial class DeclarationColumns
{
    public const int Taxpayer = 0;
    public const int Period = 1;
    public const int Turnover = 2;
    public const int Vat = 3;

    // The A and B of the form are often typed on a Cyrillic keyboard: а and в.
    public static readonly TableHeadings Headings = new(
        [
            new(
                new("taxpayer", "налогоплательщик", "салық төлеуші"),
                "bin, БИН, БСН",
                IsRequired: false,
                [
                    "taxpayer", "bin", "iin", "iinbin", "biniin", "tin", "taxpayerbin",
                    "налогоплательщик", "бин", "иин", "иинбин", "биниин", "биннп", "иинбиннп",
                    "салықтөлеуші", "бсн", "жсн", "жснбсн", "бснжсн",
                ]),
            new(
                new("period", "период", "кезең"),
                "period, Период, Кезең",
                IsRequired: true,
                [
                    "period", "taxperiod", "quarter",
                    "период", "налоговыйпериод", "отчетныйпериод", "квартал",
                    "кезең", "салықкезеңі", "тоқсан",
                ]),
            new(
                new("turnover", "оборот", "айналым"),
                "turnover, Оборот, Айналым, 300.00.014 A",
                IsRequired: false,
                [
                    "turnover", "turnoveramount", "declaredturnover", "014a", "014а", "30000014a", "30000014а",
                    "оборот", "суммаоборота", "заявленоборот", "оборот014a", "заявленоборот014a",
                    "айналым", "айналымсомасы", "мәлімделгенайналым014a", "declaredturnover014a",
                ]),
            new(
                new("VAT", "НДС", "ҚҚС"),
                "vat, НДС, ҚҚС, 300.00.014 B",
                IsRequired: true,
                [
                    "vat", "vatamount", "declaredvat", "offset", "014b", "014в", "30000014b", "30000014в",
                    "ндс", "суммандс", "ндсвзачет", "заявленндс", "заявленндс014b",
                    "ққс", "ққссомасы", "мәлімделгенққс014b", "declaredvat014b",
                ]),
        ],
        heading => FormLine().Match(heading) is { Success: true } line ? line.Value : heading);

    // The line of the form says what the column is, whatever else stands beside it.
    [GeneratedRegex("30000014[abав]")]
    private static partial Regex FormLine();
}

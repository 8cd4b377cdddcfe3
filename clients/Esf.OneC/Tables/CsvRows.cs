using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using Esf.OneC.Results;

namespace Esf.OneC.Tables;

/// <summary>The rows of a CSV file, whether semicolons, commas or tabs separate its values.</summary>
internal static partial class CsvRows
{
    /// <summary>Characters of one value.</summary>
    public const int MaxFieldLength = 10_000;

    // Within so many characters the headings stand.
    private const int HeadLength = 64 * 1024;
    private const string SeparatorLine = "sep=";

    private static readonly string[] Delimiters = [";", "\t", ","];

    /// <summary>The beginning of the file as text; the file is left at its beginning.</summary>
    public static string Head(Stream file, Encoding encoding)
    {
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var buffer = new char[HeadLength];
        var head = new string(buffer, 0, reader.ReadBlock(buffer));
        file.Position = 0;
        return head;
    }

    /// <summary>How many columns the best line of the beginning names, and the separator by which it does.</summary>
    /// <remarks>Not the most frequent separator: names in a form's lines have no commas, but other columns may.</remarks>
    public static (int Known, string Delimiter) Guess(string head, TableHeadings headings) =>
        Delimiters
            .Select(delimiter => (Known: Lines(head).Max(line => (int?)headings.CountKnown(line.Split(delimiter))) ?? 0, delimiter))
            .MaxBy(guess => guess.Known);

    /// <summary>All rows, the empty ones too.</summary>
    public static IEnumerable<TableRow> Read(Stream file, Encoding encoding, string head, string guessed, string source)
    {
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);

        // Excel's own line: it says the separator, and is no row.
        var first = Lines(head).FirstOrDefault() ?? "";
        var isSaid = first.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && first.Length > SeparatorLine.Length;
        var skipped = isSaid ? 1 : 0;
        if (isSaid)
        {
            reader.ReadLine();
        }

        var hasBadQuotes = false;
        var form = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = isSaid ? first[SeparatorLine.Length..] : guessed,
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            MaxFieldSize = MaxFieldLength,
            BadDataFound = bad => hasBadQuotes |= !TextFormula().IsMatch(bad.Field),
        };
        using var parser = new CsvParser(reader, form, leaveOpen: true);
        while (Next(parser, source, skipped))
        {
            var cells = (parser.Record ?? []).Select(Cell).ToArray();
            yield return new TableRow(parser.Row + skipped, cells, hasBadQuotes);
            hasBadQuotes = false;
        }
    }

    private static TableCell Cell(string text)
    {
        var trimmed = TableText.Trim(text);
        var inner = TextFormula().Match(trimmed) is { Success: true } formula ? formula.Groups["text"].Value : trimmed;
        return new TableCell(TableText.Unguard(inner), TableCellKind.Text);
    }

    private static bool Next(CsvParser parser, string source, int skipped)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException)
        {
            var row = parser.Row + skipped;
            throw new TableException(new Wording(
                string.Create(CultureInfo.InvariantCulture, $"{source}: row {row}: a value has more than {MaxFieldLength} characters; are its quotes closed?"),
                string.Create(CultureInfo.InvariantCulture, $"{source}: строка {row}: в значении больше {MaxFieldLength} знаков; закрыты ли кавычки?"),
                string.Create(CultureInfo.InvariantCulture, $"{source}: {row}-жол: мәнде {MaxFieldLength} таңбадан артық; тырнақшалар жабылған ба?")));
        }
    }

    private static IEnumerable<string> Lines(string head) => head.Split('\n').Take(TableFile.HeadingRows).Select(line => line.TrimEnd('\r'));

    // ="941240001151": how a text that looks like a number is kept a text in CSV files for Excel.
    [GeneratedRegex("\\A=\"(?<text>[^\"]*)\"\\z")]
    private static partial Regex TextFormula();
}

using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Esf.Cli.Input.Declarations;

/// <summary>The rows of a CSV file, whatever separates its values: semicolons, commas or tabs.</summary>
internal static class CsvTable
{
    private const int MaxFieldLength = 10_000;
    private const string SeparatorLine = "sep=";

    private static readonly string[] Delimiters = [";", "\t", ","];

    /// <summary>The rows, from the heading on.</summary>
    public static IEnumerable<FileRow> Rows(Stream file, Encoding encoding, string source)
    {
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var (delimiter, skipped) = DelimiterOf(file, encoding);
        for (var i = 0; i < skipped; i++)
        {
            reader.ReadLine();
        }

        var hasBadQuotes = false;
        var form = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            MaxFieldSize = MaxFieldLength,
            BadDataFound = _ => hasBadQuotes = true,
        };
        using var parser = new CsvParser(reader, form, leaveOpen: true);
        while (Read(parser, source, skipped))
        {
            var cells = (parser.Record ?? []).Select(text => new FileCell(text.Trim(), FileCellKind.Text)).ToArray();
            yield return new FileRow(parser.Row + skipped, cells, hasBadQuotes);
            hasBadQuotes = false;
        }
    }

    private static bool Read(CsvParser parser, string source, int skipped)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: row {parser.Row + skipped}: a value has more than {MaxFieldLength} characters; are its quotes closed?"));
        }
    }

    /// <summary>What separates values, and how many lines stand before the heading to say it (Excel's <c>sep=;</c>).</summary>
    private static (string Delimiter, int Skipped) DelimiterOf(Stream file, Encoding encoding)
    {
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var buffer = new char[MaxFieldLength];
        var start = new string(buffer, 0, reader.ReadBlock(buffer));
        file.Position = 0;
        var line = start.Split('\n', 2)[0].TrimEnd('\r');
        if (line.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && line.Length > SeparatorLine.Length)
        {
            return (line[SeparatorLine.Length..], 1);
        }

        // Not the most frequent one, but the one by which the heading makes sense: line names of the form have no commas, other columns may.
        var heading = start.TrimStart('\r', '\n').Split('\n', 2)[0].TrimEnd('\r');
        return (Delimiters.MaxBy(delimiter => DeclarationColumns.CountKnown(heading.Split(delimiter)))!, 0);
    }
}

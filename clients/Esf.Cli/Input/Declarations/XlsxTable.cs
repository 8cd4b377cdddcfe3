using System.Globalization;
using MiniExcelLibs;

namespace Esf.Cli.Input.Declarations;

/// <summary>The rows of the first sheet of a workbook.</summary>
internal static class XlsxTable
{
    public static IEnumerable<FileRow> Rows(Stream file, string source)
    {
        using var rows = Open(file, source);
        for (var number = 1; Next(rows, source); number++)
        {
            var cells = ((IDictionary<string, object?>)rows.Current).Values.Select(Cell).ToArray();
            yield return new FileRow(number, cells, HasBadQuotes: false);
        }
    }

    private static IEnumerator<dynamic> Open(Stream file, string source) => Guarded(source, () => file.Query().GetEnumerator());

    private static bool Next(IEnumerator<dynamic> rows, string source) => Guarded(source, rows.MoveNext);

    private static T Guarded<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A damaged or hostile workbook fails in as many ways as there are parts of it; each is the file's fault.
            throw new InputException($"{source}: cannot be read as an Excel workbook: {failure.Message}");
        }
    }

    private static FileCell Cell(object? value) => value switch
    {
        null => FileCell.Empty,
        DateTime date => new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), FileCellKind.Date),

        // A workbook holds nothing but binary fractions; as a decimal of 15 digits they are what the sheet shows.
        double number when double.Abs(number) < 1e15 => new(((decimal)number).ToString("0.############", CultureInfo.InvariantCulture), FileCellKind.Number),
        string text => new(text.Trim(), FileCellKind.Text),
        IFormattable other => new(other.ToString(null, CultureInfo.InvariantCulture), FileCellKind.Text),
        _ => new(value.ToString()?.Trim() ?? "", FileCellKind.Text),
    };
}

using System.Globalization;
using System.IO.Compression;
using Esf.OneC.Results;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Esf.OneC.Tables;

/// <summary>The sheets of an Excel workbook and their rows.</summary>
internal static class WorkbookRows
{
    // Beyond fifteen digits a binary fraction is not what the sheet shows.
    private const double MaxNumber = 1e15;

    /// <summary>True when the archive is a workbook of Excel; false for .ods, .xlsb, .docx and whatever else is a ZIP archive.</summary>
    /// <exception cref="TableException">The archive is damaged.</exception>
    public static bool IsWorkbook(Stream file, string source) => Guarded(source, () =>
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var isWorkbook = archive.Entries.Any(entry => entry.FullName.TrimStart('/').Equals("xl/workbook.xml", StringComparison.OrdinalIgnoreCase));
        file.Position = 0;
        return isWorkbook;
    });

    /// <summary>Names of the sheets, in their order, those that can be seen first.</summary>
    public static IReadOnlyList<(string Name, bool IsHidden)> Sheets(Stream file, string source) => Guarded(source, () =>
    {
        file.Position = 0;
        return file.GetSheetInformations()
            .Select(sheet => (sheet.Name, IsHidden: sheet.State != SheetState.Visible))
            .OrderBy(sheet => sheet.IsHidden)
            .ToArray();
    });

    /// <summary>The rows of a sheet, the empty ones too.</summary>
    public static IEnumerable<TableRow> Read(Stream file, string sheet, string source)
    {
        file.Position = 0;
        using var rows = Guarded(source, () => file.Query(sheetName: sheet).GetEnumerator());
        for (var number = 1; Guarded(source, rows.MoveNext); number++)
        {
            var cells = ((IDictionary<string, object?>)rows.Current).Values.Select(Cell).ToArray();
            yield return new TableRow(number, cells);
        }
    }

    private static T Guarded<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A damaged or hostile workbook fails in as many ways as there are parts of it; each is the file's fault.
            throw new TableException(new Wording(
                $"{source}: cannot be read as an Excel workbook: {failure.Message}",
                $"{source}: не читается как книга Excel: {failure.Message}",
                $"{source}: Excel кітабы ретінде оқылмайды: {failure.Message}"));
        }
    }

    private static TableCell Cell(object? value) => value switch
    {
        null => TableCell.Empty,
        DateTime date => new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), TableCellKind.Date),

        // A workbook holds nothing but binary fractions; as a decimal of 15 digits they are what the sheet shows.
        double number when double.Abs(number) < MaxNumber =>
            new(((decimal)number).ToString("0.############", CultureInfo.InvariantCulture), TableCellKind.Number),
        string text => new(TableText.Unguard(TableText.Trim(text)), TableCellKind.Text),
        IFormattable other => new(other.ToString(null, CultureInfo.InvariantCulture), TableCellKind.Text),
        _ => new(TableText.Trim(value.ToString() ?? ""), TableCellKind.Text),
    };
}

using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace Esf.Cli.Output.Export;

/// <summary>A workbook, written row by row: amounts are numbers, dates are dates, and what does not fit on a sheet goes on on the next.</summary>
/// <remarks>
/// MiniExcel's own asynchronous writer puts the elements of a sheet in an order that Excel calls damaged, so the synchronous one runs on a
/// thread of its own and waits there for rows. Texts are text cells: nothing in them is ever calculated.
/// </remarks>
internal static class XlsxExport
{
    /// <summary>What Excel holds on a sheet, less the row of headings.</summary>
    public const int MaxRows = 1_048_576 - 1;

    private const string AmountFormat = "#,##0.00";
    private const string DateFormat = "yyyy-mm-dd";

    public static Task WriteAsync<T>(
        Stream stream,
        string title,
        IReadOnlyList<Column<T>> columns,
        IAsyncEnumerable<T> rows,
        Language language,
        int rowsOfSheet,
        ExportOrigin? origin,
        CancellationToken cancellationToken)
    {
        var configuration = new OpenXmlConfiguration
        {
            DynamicColumns = [.. columns.Select(column => ColumnOf(column, language))],
            AutoFilter = true,
        };
        return Task.Factory.StartNew(
            () =>
            {
                using var source = rows.ToBlockingEnumerable(cancellationToken).GetEnumerator();
                stream.SaveAs(new XlsxSheets<T>(title, columns, source, language, rowsOfSheet, origin), configuration: configuration);
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private static DynamicExcelColumn ColumnOf<T>(Column<T> column, Language language) => new(column.Name)
    {
        Name = column.Heading.In(language),
        Width = column.Width,
        Format = column.Kind switch
        {
            ColumnKind.Amount => AmountFormat,
            ColumnKind.Date => DateFormat,
            _ => null,
        },
    };
}

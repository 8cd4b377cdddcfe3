using Google.Protobuf;

namespace Esf.Cli.Output.Export;

/// <summary>Writes rows of any number to a file of any format in bounded memory.</summary>
/// <param name="Title">Name of the sheet in a workbook, at most 24 characters.</param>
/// <param name="Columns">The columns; JSON Lines holds the whole message instead.</param>
internal sealed record TableExport<T>(Phrase Title, IReadOnlyList<Column<T>> Columns)
    where T : IMessage
{
    /// <summary>The rows on the screen, in the columns that are for it; words, which may be long, stand last.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="without">Name of a column that says the same in all rows; null: all are shown.</param>
    public TableView OnScreen(Screen screen, IEnumerable<T> rows, string? without = null)
    {
        var shown = Columns.Where(column => column.Priority is not null && column.Name != without)
            .OrderBy(column => column.IsWords)
            .ToArray();
        var table = new TableView(shown.Select(column => column.ToScreen()));
        foreach (var row in rows)
        {
            table.Add(shown.Select(column => column.CellOf(row, screen)));
        }

        return table;
    }

    /// <summary>Writes the rows as they come.</summary>
    /// <param name="format">The format.</param>
    /// <param name="stream">Where to; a pipe gets a workbook and a Parquet file when it is complete, since they are not written from front to end.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="language">Of headings and words.</param>
    /// <param name="origin">What a workbook says of itself; null: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(
        ExportFormat format, Stream stream, IAsyncEnumerable<T> rows, Language language, ExportOrigin? origin, CancellationToken cancellationToken)
    {
        if (stream.CanSeek || format is ExportFormat.Csv or ExportFormat.Json)
        {
            await FormatAsync(format, stream, rows, language, origin, cancellationToken);
            return;
        }

        await using var whole = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await FormatAsync(format, whole, rows, language, origin, cancellationToken);
        whole.Position = 0;
        await whole.CopyToAsync(stream, cancellationToken);
    }

    private Task FormatAsync(
        ExportFormat format, Stream stream, IAsyncEnumerable<T> rows, Language language, ExportOrigin? origin, CancellationToken cancellationToken) => format switch
        {
            ExportFormat.Csv => CsvExport.WriteAsync(stream, Columns, rows, language, cancellationToken),
            ExportFormat.Xlsx => XlsxExport.WriteAsync(
                stream, Title.In(language), Columns, rows, language, XlsxExport.MaxRows, origin, cancellationToken),
            ExportFormat.Parquet => ParquetExport.WriteAsync(stream, Columns, rows, ParquetExport.RowsOfGroup, cancellationToken),
            _ => JsonLinesExport.WriteAsync(stream, rows, cancellationToken),
        };
}

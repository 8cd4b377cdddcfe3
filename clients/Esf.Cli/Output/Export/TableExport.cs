using Google.Protobuf;

namespace Esf.Cli.Output.Export;

/// <summary>Writes rows of any number to a file of any format in bounded memory.</summary>
/// <param name="Title">Name of the sheet in a workbook, at most 24 characters.</param>
/// <param name="Columns">The columns; JSON Lines holds the whole message instead.</param>
internal sealed record TableExport<T>(Phrase Title, IReadOnlyList<Column<T>> Columns)
    where T : IMessage
{
    public Task WriteAsync(
        ExportFormat format, Stream stream, IAsyncEnumerable<T> rows, Language language, CancellationToken cancellationToken) => format switch
        {
            ExportFormat.Csv => CsvExport.WriteAsync(stream, Columns, rows, language, cancellationToken),
            ExportFormat.Xlsx => XlsxExport.WriteAsync(
                stream, Title.In(language), Columns, rows, language, XlsxExport.MaxRows, cancellationToken),
            ExportFormat.Parquet => ParquetExport.WriteAsync(stream, Columns, rows, ParquetExport.RowsOfGroup, cancellationToken),
            _ => JsonLinesExport.WriteAsync(stream, rows, cancellationToken),
        };
}

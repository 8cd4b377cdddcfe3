using System.Globalization;
using System.Text;
using CsvHelper;
using Esf.OneC.Tables;

namespace Esf.Cli.Output.Export;

/// <summary>CSV as Excel opens it by a double click where Kazakh or Russian is set: UTF-8 with a mark, semicolons, decimal commas.</summary>
/// <remarks>
/// <para>
/// The form does not follow --language: it is that of the spreadsheets in Kazakhstan, where a decimal point makes a text, or a date, of an
/// amount. Dates are ISO (2026-05-26), which Excel takes as dates under every locale. Programs should rather read Parquet or JSON Lines.
/// </para>
/// <para>
/// A text that a spreadsheet would take for a formula, also with a full-width sign, gets an apostrophe in front; numbers have none.
/// </para>
/// </remarks>
internal static class CsvExport
{
    private static readonly NumberFormatInfo DecimalComma = new() { NumberDecimalSeparator = ",", NegativeSign = "-" };

    public static async Task WriteAsync<T>(
        Stream stream, IReadOnlyList<Column<T>> columns, IAsyncEnumerable<T> rows, Language language, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(writer, CsvForm.Create(), leaveOpen: true);
        foreach (var column in columns)
        {
            csv.WriteField(column.Heading.In(language));
        }

        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
            {
                csv.WriteField(Cell(column.Value(row), language));
            }

            await csv.NextRecordAsync();
        }

        await csv.FlushAsync();
        await writer.FlushAsync(cancellationToken);
    }

    private static string Cell(object? value, Language language) => value switch
    {
        null => "",
        string text => TableText.Guard(text),
        Term term => TableText.Guard(term.Label.In(language)),
        decimal amount => amount.ToString("0.00####", DecimalComma),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

using System.Globalization;
using CsvHelper.Configuration;

namespace Esf.OneC.Tables;

/// <summary>The form of every CSV file that we write: that of spreadsheets in Kazakhstan, with semicolons and CRLF.</summary>
internal static class CsvForm
{
    /// <summary>A configuration that quotes all that another reader could take for the end of a value or drop at its edges.</summary>
    /// <remarks>By itself CsvHelper quotes a line break only when it is the one that ends rows: a lone LF would tear a row in two.</remarks>
    public static CsvConfiguration Create() => new(CultureInfo.InvariantCulture)
    {
        Delimiter = ";",
        NewLine = "\r\n",
        ShouldQuote = field => NeedsQuotes(field.Field),
    };

    private static bool NeedsQuotes(string? text) =>
        text is { Length: > 0 }
        && (text.AsSpan().IndexOfAny(";\"\r\n\t") >= 0 || text.Any(char.IsControl)
            || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || text.Contains('\u2028') || text.Contains('\u2029'));
}

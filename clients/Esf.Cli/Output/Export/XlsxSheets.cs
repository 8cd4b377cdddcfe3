using System.Collections;
using System.Data;
using System.Globalization;

namespace Esf.Cli.Output.Export;

/// <summary>The sheets of a workbook by name, each made when the one before is full: how many there will be is not known before.</summary>
/// <remarks>
/// MiniExcel asks for a dictionary and only goes through it once, from its first sheet to its last; so what it goes through may be made on
/// the way. The dictionary itself stays empty.
/// </remarks>
internal sealed class XlsxSheets<T>(string title, IReadOnlyList<Column<T>> columns, IEnumerator<T> rows, Language language, int rowsOfSheet, ExportOrigin? origin)
    : Dictionary<string, object>, IEnumerable<KeyValuePair<string, object>>
{
    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator()
    {
        var more = rows.MoveNext();
        if (!more)
        {
            yield return new(title, Headings());
        }

        for (var number = 1; more; number++)
        {
            var sheet = new Sheet(columns, rows, language, rowsOfSheet);
            yield return new(number == 1 ? title : string.Create(CultureInfo.InvariantCulture, $"{title} {number}"), sheet);
            more = sheet.IsFull && rows.MoveNext();
        }

        if (origin is not null)
        {
            yield return new(Remarks.AboutSheet.In(language), About(origin));
        }
    }

    private Dictionary<string, object>[] About(ExportOrigin origin) => [.. origin.Facts().Select(fact => new Dictionary<string, object>
    {
        [Remarks.AboutWhat.In(language)] = fact.Label.In(language),
        [Remarks.AboutValue.In(language)] = fact.Value,
    })];

    // A list without rows would be a sheet without headings.
    private DataTable Headings()
    {
        var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach (var column in columns)
        {
            table.Columns.Add(column.Name);
        }

        return table;
    }

    /// <summary>Rows from the current one of the source on; one row object is used for all of them.</summary>
    private sealed class Sheet(IReadOnlyList<Column<T>> columns, IEnumerator<T> rows, Language language, int limit)
        : IEnumerable<Dictionary<string, object?>>
    {
        public bool IsFull { get; private set; }

        public IEnumerator<Dictionary<string, object?>> GetEnumerator()
        {
            var cells = new Dictionary<string, object?>(columns.Count, StringComparer.Ordinal);
            var count = 0;
            do
            {
                foreach (var column in columns)
                {
                    cells[column.Name] = Cell(column.Value(rows.Current));
                }

                yield return cells;
                IsFull = ++count == limit;
            }
            while (!IsFull && rows.MoveNext());
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private object? Cell(object? value) => value switch
        {
            DateOnly date => date.ToDateTime(TimeOnly.MinValue),
            Term term => term.Label.In(language),
            _ => value,
        };
    }
}

using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>A column of a table on the screen.</summary>
/// <param name="Heading">What it is.</param>
/// <param name="Priority">0: always shown; the greater, the sooner it is left out where the terminal is too narrow.</param>
/// <param name="IsText">True for words, which may be broken over lines; identifiers, dates and amounts never are.</param>
/// <param name="IsRight">True to align at the right, as amounts.</param>
/// <param name="MinWidth">Of a text: characters below which it is not squeezed.</param>
internal sealed record ScreenColumn(Phrase Heading, int Priority = 0, bool IsText = false, bool IsRight = false, int MinWidth = ScreenColumn.Narrow)
{
    /// <summary>Width of a column of words that is still read as words.</summary>
    public const int Narrow = 16;

    /// <summary>Width of a column of sentences; a registration number in a sentence fits into it.</summary>
    public const int Sentence = 36;

    /// <summary>Words that may be broken over lines.</summary>
    public static ScreenColumn Text(Phrase heading, int priority = 0, int minWidth = Narrow) => new(heading, priority, IsText: true, MinWidth: minWidth);

    /// <summary>An amount or a count.</summary>
    public static ScreenColumn Number(Phrase heading, int priority = 0) => new(heading, priority, IsRight: true);

    /// <summary>An identifier, a date or a code.</summary>
    public static implicit operator ScreenColumn(Phrase heading) => new(heading);
}

/// <summary>A value of a table on the screen: a text of any origin, of which control characters are taken out when it is written.</summary>
internal readonly record struct ScreenCell(string Text, Style? Style = null)
{
    public static implicit operator ScreenCell(string text) => new(text);
}

/// <summary>
/// Rows on the screen. Each is whole at every width: as a table where it fits; from 100 columns on without the columns of least priority; else
/// as blocks of label and value. Where nobody looks at it, in a pipe or a file, each row is one line, however long.
/// </summary>
internal sealed class TableView(IEnumerable<ScreenColumn> columns)
{
    private readonly List<IReadOnlyList<ScreenCell>> _rows = [];

    public IReadOnlyList<ScreenColumn> Columns { get; } = [.. columns];

    /// <summary>The rows; one without cells is a line between the rows above and below it.</summary>
    public IReadOnlyList<IReadOnlyList<ScreenCell>> Rows => _rows;

    /// <summary>What stands above the table; empty: nothing.</summary>
    public ScreenCell Title { get; set; } = new("");

    /// <summary>What stands below the table; empty: nothing.</summary>
    public ScreenCell Caption { get; set; } = new("");

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params IEnumerable<ScreenCell> cells)
    {
        ScreenCell[] row = [.. cells];
        _rows.Add(row.Length == Columns.Count ? row : throw new ArgumentException($"{row.Length} cells for {Columns.Count} columns.", nameof(cells)));
    }

    /// <summary>Adds a line between rows.</summary>
    public void AddRule() => _rows.Add([]);
}

namespace Esf.Cli.Input.Declarations;

/// <summary>A value of a table: what it says, and what a spreadsheet has made of it.</summary>
/// <param name="Text">The value as text; a number is written plainly, with a point.</param>
/// <param name="Kind">What the file says that it is; a CSV knows only texts.</param>
internal readonly record struct FileCell(string Text, FileCellKind Kind)
{
    public static readonly FileCell Empty = new("", FileCellKind.Text);

    public bool IsEmpty => Text.Length == 0;
}

internal enum FileCellKind
{
    Text,
    Number,
    Date,
}

/// <summary>A row of a table.</summary>
/// <param name="Number">As a spreadsheet counts, from 1.</param>
/// <param name="Cells">Its values, without white space around them.</param>
/// <param name="HasBadQuotes">Whether its quotes can be read in more than one way.</param>
internal readonly record struct FileRow(int Number, IReadOnlyList<FileCell> Cells, bool HasBadQuotes)
{
    public bool IsEmpty => Cells.All(cell => cell.IsEmpty);

    public FileCell this[int column] => column < Cells.Count ? Cells[column] : FileCell.Empty;
}

namespace Esf.OneC.Tables;

/// <summary>What a file says that a cell is; a CSV file knows only texts.</summary>
internal enum TableCellKind
{
    Text,
    Number,
    Date,
}

/// <summary>A value of a table.</summary>
/// <param name="Text">
/// The value without white space and invisible characters around it; a number is written plainly, with a point; a date as <c>yyyy-MM-dd</c>.
/// </param>
/// <param name="Kind">What the file says that it is.</param>
internal readonly record struct TableCell(string Text, TableCellKind Kind)
{
    public static readonly TableCell Empty = new("", TableCellKind.Text);

    public bool IsEmpty => Text.Length == 0;
}

/// <summary>A row of a table.</summary>
/// <param name="Number">As a spreadsheet counts, from 1.</param>
/// <param name="Cells">Its values.</param>
/// <param name="HasBadQuotes">Whether its quotes can be read in more than one way.</param>
internal readonly record struct TableRow(int Number, IReadOnlyList<TableCell> Cells, bool HasBadQuotes = false)
{
    public bool IsEmpty => Cells.All(cell => cell.IsEmpty);

    /// <summary>All values, for a message about the row as a whole.</summary>
    public string Text => string.Join(" | ", Cells.Select(cell => cell.Text));

    public TableCell this[int column] => column < Cells.Count ? Cells[column] : TableCell.Empty;

    /// <summary>The value in a column; empty when the table has no such column.</summary>
    public TableCell At(int? column) => column is { } index ? this[index] : TableCell.Empty;
}

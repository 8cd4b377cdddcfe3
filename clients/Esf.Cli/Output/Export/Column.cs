using System.Globalization;
using Esf.Client;
using Spectre.Console;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output.Export;

/// <summary>What a column holds, and so what its cells are in a spreadsheet or a Parquet file.</summary>
internal enum ColumnKind
{
    /// <summary><see cref="string"/>, or a <see cref="Term"/>.</summary>
    Text,

    /// <summary>KZT: <see cref="decimal"/> with 2 decimals.</summary>
    Amount,

    /// <summary><see cref="long"/>.</summary>
    Count,

    /// <summary><see cref="DateOnly"/>.</summary>
    Date,
}

/// <summary>One column of an exported table.</summary>
/// <param name="Name">Its name for programs: Parquet; never renamed.</param>
/// <param name="Heading">Its name for people: CSV and spreadsheets.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Width">Characters that a spreadsheet shows of it.</param>
/// <param name="Value">The value of a row, of the type that the kind names; null when there is none.</param>
internal sealed record Column<T>(string Name, Phrase Heading, ColumnKind Kind, int Width, Func<T, object?> Value)
{
    /// <summary>How soon the screen leaves it out; null: it is in files only.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether the screen may break it over lines.</summary>
    public bool IsWords { get; init; }

    /// <summary>Its heading on the screen, where another one is shorter.</summary>
    public Phrase? ScreenHeading { get; init; }

    /// <summary>What the screen shows of it; null: its value.</summary>
    public Func<T, Screen, string>? Shown { get; init; }

    /// <summary>How the screen shows it; null: plainly.</summary>
    public Func<T, Style>? Style { get; init; }

    /// <summary>The same column, shown on the screen.</summary>
    public Column<T> OnScreen(int priority = 0) => this with { Priority = priority };

    /// <summary>The cell of a row on the screen.</summary>
    public ScreenCell CellOf(T row, Screen screen) => new(
        Shown?.Invoke(row, screen) ?? Value(row) switch
        {
            null => "",
            Term term => screen.Say(term.Label),
            decimal amount => screen.Amount(amount.ToProtoDecimal()),
            DateOnly date => screen.Date(date.ToProtoDate()),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
        },
        Style?.Invoke(row));

    /// <summary>The column of the screen.</summary>
    public ScreenColumn ToScreen() => new(
        ScreenHeading ?? Heading, Priority ?? 0, IsText: IsWords, IsRight: Kind is ColumnKind.Amount or ColumnKind.Count, MinWidth: IsWords && Width > 50 ? ScreenColumn.Sentence : ScreenColumn.Narrow);
}

/// <summary>A word of the contract: programs read its code, people its label.</summary>
/// <param name="Code">As JSON has it, like <c>EFFECTIVE</c>.</param>
/// <param name="Label">The same in three languages.</param>
internal sealed record Term(string Code, Phrase Label);

/// <summary>Columns of the contract's types.</summary>
internal static class Column
{
    private const int AmountWidth = 20;
    private const int DateWidth = 12;
    private const int CountWidth = 12;

    public static Column<T> Text<T>(string name, Phrase heading, int width, Func<T, string> value) =>
        new(name, heading, ColumnKind.Text, width, row => value(row) is { Length: > 0 } text ? text : null);

    public static Column<T> Term<T>(string name, Phrase heading, int width, Func<T, Term> value) =>
        new(name, heading, ColumnKind.Text, width, value);

    public static Column<T> Amount<T>(string name, Phrase heading, Func<T, ProtoDecimal?> value) =>
        new(name, heading, ColumnKind.Amount, AmountWidth, row => value(row)?.ToDecimal());

    public static Column<T> Count<T>(string name, Phrase heading, Func<T, long?> value) =>
        new(name, heading, ColumnKind.Count, CountWidth, row => value(row));

    public static Column<T> Date<T>(string name, Phrase heading, Func<T, ProtoDate?> value) =>
        new(name, heading, ColumnKind.Date, DateWidth, row => value(row)?.ToDateOnly());
}

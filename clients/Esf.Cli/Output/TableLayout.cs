using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Lays a <see cref="TableView"/> out for a width.</summary>
internal sealed class TableLayout(TableView table, Language language)
{
    /// <summary>From so many columns on, a table may leave columns out; a narrower one is stacked, and shows them all.</summary>
    public const int Wide = 100;

    private const int Indent = 2;
    private const int Unlimited = 100_000;

    private static readonly Style Frame = new(Color.Grey);
    private static readonly Style Head = new(decoration: Decoration.Bold);
    private static readonly Style Label = new(Color.Grey);

    private static readonly Phrase LeftOut = new("Not shown here", "Здесь не показано", "Мұнда көрсетілмеген");

    /// <summary>The lines of the table.</summary>
    /// <param name="width">Columns of the terminal; null: no terminal, each row is one line.</param>
    public IEnumerable<Paragraph> Lines(int? width)
    {
        if (width is not { } columns)
        {
            return Around(Plain(), null);
        }

        var all = Enumerable.Range(0, table.Columns.Count).ToList();
        for (var shown = all; shown.Count > 0; shown = WithoutLeast(shown))
        {
            if (Fit(shown, columns) is { } widths)
            {
                return Around(Box(shown, widths), shown.Count < all.Count ? string.Join(", ", all.Except(shown).Select(HeadingOf)) : null);
            }

            if (columns < Wide || shown.All(column => table.Columns[column].Priority == 0))
            {
                break;
            }
        }

        return Around(Stack(columns), null);
    }

    /// <summary>The rows as blocks of label and value, however wide the terminal is.</summary>
    public IEnumerable<Paragraph> Blocks(int? width) => Around(Stack(width ?? Unlimited), null);

    private IEnumerable<Paragraph> Around(IEnumerable<Paragraph> lines, string? leftOut)
    {
        if (table.Title.Text.Length > 0)
        {
            yield return Line((table.Title.Text, table.Title.Style ?? Head));
        }

        foreach (var line in lines)
        {
            yield return line;
        }

        if (table.Caption.Text.Length > 0)
        {
            yield return Line((table.Caption.Text, table.Caption.Style));
        }

        if (leftOut is not null)
        {
            yield return Line(($"{LeftOut.In(language)}: {leftOut} (--json, -o)", Label));
        }
    }

    private List<int> WithoutLeast(List<int> shown)
    {
        var least = shown.Max(column => table.Columns[column].Priority);
        return [.. shown.Where(column => column != shown.FindLast(last => table.Columns[last].Priority == least))];
    }

    private string HeadingOf(int column) => table.Columns[column].Heading.In(language);

    /// <summary>Widths of the columns, in which nothing but texts is broken; null when there is no room for that.</summary>
    private int[]? Fit(List<int> shown, int width)
    {
        var room = width - ((3 * shown.Count) + 1);
        var natural = shown.Select(column => Math.Max(Widest(HeadingOf(column).Split(' ')), CellWidth(column))).ToArray();
        var least = shown.Zip(natural, (column, whole) => table.Columns[column].IsText
            ? Math.Max(Widest(HeadingOf(column).Split(' ')), Math.Min(whole, table.Columns[column].MinWidth))
            : whole).ToArray();
        if (least.Sum() > room)
        {
            return null;
        }

        // First every value on one line where that is possible, then headings.
        Widen(least, natural, room);
        Widen(least, [.. shown.Select((column, i) => Math.Max(natural[i], Width(HeadingOf(column))))], room);
        return least;
    }

    private static void Widen(int[] widths, int[] wanted, int room)
    {
        for (var left = room - widths.Sum(); left > 0; left--)
        {
            var most = Enumerable.Range(0, widths.Length).MaxBy(i => wanted[i] - widths[i]);
            if (wanted[most] <= widths[most])
            {
                return;
            }

            widths[most]++;
        }
    }

    private int CellWidth(int column) => table.Rows.Where(row => row.Count > 0).Select(row => Widest(Clean(row[column].Text).Split('\n'))).DefaultIfEmpty(0).Max();

    private IEnumerable<Paragraph> Box(List<int> shown, int[] widths)
    {
        yield return Border('╭', '┬', '╮', widths);
        foreach (var line in BoxRow(shown, widths, column => new ScreenCell(HeadingOf(column), Head)))
        {
            yield return line;
        }

        yield return Border('├', '┼', '┤', widths);
        foreach (var row in table.Rows)
        {
            if (row.Count == 0)
            {
                yield return Border('├', '┼', '┤', widths);
                continue;
            }

            foreach (var line in BoxRow(shown, widths, column => row[column]))
            {
                yield return line;
            }
        }

        yield return Border('╰', '┴', '╯', widths);
    }

    private IEnumerable<Paragraph> BoxRow(List<int> shown, int[] widths, Func<int, ScreenCell> cell)
    {
        var cells = shown.Select((column, i) => Wrap(Clean(cell(column).Text), widths[i])).ToArray();
        for (var i = 0; i < cells.Max(lines => lines.Count); i++)
        {
            var line = new Paragraph();
            for (var place = 0; place < shown.Count; place++)
            {
                var text = i < cells[place].Count ? cells[place][i] : "";
                line.Append(place == 0 ? "│ " : " │ ", Frame);
                line.Append(Pad(text, widths[place], table.Columns[shown[place]].IsRight), cell(shown[place]).Style);
            }

            line.Append(" │", Frame);
            yield return line;
        }
    }

    private static Paragraph Border(char left, char middle, char right, int[] widths) =>
        Line(($"{left}{string.Join(middle, widths.Select(width => new string('─', width + 2)))}{right}", Frame));

    /// <summary>Each row as a block; a value that does not fit beside its label stands below it, and only a text is ever broken.</summary>
    private IEnumerable<Paragraph> Stack(int width)
    {
        var labels = Enumerable.Range(0, table.Columns.Count).Select(HeadingOf).ToArray();
        var labelWidth = Math.Min(Widest(labels), width / 2);
        foreach (var row in table.Rows.Where(row => row.Count > 0))
        {
            // What is only one needs nothing between.
            if (table.Rows.Count > 1)
            {
                yield return Line((new string('─', Math.Min(width, Wide)), Frame));
            }

            foreach (var (column, value) in row.Index().Where(cell => cell.Item.Text.Length > 0))
            {
                var room = width - labelWidth - Indent;
                var isText = table.Columns[column].IsText;
                var lines = isText ? Wrap(Clean(value.Text), Math.Max(room, 1)) : [.. Clean(value.Text).Split('\n')];
                if (Width(labels[column]) > labelWidth || Widest(lines) > room)
                {
                    yield return Line((labels[column], Label));
                    foreach (var line in isText ? Wrap(Clean(value.Text), Math.Max(width - Indent, 1)) : lines)
                    {
                        yield return Line((new string(' ', Indent), null), (line, value.Style));
                    }

                    continue;
                }

                foreach (var (i, line) in lines.Index())
                {
                    yield return Line((Pad(i == 0 ? labels[column] : "", labelWidth + Indent, isRight: false), Label), (line, value.Style));
                }
            }
        }

        if (table.Rows.Count == 0)
        {
            foreach (var line in Wrap(string.Join(" · ", labels), width))
            {
                yield return Line((line, Label));
            }
        }
    }

    private IEnumerable<Paragraph> Plain()
    {
        var widths = Enumerable.Range(0, table.Columns.Count).Select(column => Math.Max(Width(HeadingOf(column)), CellWidth(column))).ToArray();
        yield return PlainLine(widths, column => new ScreenCell(HeadingOf(column), Head));
        foreach (var row in table.Rows.Where(row => row.Count > 0))
        {
            yield return PlainLine(widths, column => row[column]);
        }
    }

    private Paragraph PlainLine(int[] widths, Func<int, ScreenCell> cell)
    {
        var line = new Paragraph();
        for (var column = 0; column < widths.Length; column++)
        {
            var text = Clean(cell(column).Text).Replace("\n", " · ", StringComparison.Ordinal);
            var isLast = column == widths.Length - 1;
            line.Append(isLast && !table.Columns[column].IsRight ? text : Pad(text, widths[column], table.Columns[column].IsRight), cell(column).Style);
            line.Append(isLast ? "" : "  ");
        }

        return line;
    }

    private static Paragraph Line(params IEnumerable<(string Text, Style? Style)> parts)
    {
        var line = new Paragraph();
        foreach (var (text, style) in parts)
        {
            line.Append(Clean(text), style);
        }

        return line;
    }

    /// <summary>Lines of at most so many columns, broken between words; a longer word is broken within.</summary>
    internal static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var part in text.Split('\n'))
        {
            var line = "";
            foreach (var word in part.Split(' '))
            {
                var rest = word;
                if (line.Length > 0 && Width(line) + 1 + Width(rest) <= width)
                {
                    line += ' ' + rest;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                for (; Width(rest) > width && rest.Length > 1; rest = rest[Fits(rest, width)..])
                {
                    lines.Add(rest[..Fits(rest, width)]);
                }

                line = rest;
            }

            lines.Add(line);
        }

        return lines;

        static int Fits(string word, int width)
        {
            var taken = 1;
            while (taken < word.Length && Width(word[..(taken + 1)]) <= width)
            {
                taken++;
            }

            // A pair of surrogates is one character.
            return char.IsHighSurrogate(word[taken - 1]) && taken < word.Length ? taken + 1 : taken;
        }
    }

    private static string Clean(string text) => Show.Clean(text);

    private static int Width(string text) => text.GetCellWidth();

    private static int Widest(IEnumerable<string> texts) => texts.Select(Width).DefaultIfEmpty(0).Max();

    private static string Pad(string text, int width, bool isRight)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(text)));
        return isRight ? blanks + text : text + blanks;
    }
}

using CsCheck;
using Esf.Cli.Output;
using Spectre.Console;

namespace Esf.Clients.Tests;

/// <summary>Tables at any width: words are broken between words, identifiers never, and no text is lost.</summary>
public sealed class TableLayoutTests
{
    private static readonly Phrase Number = new("Number", "Номер", "Нөмірі");
    private static readonly Phrase Words = new("Words", "Слова", "Сөздер");

    [Fact]
    public void Nothing_is_lost_and_no_identifier_is_broken_at_any_width() =>
        Gen.Select(Gen.Int[1, 250], Gen.String[Gen.Char["abc деж №,.株"], 0, 120]).Sample((width, words) =>
        {
            var table = new TableView([Number, ScreenColumn.Text(Words, 1)]);
            table.Add("ESF-941240001151-20260526-00000001", words);
            var lines = new TableLayout(table, Language.English).Lines(width).Select(TextOf).ToArray();
            return lines.Any(line => line.Contains("ESF-941240001151-20260526-00000001", StringComparison.Ordinal))
                && (width < 40 || lines.All(line => line.GetCellWidth() <= width));
        });

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("株式会社サンプル", 4, "株式|会社|サン|プル")]
    [InlineData("a\nb", 9, "a|b")]
    [InlineData("", 9, "")]
    public void Words_are_broken_between_words_and_a_long_word_within(string text, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', TableLayout.Wrap(text, width)));

    [Fact]
    public void In_a_pipe_a_row_is_one_line_however_long()
    {
        var table = new TableView([Number, ScreenColumn.Text(Words)]);
        table.Add("1", new string('x', 450) + "\nsecond");

        var lines = new TableLayout(table, Language.English).Lines(null).Select(TextOf).ToArray();

        Assert.Equal(["Number  Words", $"1       {new string('x', 450)} · second"], lines);
    }

    [Fact]
    public void A_table_without_rows_still_says_its_headings() =>
        Assert.Contains("Number", string.Concat(new TableLayout(new TableView([Number, ScreenColumn.Text(Words)]), Language.English).Lines(10).Select(TextOf)), StringComparison.Ordinal);

    private static string TextOf(Paragraph paragraph)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), ColorSystem = ColorSystemSupport.NoColors, Ansi = AnsiSupport.No });
        console.Profile.Width = 100_000;
        console.Write(paragraph);
        return writer.ToString();
    }
}

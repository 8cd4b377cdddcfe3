using System.Globalization;
using System.Text;
using Esf.OneC.Results;

namespace Esf.OneC.Tables;

/// <summary>Texts of tables as people can check them: what cannot be seen is named, and what a spreadsheet would calculate is guarded.</summary>
internal static class TableText
{
    /// <summary>Signs with which a spreadsheet begins a formula; their full-width forms count too, since Excel takes them as the same.</summary>
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    /// <summary>The text without white space and invisible characters at its ends.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>The text for a cell of a CSV file: a leading apostrophe keeps a spreadsheet from calculating it.</summary>
    public static string Guard(string text) => IsFormula(text) ? "'" + text : text;

    /// <summary>The text that <see cref="Guard"/> was given.</summary>
    public static string Unguard(string text) => text is ['\'', .. var rest] && IsFormula(rest) ? rest : text;

    /// <summary>The text with a name like <c>⟨U+200B⟩</c> in the place of every character that cannot be seen.</summary>
    public static string Visible(string text)
    {
        if (!text.EnumerateRunes().Any(IsInvisible))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(IsInvisible(rune) ? $"⟨{NameOf(rune)}⟩" : rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>The first character of a number that is not a digit, as <c>U+200B after the 4th digit</c>; null when all are digits.</summary>
    public static Wording? NotDigit(string text)
    {
        var digits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= '0' and <= '9')
            {
                digits++;
                continue;
            }

            var shown = IsInvisible(rune) ? NameOf(rune) : $"'{rune}' ({NameOf(rune)})";
            return digits == 0
                ? new Wording($"{shown} before the 1st digit", $"{shown} перед 1-й цифрой", $"1-цифрдың алдында {shown}")
                : new Wording($"{shown} after the {Ordinal(digits)} digit", $"{shown} после {digits}-й цифры", $"{digits}-цифрдан кейін {shown}");
        }

        return null;
    }

    private static bool IsFormula(string text) => text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal);

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || IsInvisible(new Rune(char.IsSurrogate(c) ? 'x' : c));

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator && rune.Value != ' ');

    private static string NameOf(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");

    private static string Ordinal(int number) => number switch
    {
        1 => "1st",
        2 => "2nd",
        3 => "3rd",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number}th"),
    };
}

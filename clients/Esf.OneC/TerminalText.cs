using System.Globalization;
using System.Text;

namespace Esf.OneC;

/// <summary>Texts of unknown origin as a terminal or a log may show them: nothing steers the terminal, nothing hides in the line.</summary>
/// <remarks>
/// Names in invoices and files come from strangers. An escape sequence could move the cursor, a mark of writing direction (U+202E) could turn
/// a name around, and a space without width (U+200B) could make two names look the same.
/// </remarks>
internal static class TerminalText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>The text on one line: control characters are spaces, and characters that cannot be seen are named, like <c>⟨U+202E⟩</c>.</summary>
    public static string Line(string text) => Show(text, keepBreaks: false);

    /// <summary>The same, with its line feeds.</summary>
    public static string Lines(string text) => Show(text, keepBreaks: true);

    private static string Show(string text, bool keepBreaks)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control => shown.Append(keepBreaks && rune.Value == '\n' ? '\n' : ' '),
                UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => shown.Append(' '),

                // These two shape letters of Persian and pictures of people; they move nothing.
                UnicodeCategory.Format when rune.Value is not (ZeroWidthJoiner or ZeroWidthNonJoiner) =>
                    shown.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩"),
                _ => shown.Append(rune.ToString()),
            };
        }

        return shown.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Esf.Domain;

/// <summary>What a text field of one line holds: visible characters that every form, file and screen can carry.</summary>
/// <remarks>
/// Names and addresses are copied from mails, web pages and other systems, with line breaks and invisible marks in them. What says nothing
/// is left out, so that two texts that look the same are the same; what would make a text look other than it is, or cannot be written
/// down in XML or PostgreSQL, is refused. Letters are kept as sent: no normalisation of Unicode, no other spelling.
/// </remarks>
public static class PlainText
{
    private const char Space = ' ';

    /// <summary>Reads a text.</summary>
    /// <remarks>
    /// Tabs and line breaks become one space; soft hyphens, zero-width spaces, word joiners and byte order marks are left out, and white
    /// space at the ends. A text in which nothing can be seen is empty.
    /// </remarks>
    /// <returns>
    /// The text, or null: it holds another control character, a mark that turns the direction of writing (U+202A to U+202E, U+2066 to
    /// U+2069), a noncharacter, half of a surrogate pair, or the replacement character that a wrong decoding leaves.
    /// </returns>
    public static string? Read(string text)
    {
        var plain = new StringBuilder(text.Length);
        var isVisible = false;
        var isBreak = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsLineBreakOrTab(rune))
            {
                isBreak = true;
            }
            else if (IsRefused(rune))
            {
                return null;
            }
            else if (!SaysNothing(rune))
            {
                // One space for the break, unless there is one on either side of it.
                if (isBreak && rune.Value != Space && plain.Length > 0 && plain[^1] != Space)
                {
                    plain.Append(Space);
                }

                isBreak = false;

                plain.Append(rune.ToString());
                isVisible |= IsVisible(rune);
            }
        }

        return isVisible ? plain.ToString().Trim() : string.Empty;
    }

    private static bool IsLineBreakOrTab(Rune rune) => rune.Value is '\t' or '\n' or '\v' or '\f' or '\r' or 0x85 or 0x2028 or 0x2029;

    // EnumerateRunes answers the replacement character for half a pair.
    private static bool IsRefused(Rune rune) =>
        Rune.IsControl(rune)
        || rune == Rune.ReplacementChar
        || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069
        || rune.Value is >= 0xFDD0 and <= 0xFDEF
        || (rune.Value & 0xFFFE) == 0xFFFE;

    private static bool SaysNothing(Rune rune) => rune.Value is 0xAD or 0x180E or 0x200B or >= 0x2060 and <= 0x2064 or 0xFEFF;

    // Letters of Unicode that are blank by definition: the fillers of Hangul, and the empty pattern of Braille.
    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0x34F)
        && rune.Value is not (>= 0xFE00 and <= 0xFE0F)
        && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format;
}

namespace Esf.OneC.Tables;

/// <summary>Kazakh words that were saved in a code page without the Kazakh letters: each of those letters became a question mark.</summary>
internal static class LostLetters
{
    public const char Mark = '?';

    /// <summary>The letters of Kazakh that windows-1251, cp866 and the Cyrillic page of macOS do not have.</summary>
    public const string Letters = "әғқңөұүһ";

    /// <summary>True when the text is the word, or what such a code page has left of it.</summary>
    /// <param name="text">Lower case.</param>
    /// <param name="word">Lower case.</param>
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        if (text.Length != word.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != word[i] && !(text[i] == Mark && Letters.Contains(word[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }
}

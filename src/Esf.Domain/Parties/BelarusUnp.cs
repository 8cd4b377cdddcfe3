namespace Esf.Domain.Parties;

/// <summary>A Belarusian УНП is nine digits (a company) or two letters and seven digits (a person), the last a check digit.</summary>
/// <remarks>
/// Resolution of the Ministry of Taxes and Duties of Belarus No. 127 of 31 December 2003. The letters are those that Latin and
/// Cyrillic share, and are typed in either; the Latin ones, upper case, are canonical. The check digit catches every single wrong
/// character but one: B (11) and M (22) as the first letter are equal modulo 11.
/// </remarks>
public static class BelarusUnp
{
    private const int Length = 9;

    /// <summary>The letters in the order that gives the second one its value: A is 0, T is 9.</summary>
    private const string Letters = "ABCEHKMOPT";

    private const string FirstLetters = "ABCEHKM";
    private const int FirstWeight = 29;
    private const int SecondWeight = 23;

    private static ReadOnlySpan<int> OtherWeights => [19, 17, 13, 7, 5, 3];

    /// <summary>The number with upper-case Latin letters; null when it is not a valid УНП.</summary>
    public static string? Normalize(string text)
    {
        if (text.Length != Length || !CheckDigit.AreDigits(text.AsSpan(2), Length - 2))
        {
            return null;
        }

        var first = ToLatin(text[0]);
        var second = ToLatin(text[1]);
        if (LeadingSum(first, second) is not { } leading)
        {
            return null;
        }

        // A remainder of 10 equals no digit: such a number is never assigned.
        var check = (leading + CheckDigit.WeightedSum(text.AsSpan(2), OtherWeights)) % 11;
        return text[^1] - '0' == check ? string.Concat([first, second], text.AsSpan(2)) : null;
    }

    /// <summary>What the first two characters add to the sum; null when they begin neither a company's number nor a person's.</summary>
    private static int? LeadingSum(char first, char second)
    {
        if (first is >= '1' and <= '7' && char.IsAsciiDigit(second))
        {
            return ((first - '0') * FirstWeight) + ((second - '0') * SecondWeight);
        }

        // The first letter counts by its place in the alphabet (A = 10, as in base 36), the second by its place among the ten letters.
        return FirstLetters.Contains(first) && Letters.IndexOf(second) is >= 0 and var index
            ? ((first - 'A' + 10) * FirstWeight) + (index * SecondWeight)
            : null;
    }

    /// <summary>The upper-case Latin letter that a Latin or Cyrillic letter looks like; any other character stays as it is.</summary>
    /// <remarks>Cyrillic stands here as code points, for in print nobody could tell it from Latin.</remarks>
    private static char ToLatin(char character) => character switch
    {
        '\u0410' or '\u0430' => 'A',
        '\u0412' or '\u0432' => 'B',
        '\u0421' or '\u0441' => 'C',
        '\u0415' or '\u0435' => 'E',
        '\u041D' or '\u043D' => 'H',
        '\u041A' or '\u043A' => 'K',
        '\u041C' or '\u043C' => 'M',
        '\u041E' or '\u043E' => 'O',
        '\u0420' or '\u0440' => 'P',
        '\u0422' or '\u0442' => 'T',
        >= 'a' and <= 'z' => (char)(character - 'a' + 'A'),
        _ => character,
    };
}

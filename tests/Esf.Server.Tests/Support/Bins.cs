using System.Globalization;

namespace Esf.Server.Tests.Support;

/// <summary>BINs of resident companies, a new one at each call: the check digit is computed here a second time, not borrowed.</summary>
internal static class Bins
{
    private static readonly int[] FirstRow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    private static readonly int[] SecondRow = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

    private static int _serial;

    public static string Next()
    {
        while (true)
        {
            // Registered in January 2005, a resident company, a head office; none of the samples and vectors begins so.
            var digits = string.Create(CultureInfo.InvariantCulture, $"050140{Interlocked.Increment(ref _serial):D5}");
            var check = Remainder(digits, FirstRow) is var first && first < 10 ? first : Remainder(digits, SecondRow);
            if (check < 10)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{digits}{check}");
            }
        }
    }

    private static int Remainder(string digits, int[] weights) => digits.Zip(weights, (digit, weight) => (digit - '0') * weight).Sum() % 11;
}

namespace Esf.Domain.Parties;

/// <summary>The check digits of Kazakhstan, Russia and Belarus all come from a weighted sum of ASCII digits, modulo 11.</summary>
internal static class CheckDigit
{
    /// <summary>Whether the text is exactly that many ASCII digits; digits of other scripts are not digits here.</summary>
    public static bool AreDigits(ReadOnlySpan<char> text, int length) =>
        text.Length == length && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>The sum of the leading digits, each times its weight; digits beyond the weights do not take part.</summary>
    public static int WeightedSum(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }

    /// <summary>The weighted sum modulo 11, 0 to 10; what 10 means differs from country to country.</summary>
    public static int Remainder(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights) => WeightedSum(digits, weights) % 11;
}

using System.Text.RegularExpressions;

namespace Esf.OneC.Matching;

/// <summary>Finds a contract number in the purpose of a payment, and only where it can be nothing else.</summary>
/// <remarks>
/// <c>4</c> stands in "за 4 квартал" and <c>2026</c> in every purpose. So a number that has both digits and other characters, at least
/// four in all, counts wherever it stands alone; any other only right behind a word for contract or a number sign.
/// </remarks>
internal static class ContractNumber
{
    private const int TellingLength = 4;
    private const string Before = @"(?:договор\w*|дог\.?|контракт\w*|шарт\w*|келісімшарт\w*|contract|agreement|№|N|No\.?)[\s№N:.\-]*";

    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(200);

    /// <summary>True when the purpose names the contract.</summary>
    public static bool IsIn(string purpose, string number)
    {
        // Most purposes do not hold its first part at all; that is seen without a pattern.
        var parts = number.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !purpose.Contains(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var wanted = string.Join(@"\s*", parts.Select(Regex.Escape));
        var isTelling = number.Length >= TellingLength && number.Any(char.IsDigit) && number.Any(c => !char.IsDigit(c));
        var alone = $@"(?<![\p{{L}}\p{{N}}/\-]){wanted}(?![\p{{L}}\p{{N}}]|[/\-.][\p{{L}}\p{{N}}])";
        var pattern = isTelling ? alone : $@"(?<![\p{{L}}\p{{N}}]){Before}{wanted}(?![\p{{L}}\p{{N}}]|[/\-.][\p{{L}}\p{{N}}])";
        try
        {
            return Regex.IsMatch(purpose, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MaxTime);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

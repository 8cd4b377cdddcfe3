using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli.Output;

namespace Esf.Cli.Input.Declarations;

/// <summary>Amounts of a return: whole tenge, signed, at most 15 digits.</summary>
/// <remarks>
/// Thousands may be separated by spaces of any kind, tiyn by a comma or a point when they are there, and then they must be zero. A separator with
/// three digits behind it is refused: <c>1,000</c> is a thousand in one country and one in another.
/// </remarks>
internal static partial class WholeTenge
{
    private const int MaxDigits = 15;

    /// <summary>The amount; null, and what is wrong, when the text is none.</summary>
    public static long? Parse(string text, out Phrase? problem)
    {
        var match = Form().Match(text.Trim().Replace('\u2212', '-'));
        problem = match switch
        {
            { Success: false } when Ambiguous().IsMatch(text) => DeclarationPhrases.AmountAmbiguous,
            { Success: false } => DeclarationPhrases.AmountMalformed,
            _ when match.Groups["tiyn"].Value.Any(digit => digit is not '0') => DeclarationPhrases.AmountNotWhole,
            _ when match.Groups["whole"].Value.Count(char.IsAsciiDigit) > MaxDigits => DeclarationPhrases.AmountTooLong,
            _ => null,
        };
        if (problem is not null)
        {
            return null;
        }

        var digits = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        var amount = long.Parse(digits, CultureInfo.InvariantCulture);
        return match.Groups["minus"].Success ? -amount : amount;
    }

    [GeneratedRegex(
        @"\A(?<minus>-)?\s?(?<whole>[0-9]{1,3}(?:[ \u00A0\u2007\u2009\u202F'][0-9]{3})+|[0-9]+)(?:[.,](?<tiyn>[0-9]{1,2}))?(?:\s?(?:KZT|тенге|теңге|тг\.?|₸))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A\s*-?[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{1,2})?\s*\z")]
    private static partial Regex Ambiguous();
}

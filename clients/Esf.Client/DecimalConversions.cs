using System.Globalization;
using System.Text.RegularExpressions;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Client;

/// <summary>Between the decimals of the contract and <see cref="decimal"/>, always exactly.</summary>
/// <remarks>The contract writes them plainly: <c>-?digits[.digits]</c>, no exponent.</remarks>
public static partial class DecimalConversions
{
    // decimal holds any number of so many digits without rounding.
    private const int ExactDigits = 28;

    /// <summary>The number written plainly: point as separator, no grouping, no exponent; the scale is kept (<c>832000.00</c>).</summary>
    public static ProtoDecimal ToProtoDecimal(this decimal value) =>
        new() { Value = value.ToString(CultureInfo.InvariantCulture) };

    /// <summary>The number, exactly.</summary>
    /// <exception cref="FormatException">It is not written plainly.</exception>
    /// <exception cref="OverflowException">It has more than 28 digits.</exception>
    public static decimal ToDecimal(this ProtoDecimal value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Plain().IsMatch(value.Value))
        {
            throw new FormatException($"'{value.Value}' is not a plain decimal (-?digits[.digits]).");
        }

        // decimal.Parse would round what does not fit; a rounded tax amount is a wrong tax amount.
        return value.Value.Count(char.IsAsciiDigit) <= ExactDigits
            ? decimal.Parse(value.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : throw new OverflowException($"'{value.Value}' has more than {ExactDigits} digits.");
    }

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex Plain();
}

using System.Globalization;

namespace Esf.Domain.Tests.Amounts;

/// <summary>Decimal literals of theories, which attributes cannot carry.</summary>
internal static class Text
{
    public static decimal ToDecimal(string text) =>
        decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}

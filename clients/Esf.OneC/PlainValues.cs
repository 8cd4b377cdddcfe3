using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.OneC;

/// <summary>Dates and amounts exactly as the formats write them; nothing is guessed.</summary>
internal static partial class PlainValues
{
    /// <summary><c>dd.MM.yyyy</c>; null when it is no day of the calendar.</summary>
    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "dd.MM.yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary><c>-?digits[.digits]</c>, at most 28 digits; null for anything else.</summary>
    public static decimal? Number(string text) =>
        Plain().IsMatch(text) ? decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;

    /// <summary>A number without signs of how it was typed: <c>5</c> for <c>05.00</c>.</summary>
    public static string Canonical(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Dotted(DateOnly date) => date.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    public static string Money(decimal amount) => amount.ToString("0.00##########################", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A-?[0-9]{1,18}(\.[0-9]{1,10})?\z")]
    private static partial Regex Plain();
}

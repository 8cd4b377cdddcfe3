using System.Globalization;

namespace Esf.Domain.Parties;

/// <summary>A Kyrgyz ИНН is 14 digits: 0 for a company, 1 or 2 for a person, then an existing date DDMMYYYY, then five digits.</summary>
/// <remarks>No checksum is published, so the shape and the date of registration or birth are all that can be judged.</remarks>
public static class KyrgyzstanInn
{
    private const int Length = 14;

    /// <summary>The number itself, for it has one spelling only; null when it is not a valid ИНН.</summary>
    public static string? Normalize(string text) =>
        CheckDigit.AreDigits(text, Length)
        && text[0] is >= '0' and <= '2'
        && DateOnly.TryParseExact(text.AsSpan(1, 8), "ddMMyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : null;
}

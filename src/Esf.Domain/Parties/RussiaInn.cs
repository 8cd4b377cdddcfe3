namespace Esf.Domain.Parties;

/// <summary>A Russian ИНН is 10 digits of a company with one check digit, or 12 digits of a person with two; never all zeros.</summary>
/// <remarks>
/// Order of the Federal Tax Service No. ММВ-7-6/435@ of 29 June 2012. A remainder of 10 is written as 0, so in a company's number a
/// wrong digit that turns the remainder 0 into 10, or 10 into 0, passes. A person's two check digits catch every single wrong digit:
/// no digit has weights in the two rows that could make both remainders do so at once.
/// </remarks>
public static class RussiaInn
{
    private static ReadOnlySpan<int> CompanyRow => [2, 4, 10, 3, 5, 9, 4, 6, 8];

    private static ReadOnlySpan<int> PersonFirstRow => [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

    private static ReadOnlySpan<int> PersonSecondRow => [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

    /// <summary>The number itself, for it has one spelling only; null when it is not a valid ИНН.</summary>
    public static string? Normalize(string text)
    {
        var isValid = IsCompany(text) || IsPerson(text);

        // All zeros fit both checksums and were never assigned.
        return isValid && text.AsSpan().ContainsAnyExcept('0') ? text : null;
    }

    private static bool IsCompany(string text) => CheckDigit.AreDigits(text, 10) && Checks(text, CompanyRow);

    private static bool IsPerson(string text) =>
        CheckDigit.AreDigits(text, 12) && Checks(text, PersonFirstRow) && Checks(text, PersonSecondRow);

    /// <summary>Whether the digit that follows the weighted ones is the remainder, 10 being written as 0.</summary>
    private static bool Checks(string text, ReadOnlySpan<int> row) => text[row.Length] - '0' == CheckDigit.Remainder(text, row) % 10;
}

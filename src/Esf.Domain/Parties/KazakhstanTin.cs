using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Esf.Domain.Parties;

/// <summary>A Kazakhstan IIN or BIN is 12 digits with the structure of a person's or a company's number, the last a check digit.</summary>
/// <remarks>
/// Law of Kazakhstan No. 223-III of 12 January 2007 "On national registers of identification numbers" and the rules of formation
/// under it (Government resolution No. 406 of 22 May 2007). The fifth digit tells the two apart: in an IIN it is the tens of a day
/// (0-3), in a BIN the type of the company (4-6).
/// The check digit does not catch every wrong digit. The eleventh weight of the first row is 11, so where that row decides, any
/// eleventh digit fits; and among the first ten digits one wrong digit of nine may pass where it brings the other row into force.
/// </remarks>
public static class KazakhstanTin
{
    private const int TypeOfCompany = 4;
    private const int KindOfUnit = 5;
    private const int CenturyAndSex = 6;

    private static ReadOnlySpan<int> FirstRow => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private static ReadOnlySpan<int> SecondRow => [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

    /// <summary>Whether the text is an IIN or a BIN that could have been assigned.</summary>
    /// <remarks><c>000000000000</c>, which banks write for non-residents, fits its checksum and is refused by structure.</remarks>
    public static bool IsWellFormed([NotNullWhen(true)] string? text) =>
        CheckDigit.AreDigits(text, Limits.TinDigits) && (IsBin(text!) || IsIin(text!)) && IsCheckDigitRight(text!);

    /// <summary>Whether the number can belong to the taxpayer of a self-addressed invoice: an IIN, or the BIN of a resident.</summary>
    /// <remarks>
    /// The invoice is issued by the VAT payer of Kazakhstan (Tax Code, art. 454). Fifth digit 4 is a resident company, 6 a joint
    /// enterprise; 5, a non-resident company, is the one type that is refused.
    /// </remarks>
    public static bool IsResidentTaxpayer([NotNullWhen(true)] string? text) => IsWellFormed(text) && text[TypeOfCompany] != '5';

    private static bool IsBin(string text) =>
        IsMonth(text.AsSpan(2, 2)) && text[TypeOfCompany] is >= '4' and <= '6' && text[KindOfUnit] is >= '0' and <= '3';

    private static bool IsMonth(ReadOnlySpan<char> digits) => digits is ['0', >= '1' and <= '9'] or ['1', >= '0' and <= '2'];

    private static bool IsIin(string text)
    {
        var century = text[CenturyAndSex] switch
        {
            '1' or '2' => "18",
            '3' or '4' => "19",
            '5' or '6' => "20",
            _ => null,
        };

        // The century decides whether 29 February existed: 2000 was a leap year, 1800 and 1900 were not.
        return century is not null
            && DateOnly.TryParseExact(
                string.Concat(century, text.AsSpan(0, 6)), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private static bool IsCheckDigitRight(string text)
    {
        var check = CheckDigit.Remainder(text, FirstRow);
        if (check == 10)
        {
            check = CheckDigit.Remainder(text, SecondRow);
        }

        // Where the second row gives 10 too the number is never assigned; no digit equals 10, so it is refused here.
        return text[^1] - '0' == check;
    }
}

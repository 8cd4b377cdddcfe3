using System.Globalization;
using CsCheck;

namespace Esf.Domain.Tests.Parties;

/// <summary>Numbers made valid by the published algorithms, written a second time here so that they do not borrow a mistake.</summary>
internal static class ValidNumbers
{
    private static readonly int[] KazakhstanFirstRow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    private static readonly int[] KazakhstanSecondRow = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
    private static readonly int[] RussiaCompanyRow = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    private static readonly int[] RussiaPersonFirstRow = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    private static readonly int[] RussiaPersonSecondRow = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    private static readonly int[] BelarusWeights = [29, 23, 19, 17, 13, 7, 5, 3];

    private static readonly Gen<string> BinWithoutCheck =
        Gen.Select(Gen.Int[0, 99], Gen.Int[1, 12], Gen.Int[4, 6], Gen.Int[0, 3], Gen.Int[0, 99_999],
            (year, month, type, kind, serial) => Invariant($"{year:00}{month:00}{type}{kind}{serial:00000}"));

    private static readonly Gen<string> IinWithoutCheck =
        Gen.Select(
            Gen.Int[new DateOnly(1800, 1, 1).DayNumber, new DateOnly(2099, 12, 31).DayNumber],
            Gen.Int[0, 1],
            Gen.Int[0, 9999],
            (day, sex, serial) =>
            {
                var born = DateOnly.FromDayNumber(day);
                var centuryAndSex = (((born.Year / 100) - 18) * 2) + 1 + sex;
                return Invariant($"{born:yyMMdd}{centuryAndSex}{serial:0000}");
            });

    private static readonly Gen<string> KazakhstanWithoutCheck = Gen.OneOf(BinWithoutCheck, IinWithoutCheck);

    /// <summary>IINs and BINs whose check digit comes from the first row of weights.</summary>
    public static Gen<string> KazakhstanByFirstRow { get; } =
        KazakhstanWithoutCheck.Where(number => KazakhstanFirstRemainder(number) != 10)
            .Select(number => number + Digit(KazakhstanFirstRemainder(number)));

    /// <summary>IINs and BINs whose first row gives 10, so that the second row decides.</summary>
    public static Gen<string> KazakhstanBySecondRow { get; } =
        KazakhstanWithoutCheck.Select(WithFirstRemainderTen)
            .Where(number => number.Length > 0 && KazakhstanSecondRemainder(number) != 10)
            .Select(number => number + Digit(KazakhstanSecondRemainder(number)));

    public static Gen<string> Kazakhstan { get; } = Gen.OneOf(KazakhstanByFirstRow, KazakhstanBySecondRow);

    public static Gen<string> RussiaCompany { get; } =
        Gen.Int[1, 999_999_999]
            .Select(serial => Invariant($"{serial:000000000}"))
            .Select(number => number + Digit(RussiaCompanyRemainder(number) % 10));

    public static Gen<string> RussiaPerson { get; } =
        Gen.Long[1, 9_999_999_999]
            .Select(serial => Invariant($"{serial:0000000000}"))
            .Select(number => number + Digit(Remainder(number, RussiaPersonFirstRow) % 10))
            .Select(number => number + Digit(Remainder(number, RussiaPersonSecondRow) % 10));

    public static Gen<string> BelarusCompany { get; } =
        Gen.Select(Gen.Int[1, 7], Gen.Int[0, 9_999_999], (region, serial) => Invariant($"{region}{serial:0000000}"))
            .Where(number => Remainder(number, BelarusWeights) != 10)
            .Select(number => number + Digit(Remainder(number, BelarusWeights)));

    public static Gen<string> BelarusPerson { get; } =
        Gen.Select(Gen.Char["ABCEHKM"], Gen.Char["ABCEHKMOPT"], Gen.Int[0, 999_999],
            (first, second, serial) => Invariant($"{first}{second}{serial:000000}"))
            .Where(number => BelarusPersonRemainder(number) != 10)
            .Select(number => number + Digit(BelarusPersonRemainder(number)));

    /// <summary>What the first row of weights leaves, 0 to 10.</summary>
    public static int KazakhstanFirstRemainder(string number) => Remainder(number, KazakhstanFirstRow);

    /// <summary>What the second row of weights leaves, 0 to 10.</summary>
    public static int KazakhstanSecondRemainder(string number) => Remainder(number, KazakhstanSecondRow);

    /// <summary>What the weights of a company's ИНН leave, 0 to 10, before 10 is written as 0.</summary>
    public static int RussiaCompanyRemainder(string number) => Remainder(number, RussiaCompanyRow);

    /// <summary>The number with each of the nine other digits at a position.</summary>
    public static IEnumerable<string> WithAnotherDigit(string number, int position) =>
        WithAnother(number, position, "0123456789");

    /// <summary>The number with each other character of an alphabet at a position.</summary>
    public static IEnumerable<string> WithAnother(string number, int position, string alphabet) =>
        alphabet.Where(character => character != number[position])
            .Select(character => string.Concat(number.AsSpan(0, position), [character], number.AsSpan(position + 1)));

    /// <summary>The number with its tenth digit chosen so that the first row leaves 10; empty when no digit does.</summary>
    private static string WithFirstRemainderTen(string number) =>
        WithAnotherDigit(number, 9).Append(number).FirstOrDefault(changed => KazakhstanFirstRemainder(changed) == 10, "");

    private static int BelarusPersonRemainder(string number)
    {
        var first = new Dictionary<char, int> { ['A'] = 10, ['B'] = 11, ['C'] = 12, ['E'] = 14, ['H'] = 17, ['K'] = 20, ['M'] = 22 };
        var second = "ABCEHKMOPT".IndexOf(number[1], StringComparison.Ordinal);
        return ((first[number[0]] * 29) + Remainder("0" + Digit(second) + number[2..], BelarusWeights)) % 11;
    }

    private static int Remainder(string number, int[] weights) =>
        weights.Select((weight, position) => weight * (number[position] - '0')).Sum() % 11;

    private static string Digit(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

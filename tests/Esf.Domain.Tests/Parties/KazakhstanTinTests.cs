using CsCheck;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class KazakhstanTinTests
{
    [Fact]
    public void Refuses_the_all_zero_number_although_its_checksum_fits()
    {
        Assert.Equal(0, ValidNumbers.KazakhstanFirstRemainder("000000000000"));
        Assert.False(KazakhstanTin.IsWellFormed("000000000000"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 941240001151")]
    [InlineData("941240001151 ")]
    [InlineData("94124000115\u0661")]
    [InlineData("94124000115\uFF11")]
    [InlineData("94-124000115")]
    public void Refuses_what_is_not_twelve_ASCII_digits(string? text) => Assert.False(KazakhstanTin.IsWellFormed(text));

    [Theory]
    [InlineData("9412", true)]
    [InlineData("9401", true)]
    [InlineData("9410", true)]
    [InlineData("9409", true)]
    [InlineData("9400", false)]
    [InlineData("9413", false)]
    [InlineData("9420", false)]
    public void A_BIN_names_an_existing_month(string yearAndMonth, bool accepted) => AssertFits(accepted, yearAndMonth + "40");

    [Theory]
    [InlineData("40", true)]
    [InlineData("50", true)]
    [InlineData("60", true)]
    [InlineData("43", true)]
    [InlineData("44", false)]
    [InlineData("49", false)]
    [InlineData("70", false)]
    [InlineData("90", false)]
    public void A_BIN_has_a_known_type_and_kind(string typeAndKind, bool accepted) => AssertFits(accepted, "9412" + typeAndKind);

    [Theory]
    [InlineData("0002291", false)]
    [InlineData("0002292", false)]
    [InlineData("0002293", false)]
    [InlineData("0002294", false)]
    [InlineData("0002295", true)]
    [InlineData("0002296", true)]
    [InlineData("0402293", true)]
    [InlineData("9602294", true)]
    [InlineData("9702284", true)]
    [InlineData("9702294", false)]
    [InlineData("9704304", true)]
    [InlineData("9704314", false)]
    [InlineData("9713014", false)]
    [InlineData("9700014", false)]
    [InlineData("9701004", false)]
    [InlineData("9701324", false)]
    public void An_IIN_names_a_day_that_existed_in_its_century(string dateCenturyAndSex, bool accepted) =>
        AssertFits(accepted, dateCenturyAndSex);

    [Theory]
    [InlineData('0', false)]
    [InlineData('1', true)]
    [InlineData('6', true)]
    [InlineData('7', false)]
    [InlineData('9', false)]
    public void An_IIN_has_a_century_and_sex_from_1_to_6(char digit, bool accepted) => AssertFits(accepted, "970115" + digit);

    [Theory]
    [InlineData("94124", true)]
    [InlineData("94126", true)]
    [InlineData("94125", false)]
    [InlineData("9701154", true)]
    [InlineData("0002296", true)]
    public void A_taxpayer_is_a_person_a_resident_company_or_a_joint_enterprise(string start, bool isResident)
    {
        var numbers = WellFormed(start);

        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.Equal(isResident, KazakhstanTin.IsResidentTaxpayer(number)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("000000000000")]
    [InlineData("941240001152")]
    public void What_is_not_well_formed_is_no_taxpayer(string? text) => Assert.False(KazakhstanTin.IsResidentTaxpayer(text));

    [Fact]
    public void Refuses_a_number_for_which_both_rows_leave_ten()
    {
        var candidates = Enumerable.Range(0, 100_000)
            .Select(serial => FormattableString.Invariant($"941240{serial:00000}"))
            .Where(number => ValidNumbers.KazakhstanFirstRemainder(number) == 10 && ValidNumbers.KazakhstanSecondRemainder(number) == 10)
            .ToList();

        Assert.NotEmpty(candidates);
        Assert.All(candidates, number => Assert.DoesNotContain(WithEachCheckDigit(number), KazakhstanTin.IsWellFormed));
    }

    [Fact]
    public void Accepts_every_number_made_by_the_published_algorithm() =>
        ValidNumbers.Kazakhstan.Sample(number => KazakhstanTin.IsWellFormed(number));

    [Fact]
    public void Catches_every_wrong_check_digit() =>
        ValidNumbers.Kazakhstan.Sample(number =>
            Assert.DoesNotContain(ValidNumbers.WithAnotherDigit(number, 11), KazakhstanTin.IsWellFormed));

    [Fact]
    public void Catches_every_wrong_digit_of_the_first_ten_while_the_first_row_decides_before_and_after() =>
        ValidNumbers.KazakhstanByFirstRow.Sample(number => Assert.DoesNotContain(
            FirstTen(number).Where(changed => ValidNumbers.KazakhstanFirstRemainder(changed) != 10),
            KazakhstanTin.IsWellFormed));

    [Fact]
    public void Lets_at_most_one_of_the_nine_wrong_digits_pass_at_each_of_the_first_ten() =>
        ValidNumbers.Kazakhstan.Sample(number =>
        {
            for (var position = 0; position < 10; position++)
            {
                Assert.InRange(ValidNumbers.WithAnotherDigit(number, position).Count(KazakhstanTin.IsWellFormed), 0, 1);
            }
        });

    [Fact]
    public void Catches_every_wrong_eleventh_digit_while_the_second_row_decides() =>
        ValidNumbers.KazakhstanBySecondRow.Sample(number =>
            Assert.DoesNotContain(ValidNumbers.WithAnotherDigit(number, 10), KazakhstanTin.IsWellFormed));

    /// <summary>The eleventh weight is 11: the algorithm is blind there, and refusing more would refuse assigned numbers.</summary>
    [Fact]
    public void Cannot_tell_a_wrong_eleventh_digit_while_the_first_row_decides() =>
        ValidNumbers.KazakhstanByFirstRow.Sample(number =>
            Assert.All(ValidNumbers.WithAnotherDigit(number, 10), changed => Assert.True(KazakhstanTin.IsWellFormed(changed))));

    private static IEnumerable<string> FirstTen(string number) =>
        Enumerable.Range(0, 10).SelectMany(position => ValidNumbers.WithAnotherDigit(number, position));

    /// <summary>Some ending makes the start valid, or none does: then it is the structure that refuses.</summary>
    private static void AssertFits(bool accepted, string start) => Assert.Equal(accepted, WellFormed(start).Count > 0);

    private static List<string> WellFormed(string start) =>
        [
            .. Enumerable.Range(10, 90)
                .SelectMany(end => WithEachCheckDigit(FormattableString.Invariant($"{start.PadRight(9, '0')}{end}")))
                .Where(KazakhstanTin.IsWellFormed),
        ];

    private static IEnumerable<string> WithEachCheckDigit(string number) =>
        Enumerable.Range(0, 10).Select(digit => FormattableString.Invariant($"{number}{digit}"));
}

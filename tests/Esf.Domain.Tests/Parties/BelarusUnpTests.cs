using CsCheck;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class BelarusUnpTests
{
    private const string Latin = "ABCEHKMOPT";

    /// <summary>Cyrillic letters that look like <see cref="Latin"/>, in the same order; as code points, for the eye cannot tell.</summary>
    private const string Cyrillic = "\u0410\u0412\u0421\u0415\u041D\u041A\u041C\u041E\u0420\u0422";

    [Theory]
    [InlineData("")]
    [InlineData(" 200988541")]
    [InlineData("200988541 ")]
    [InlineData("2009885410")]
    [InlineData("200\u066088541")]
    [InlineData("20098854\uFF11")]
    public void Refuses_what_does_not_end_in_seven_ASCII_digits(string text) => Assert.Null(BelarusUnp.Normalize(text));

    [Theory]
    [InlineData("M0")]
    [InlineData("MD")]
    [InlineData("M\u042F")]
    [InlineData("\u042FA")]
    [InlineData("OA")]
    [InlineData("PA")]
    [InlineData("TA")]
    [InlineData("DA")]
    [InlineData("1A")]
    [InlineData("00")]
    [InlineData("80")]
    [InlineData("90")]
    public void Refuses_a_beginning_that_no_number_has_whatever_follows(string start)
    {
        var numbers = Enumerable.Range(0, 1000).Select(end => FormattableString.Invariant($"{start}1953{end:000}"));

        Assert.DoesNotContain(numbers, number => BelarusUnp.Normalize(number) is not null);
    }

    [Fact]
    public void Refuses_a_number_whose_remainder_is_ten()
    {
        // 1 x 29 + 1 x 3 = 32 = 10 modulo 11.
        var numbers = Enumerable.Range(0, 10).Select(digit => FormattableString.Invariant($"10000001{digit}"));

        Assert.DoesNotContain(numbers, number => BelarusUnp.Normalize(number) is not null);
    }

    [Theory]
    [InlineData("MA1953684")]
    [InlineData("\u041C\u04101953684")]
    [InlineData("M\u04101953684")]
    [InlineData("\u041CA1953684")]
    [InlineData("ma1953684")]
    [InlineData("\u043C\u04301953684")]
    public void Writes_letters_of_either_alphabet_and_case_as_Latin_capitals(string text) =>
        Assert.Equal("MA1953684", BelarusUnp.Normalize(text));

    [Fact]
    public void Returns_every_number_made_by_the_published_algorithm_as_it_is() =>
        Gen.OneOf(ValidNumbers.BelarusCompany, ValidNumbers.BelarusPerson).Sample(number => BelarusUnp.Normalize(number) == number);

    [Fact]
    public void Reads_every_Cyrillic_look_alike_as_its_Latin_letter() =>
        ValidNumbers.BelarusPerson.Sample(number =>
        {
            var cyrillic = string.Concat([Cyrillic[Latin.IndexOf(number[0])], Cyrillic[Latin.IndexOf(number[1])]], number.AsSpan(2));

            Assert.Equal(number, BelarusUnp.Normalize(cyrillic));
            Assert.Equal(number, BelarusUnp.Normalize(cyrillic.ToLowerInvariant()));
        });

    [Fact]
    public void Catches_every_wrong_digit() =>
        Gen.OneOf(ValidNumbers.BelarusCompany, ValidNumbers.BelarusPerson).Sample(number =>
        {
            var firstDigit = char.IsAsciiLetter(number[0]) ? 2 : 0;
            for (var position = firstDigit; position < number.Length; position++)
            {
                var wrong = ValidNumbers.WithAnotherDigit(number, position);
                Assert.DoesNotContain(wrong, changed => BelarusUnp.Normalize(changed) is not null);
            }
        });

    [Fact]
    public void Catches_every_wrong_second_letter() =>
        ValidNumbers.BelarusPerson.Sample(number =>
            Assert.DoesNotContain(ValidNumbers.WithAnother(number, 1, Latin), changed => BelarusUnp.Normalize(changed) is not null));

    /// <summary>B is 11 and M is 22: the published algorithm cannot tell them apart.</summary>
    [Fact]
    public void Catches_every_wrong_first_letter_except_B_for_M_and_M_for_B() =>
        ValidNumbers.BelarusPerson.Sample(number =>
        {
            foreach (var changed in ValidNumbers.WithAnother(number, 0, "ABCEHKM"))
            {
                var isBlindSpot = (number[0], changed[0]) is ('B', 'M') or ('M', 'B');
                Assert.Equal(isBlindSpot, BelarusUnp.Normalize(changed) is not null);
            }
        });
}

using CsCheck;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class KyrgyzstanInnTests
{
    [Theory]
    [InlineData("0", "29022000")]
    [InlineData("1", "29022024")]
    [InlineData("2", "31121999")]
    [InlineData("0", "30041994")]
    public void Accepts_a_day_that_existed(string kind, string day)
    {
        var text = kind + day + "10053";

        Assert.Equal(text, KyrgyzstanInn.Normalize(text));
    }

    [Theory]
    [InlineData("29021900")]
    [InlineData("29022023")]
    [InlineData("30022024")]
    [InlineData("31041994")]
    [InlineData("32011994")]
    [InlineData("00011994")]
    [InlineData("01001994")]
    [InlineData("01131994")]
    [InlineData("01010000")]
    public void Refuses_a_day_that_never_was(string day)
    {
        Assert.Null(KyrgyzstanInn.Normalize("0" + day + "10053"));
        Assert.Null(KyrgyzstanInn.Normalize("1" + day + "10053"));
    }

    [Theory]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('9')]
    public void Refuses_a_first_digit_that_is_neither_a_company_nor_a_person(char kind) =>
        Assert.Null(KyrgyzstanInn.Normalize(kind + "3003199410053"));

    [Theory]
    [InlineData("")]
    [InlineData("030031994100533")]
    [InlineData(" 03003199410053")]
    [InlineData("03003199410053 ")]
    [InlineData("0300319941005\u0663")]
    [InlineData("0 3031994 1005")]
    public void Refuses_what_is_not_fourteen_ASCII_digits(string text) => Assert.Null(KyrgyzstanInn.Normalize(text));

    [Fact]
    public void Accepts_every_day_of_the_calendar() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, DateOnly.MaxValue.DayNumber], Gen.Int[0, 99_999]).Sample((kind, day, serial) =>
        {
            var text = FormattableString.Invariant($"{kind}{DateOnly.FromDayNumber(day):ddMMyyyy}{serial:00000}");
            return KyrgyzstanInn.Normalize(text) == text;
        });
}

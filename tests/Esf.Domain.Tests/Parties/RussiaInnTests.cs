using CsCheck;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class RussiaInnTests
{
    [Theory]
    [InlineData("0000000000")]
    [InlineData("000000000000")]
    public void Refuses_all_zeros_although_their_checksum_fits(string text) => Assert.Null(RussiaInn.Normalize(text));

    [Theory]
    [InlineData("")]
    [InlineData(" 7707083893")]
    [InlineData("7707083893 ")]
    [InlineData("77070838930")]
    [InlineData("5001007322590")]
    [InlineData("\uFF17707083893")]
    public void Refuses_what_is_neither_ten_nor_twelve_ASCII_digits(string text) => Assert.Null(RussiaInn.Normalize(text));

    [Fact]
    public void Refuses_a_person_whose_last_digit_alone_fits()
    {
        // 500100732259 with its eleventh digit wrong and its twelfth made to fit again.
        var numbers = ValidNumbers.WithAnotherDigit("500100732259", 10)
            .SelectMany(number => ValidNumbers.WithAnotherDigit(number, 11));

        Assert.All(numbers, number => Assert.Null(RussiaInn.Normalize(number)));
    }

    [Fact]
    public void Returns_every_number_made_by_the_published_algorithm_as_it_is() =>
        Gen.OneOf(ValidNumbers.RussiaCompany, ValidNumbers.RussiaPerson).Sample(number => RussiaInn.Normalize(number) == number);

    [Fact]
    public void Catches_every_wrong_digit_of_a_person() =>
        ValidNumbers.RussiaPerson.Sample(number =>
            Assert.DoesNotContain(WithOneWrongDigit(number), changed => RussiaInn.Normalize(changed) is not null));

    [Fact]
    public void Catches_every_wrong_digit_of_a_company_whose_check_digit_is_not_0() =>
        ValidNumbers.RussiaCompany.Where(number => number[9] != '0').Sample(number =>
            Assert.DoesNotContain(WithOneWrongDigit(number), changed => RussiaInn.Normalize(changed) is not null));

    /// <summary>Both remainders are written as 0: the published algorithm cannot tell them apart.</summary>
    [Fact]
    public void Lets_a_wrong_digit_of_a_company_pass_only_where_remainders_0_and_10_change_places() =>
        ValidNumbers.RussiaCompany.Where(number => number[9] == '0').Sample(number =>
        {
            var other = ValidNumbers.RussiaCompanyRemainder(number) == 0 ? 10 : 0;
            foreach (var changed in WithOneWrongDigit(number).Where(changed => changed != "0000000000"))
            {
                var changesPlaces = changed[9] == '0' && ValidNumbers.RussiaCompanyRemainder(changed) == other;
                Assert.Equal(changesPlaces, RussiaInn.Normalize(changed) is not null);
            }
        });

    private static IEnumerable<string> WithOneWrongDigit(string number) =>
        Enumerable.Range(0, number.Length).SelectMany(position => ValidNumbers.WithAnotherDigit(number, position));
}

using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class CountryCodesTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Fact]
    public void Assigns_249_of_the_676_pairs_of_letters()
    {
        var pairs = Letters.SelectMany(first => Letters.Select(second => $"{first}{second}"));

        Assert.Equal(249, pairs.Count(CountryCodes.IsAssigned));
    }

    [Theory]
    [InlineData("AM")]
    [InlineData("BY")]
    [InlineData("KG")]
    [InlineData("KZ")]
    [InlineData("RU")]
    [InlineData("AD")]
    [InlineData("ZW")]
    [InlineData("GB")]
    [InlineData("TR")]
    [InlineData("AX")]
    [InlineData("BQ")]
    [InlineData("CW")]
    [InlineData("SS")]
    [InlineData("TL")]
    [InlineData("UM")]
    public void Accepts_an_assigned_code(string code) => Assert.True(CountryCodes.IsAssigned(code));

    [Theory]
    [InlineData("UK", "exceptionally reserved")]
    [InlineData("EU", "exceptionally reserved")]
    [InlineData("SU", "withdrawn")]
    [InlineData("AN", "withdrawn")]
    [InlineData("YU", "withdrawn")]
    [InlineData("XK", "user-assigned")]
    [InlineData("AA", "user-assigned")]
    [InlineData("ZZ", "user-assigned")]
    [InlineData("kz", "lower case")]
    [InlineData("Kz", "mixed case")]
    [InlineData("KAZ", "alpha-3")]
    [InlineData("398", "numeric")]
    [InlineData("", "empty")]
    [InlineData(" ", "white space")]
    [InlineData("KZ ", "white space")]
    [InlineData("\u041AZ", "Cyrillic")]
    public void Refuses_what_names_no_country(string code, string why) => Assert.False(CountryCodes.IsAssigned(code), why);
}

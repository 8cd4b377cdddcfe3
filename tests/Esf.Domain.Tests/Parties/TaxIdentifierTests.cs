using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class TaxIdentifierTests
{
    private const string Bin = "941240001151";

    [Theory]
    [InlineData("AM", "02502212", TaxIdentifierKind.ArmeniaTin)]
    [InlineData("BY", "200988541", TaxIdentifierKind.BelarusUnp)]
    [InlineData("KG", "03003199410053", TaxIdentifierKind.KyrgyzstanInn)]
    [InlineData("RU", "7707083893", TaxIdentifierKind.RussiaInn)]
    [InlineData("RU", "500100732259", TaxIdentifierKind.RussiaInn)]
    public void Recognises_the_number_of_the_home_country(string country, string text, TaxIdentifierKind kind) =>
        Assert.Equal(new TaxIdentifier(text, kind), TaxIdentifier.Recognize(text, country));

    [Theory]
    [InlineData("AM")]
    [InlineData("BY")]
    [InlineData("KG")]
    [InlineData("RU")]
    public void Recognises_a_Kazakhstan_number_of_a_supplier_from_the_EAEU(string country) =>
        Assert.Equal(new TaxIdentifier(Bin, TaxIdentifierKind.KazakhstanIinBin), TaxIdentifier.Recognize(Bin, country));

    [Theory]
    [InlineData("AM")]
    [InlineData("BY")]
    [InlineData("KG")]
    [InlineData("RU")]
    public void Recognises_the_BIN_of_a_non_resident_company_for_it_is_a_supplier(string country)
    {
        const string nonResident = "941250001156";

        Assert.False(KazakhstanTin.IsResidentTaxpayer(nonResident));
        Assert.Equal(TaxIdentifierKind.KazakhstanIinBin, TaxIdentifier.Recognize(nonResident, country)?.Kind);
    }

    [Theory]
    [InlineData("AM", "7707083893")]
    [InlineData("BY", "02502212")]
    [InlineData("KG", "200988541")]
    [InlineData("RU", "03003199410053")]
    [InlineData("RU", "000000000000")]
    [InlineData("AM", "000000000000")]
    [InlineData("RU", "")]
    [InlineData("RU", " 7707083893")]
    [InlineData("RU", "941240001151 ")]
    public void Recognises_nothing_in_a_number_of_neither_country(string country, string text) =>
        Assert.Null(TaxIdentifier.Recognize(text, country));

    [Fact]
    public void Prefers_the_home_country_where_a_number_is_valid_in_both()
    {
        const string both = "770340000386";

        Assert.True(KazakhstanTin.IsWellFormed(both));
        Assert.Equal(TaxIdentifierKind.RussiaInn, TaxIdentifier.Recognize(both, "RU")?.Kind);
        Assert.Equal(TaxIdentifierKind.KazakhstanIinBin, TaxIdentifier.Recognize(both, "BY")?.Kind);
    }

    [Fact]
    public void Keeps_the_canonical_form_of_a_home_number() =>
        Assert.Equal(new TaxIdentifier("MA1953684", TaxIdentifierKind.BelarusUnp), TaxIdentifier.Recognize("\u041C\u04101953684", "BY"));

    [Theory]
    [InlineData("DE", "de 811 569 869")]
    [InlineData("DE", Bin)]
    [InlineData("US", "\u041C\u04101953684")]
    public void Keeps_the_number_of_any_other_country_as_given(string country, string text) =>
        Assert.Equal(new TaxIdentifier(text, TaxIdentifierKind.Other), TaxIdentifier.Recognize(text, country));
}

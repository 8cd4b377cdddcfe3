using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Law;

public sealed class PartyRulesTests
{
    private const string NotVatPayer = "parent: NOT_VAT_PAYER, art. 454";
    private const string UnknownCountry = "invoice.supplier.country_code: INVALID_SELLER_COUNTRY_CODE, ESF form, box 8.1";
    private const string Resident = "invoice.supplier.country_code: SUPPLIER_IS_RESIDENT, art. 454";
    private const string Required = "invoice.supplier.tax_identifier: EAEU_IDENTIFIER_REQUIRED, ESF form, box 6";
    private const string Invalid = "invoice.supplier.tax_identifier: EAEU_IDENTIFIER_INVALID, ESF form, box 6";

    [Theory]
    [InlineData("2026-03-31", null)]
    [InlineData("2026-03-31", "2026-05-27")]
    [InlineData("2015-03-01", "2030-01-01")]
    public void Accepts_a_payer_whose_registration_is_in_force_on_the_day_of_issue(string from, string? until) =>
        TheLaw.AcceptsNoting(LawCase.Sample.Registered(from, until));

    [Theory]
    [InlineData("2026-05-27", null)]
    [InlineData("2015-03-01", "2026-05-26")]
    [InlineData("2015-03-01", "2026-01-01")]
    public void Refuses_a_payer_whose_registration_is_not_in_force_on_the_day_of_issue(string from, string? until)
    {
        var told = TheLaw.Refuses(LawCase.Sample.Registered(from, until), NotVatPayer);

        Assert.Equal("On 2026-05-26 the taxpayer 941240001151 is not registered for VAT.", told[0].Text(Language.En));
    }

    [Fact]
    public void Refuses_a_payer_who_was_not_registered_on_the_turnover_date()
    {
        var told = TheLaw.Refuses(LawCase.Sample.Registered("2026-04-01", null), "invoice.turnover_date: NOT_VAT_PAYER, art. 454");

        Assert.Equal("On 2026-03-31 the taxpayer 941240001151 is not registered for VAT.", told[0].Text(Language.En));
    }

    [Fact]
    public void The_day_of_issue_for_a_registration_is_the_day_in_Kazakhstan()
    {
        var deregistered = LawCase.Sample.Registered("2015-03-01", "2026-05-27");

        TheLaw.AcceptsNoting(deregistered.At("2026-05-26T18:59:59Z"));
        TheLaw.Refuses(deregistered.At("2026-05-26T19:00:00Z"), NotVatPayer);
    }

    [Theory]
    [InlineData("ZZ")]
    [InlineData("XK")]
    [InlineData("EU")]
    [InlineData("de")]
    [InlineData("DEU")]
    [InlineData("Germany")]
    public void Refuses_a_country_code_that_ISO_3166_does_not_assign_and_tells_nothing_more_of_the_supplier(string country)
    {
        var told = TheLaw.Refuses(LawCase.Sample.Supplied(country, null), UnknownCountry);

        Assert.Equal(country, told[0].Arguments["country"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(LawCase.Bin)]
    [InlineData("000000000000")]
    public void Refuses_a_supplier_of_Kazakhstan_whatever_its_identifier(string? identifier) =>
        TheLaw.Refuses(LawCase.Sample.Supplied("KZ", identifier), Resident);

    [Theory]
    [InlineData("AM")]
    [InlineData("BY")]
    [InlineData("KG")]
    [InlineData("RU")]
    public void Asks_a_supplier_from_the_EAEU_for_its_identifier(string country)
    {
        var told = TheLaw.Refuses(LawCase.Sample.Supplied(country, null), Required);

        Assert.Equal(country, told[0].Arguments["country"]);
    }

    [Theory]
    [InlineData("DE")]
    [InlineData("UZ")]
    [InlineData("GE")]
    public void Asks_no_supplier_from_elsewhere_for_an_identifier(string country) =>
        Assert.Null(TheLaw.Accepts(LawCase.Sample.Supplied(country, null)).Supplier.TaxIdentifier);

    [Theory]
    [InlineData("AM", "02502212", TaxIdentifierKind.ArmeniaTin)]
    [InlineData("BY", "200988541", TaxIdentifierKind.BelarusUnp)]
    [InlineData("KG", "03003199410053", TaxIdentifierKind.KyrgyzstanInn)]
    [InlineData("RU", "7707083893", TaxIdentifierKind.RussiaInn)]
    [InlineData("RU", LawCase.Bin, TaxIdentifierKind.KazakhstanIinBin)]
    [InlineData("DE", "DE 811 569 869", TaxIdentifierKind.Other)]
    public void Says_which_identifier_it_was(string country, string identifier, TaxIdentifierKind kind) =>
        Assert.Equal(new TaxIdentifier(identifier, kind), TheLaw.Accepts(LawCase.Sample.Supplied(country, identifier)).Supplier.TaxIdentifier);

    [Theory]
    [InlineData("AM", "7707083893")]
    [InlineData("BY", "200988542")]
    [InlineData("KG", "941240001152")]
    [InlineData("RU", "7707083894")]
    [InlineData("RU", "")]
    public void Refuses_an_identifier_from_the_EAEU_that_is_neither_the_countrys_nor_Kazakhstans(string country, string identifier)
    {
        var told = TheLaw.Refuses(LawCase.Sample.Supplied(country, identifier), Invalid);

        Assert.Equal((identifier, country), (told[0].Arguments["identifier"], told[0].Arguments["country"]));
    }

    [Fact]
    public void Asks_for_an_identifier_only_while_the_country_is_a_member()
    {
        var left = LawBook.Default with { EaeuMembers = new([new("AM", new(2015, 1, 2), new(2026, 5, 26))]) };

        TheLaw.Refuses(LawCase.Sample.Supplied("AM", null).By(left), Required);
        TheLaw.AcceptsNoting(LawCase.Sample.Supplied("AM", null).By(left).On("2026-05-27"));
        TheLaw.AcceptsNoting(LawCase.Sample.Supplied("RU", null).By(left));
    }

    [Theory]
    [InlineData("KG", "2015-08-11", false)]
    [InlineData("KG", "2015-08-12", true)]
    [InlineData("AM", "2015-01-01", false)]
    [InlineData("AM", "2015-01-02", true)]
    [InlineData("RU", "2015-01-01", true)]
    [InlineData("BY", "2026-05-26", true)]
    [InlineData("KZ", "2026-05-26", true)]
    [InlineData("UZ", "2026-05-26", false)]
    public void A_member_of_the_EAEU_is_one_from_its_accession(string country, string day, bool isMember) =>
        Assert.Equal(isMember, LawBook.Default.EaeuMembers.Include(country, LawCase.Day(day)));
}

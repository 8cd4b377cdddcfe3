using Esf.Domain.Errors;
using Esf.Domain.Parties;

namespace Esf.Domain.Law;

/// <summary>Who may issue, and whom the supplier section may name.</summary>
internal sealed class PartyRules : LawRules<InvoiceCase>
{
    private const string Country = "invoice.supplier.country_code";
    private const string Identifier = "invoice.supplier.tax_identifier";

    public PartyRules()
    {
        Require(
            "The taxpayer is registered for VAT on the day of issue.",
            c => c.Taxpayer.VatRegistration.IsInForce(c.Today),
            ErrorCatalogue.NotVatPayer,
            "parent",
            Sources.VatPayer,
            c => [("date", c.Today.Show()), ("taxpayer", c.Taxpayer.Bin)]);

        Given("a turnover date that is not kept from the amended invoice", c => !c.KeepsTurnoverDate, () => Require(
            "The taxpayer was registered for VAT on the turnover date.",
            c => !c.Taxpayer.VatRegistration.IsInForce(c.Today) || c.Taxpayer.VatRegistration.IsInForce(c.Draft.TurnoverDate),
            ErrorCatalogue.NotVatPayer,
            "invoice.turnover_date",
            Sources.VatPayer,
            c => [("date", c.Draft.TurnoverDate.Show()), ("taxpayer", c.Taxpayer.Bin)]));

        Require(
            "The supplier's country is an assigned code of ISO 3166-1.",
            c => CountryCodes.IsAssigned(CountryOf(c)),
            ErrorCatalogue.InvalidSellerCountryCode,
            Country,
            Sources.SupplierCountryBox,
            ShowCountry);

        Require(
            "The supplier is a non-resident: its country is not Kazakhstan.",
            c => CountryOf(c) != LawBook.HomeCountry,
            ErrorCatalogue.SupplierIsResident,
            Country,
            Sources.SelfAddressed,
            ShowCountry);

        Given("a supplier from another member of the EAEU", c => CountryOf(c) != LawBook.HomeCountry && c.Law.EaeuMembers.Include(CountryOf(c), c.Today), () =>
        {
            Require(
                "The supplier carries its identifier.",
                c => c.Draft.Supplier.TaxIdentifier is not null,
                ErrorCatalogue.EaeuIdentifierRequired,
                Identifier,
                Sources.SupplierIdentifierBox,
                ShowCountry,
                LawTopic.EaeuMembers);

            Require(
                "The identifier is a valid number of the supplier's country, or a Kazakhstan IIN or BIN.",
                c => c.Draft.Supplier.TaxIdentifier is not { } identifier || TaxIdentifier.Recognize(identifier, CountryOf(c)) is not null,
                ErrorCatalogue.EaeuIdentifierInvalid,
                Identifier,
                Sources.SupplierIdentifierBox,
                c => [("identifier", c.Draft.Supplier.TaxIdentifier!), ("country", CountryOf(c))],
                LawTopic.EaeuMembers);
        });
    }

    private static string CountryOf(InvoiceCase c) => c.Draft.Supplier.CountryCode;

    private static (string Name, string Value)[] ShowCountry(InvoiceCase c) => [("country", CountryOf(c))];
}

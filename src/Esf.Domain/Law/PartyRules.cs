using Esf.Domain.Errors;
using Esf.Domain.Parties;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>Who may issue, and whom the supplier section may name.</summary>
internal sealed class PartyRules : AbstractValidator<InvoiceCase>
{
    public PartyRules()
    {
        // A country that does not exist has no membership either: the first that fails says enough.
        RuleLevelCascadeMode = CascadeMode.Stop;

        RuleFor(c => c.Taxpayer.VatRegistration)
            .Must((c, registration) => registration.IsInForce(c.Today))
            .Tells(ErrorCatalogue.NotVatPayer, "parent", Sources.VatPayer, c => [("date", c.Today.Show()), ("taxpayer", c.Taxpayer.Bin)]);

        RuleFor(c => c.Draft.Supplier)
            .Must(supplier => CountryCodes.IsAssigned(supplier.CountryCode))
            .Tells(ErrorCatalogue.InvalidSellerCountryCode, "invoice.supplier.country_code", Sources.SupplierCountryBox, Country)
            .Must(supplier => supplier.CountryCode != LawBook.HomeCountry)
            .Tells(ErrorCatalogue.SupplierIsResident, "invoice.supplier.country_code", Sources.SelfAddressed, Country)
            .Must((c, supplier) => supplier.TaxIdentifier is not null || !IsFromEaeu(c))
            .Tells(ErrorCatalogue.EaeuIdentifierRequired, "invoice.supplier.tax_identifier", Sources.SupplierIdentifierBox, Country)
            .Must((c, supplier) => !IsFromEaeu(c) || TaxIdentifier.Recognize(supplier.TaxIdentifier!, supplier.CountryCode) is not null)
            .Tells(
                ErrorCatalogue.EaeuIdentifierInvalid,
                "invoice.supplier.tax_identifier",
                Sources.SupplierIdentifierBox,
                c => [("identifier", c.Draft.Supplier.TaxIdentifier!), ("country", c.Draft.Supplier.CountryCode)]);
    }

    private static bool IsFromEaeu(InvoiceCase c) => c.Law.EaeuMembers.Include(c.Draft.Supplier.CountryCode, c.Today);

    private static (string Name, string Value)[] Country(InvoiceCase c) => [("country", c.Draft.Supplier.CountryCode)];
}

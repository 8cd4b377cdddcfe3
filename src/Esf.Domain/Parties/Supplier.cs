namespace Esf.Domain.Parties;

/// <summary>A non-resident who supplied services, as typed by the caller; shape checked, law not yet.</summary>
/// <param name="LegalName">Name (box 7), 3 to 450 characters.</param>
/// <param name="Address">Address (box 8), 3 to 450 characters.</param>
/// <param name="CountryCode">Two upper-case Latin letters (box 8.1).</param>
/// <param name="TaxIdentifier">Identifier (box 6) as typed, at most 50 characters; null when none was given.</param>
public sealed record SupplierDraft(string LegalName, string Address, string CountryCode, string? TaxIdentifier);

/// <summary>The supplier section of an issued invoice; its category is always Non-resident.</summary>
/// <param name="LegalName">Name (box 7).</param>
/// <param name="Address">Address (box 8).</param>
/// <param name="CountryCode">ISO 3166-1 alpha-2 (box 8.1), not KZ.</param>
/// <param name="TaxIdentifier">Identifier with what it was recognised as; null only outside the EAEU.</param>
public sealed record Supplier(string LegalName, string Address, string CountryCode, TaxIdentifier? TaxIdentifier)
{
    /// <summary>The category that every supplier of a self-addressed invoice has (box 10).</summary>
    public const string Category = "NON_RESIDENT";
}

/// <summary>The recipient section: the VAT payer's registration as it was at the moment of issue.</summary>
/// <param name="Bin">IIN or BIN.</param>
/// <param name="LegalName">Legal name.</param>
/// <param name="Address">Address.</param>
/// <param name="VatCertificateSeries">Series of the VAT certificate.</param>
/// <param name="VatCertificateNumber">Number of the VAT certificate.</param>
public sealed record Recipient(string Bin, string LegalName, string Address, string VatCertificateSeries, string VatCertificateNumber)
{
    /// <summary>Fills the section from the payer's own registration; nothing of it is ever typed.</summary>
    public static Recipient From(Taxpayer taxpayer) => new(
        taxpayer.Bin,
        taxpayer.LegalName,
        taxpayer.Address,
        taxpayer.VatRegistration.CertificateSeries,
        taxpayer.VatRegistration.CertificateNumber);
}

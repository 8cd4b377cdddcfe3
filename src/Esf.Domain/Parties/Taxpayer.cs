namespace Esf.Domain.Parties;

/// <summary>A VAT payer as registered: the only source of the recipient section of its invoices.</summary>
public sealed record Taxpayer
{
    /// <summary>IIN or BIN of a resident, 12 digits with a valid check digit.</summary>
    public required string Bin { get; init; }

    /// <summary>Legal name, 3 to 450 characters.</summary>
    public required string LegalName { get; init; }

    /// <summary>Address, 3 to 450 characters.</summary>
    public required string Address { get; init; }

    /// <summary>Registration for VAT.</summary>
    public required VatRegistration VatRegistration { get; init; }
}

/// <summary>Registration for VAT: a certificate and the days between which it is in force.</summary>
/// <param name="CertificateSeries">Series of the certificate, 1 to 5 digits.</param>
/// <param name="CertificateNumber">Number of the certificate, 1 to 7 digits.</param>
/// <param name="RegisteredOn">First day in force.</param>
/// <param name="DeregisteredOn">First day no longer in force, later than <paramref name="RegisteredOn"/>; null while it stands.</param>
public sealed record VatRegistration(string CertificateSeries, string CertificateNumber, DateOnly RegisteredOn, DateOnly? DeregisteredOn)
{
    /// <summary>Whether the registration is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => RegisteredOn <= day && (DeregisteredOn is null || day < DeregisteredOn);
}

/// <summary>A taxpayer with what the store adds to it.</summary>
/// <param name="Taxpayer">The registration.</param>
/// <param name="Version">1 when registered, one more at each replacement.</param>
/// <param name="CreateTime">When it was registered, UTC, microseconds.</param>
/// <param name="UpdateTime">When it was last replaced, UTC, microseconds.</param>
public sealed record StoredTaxpayer(Taxpayer Taxpayer, long Version, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);

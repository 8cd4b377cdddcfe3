using Esf.Domain;
using Esf.Domain.Parties;

namespace Esf.Server.Mapping;

/// <summary>Taxpayers between the contract and the domain.</summary>
internal static class TaxpayerMapping
{
    /// <summary>Reads the registration of a new taxpayer.</summary>
    /// <exception cref="Domain.Errors.EsfException">REQUEST_INVALID with all violations of shape.</exception>
    public static Taxpayer Read(V1.Taxpayer? message)
    {
        var shape = new Shape();
        var taxpayer = Read(shape, message, message?.Bin ?? string.Empty);
        shape.ThrowIfAny();
        return taxpayer!;
    }

    /// <summary>Reads the replacement of a registration; the BIN comes from the name.</summary>
    /// <exception cref="Domain.Errors.EsfException">REQUEST_INVALID with all violations of shape.</exception>
    public static (Taxpayer Taxpayer, string? Etag) ReadReplacement(V1.Taxpayer? message)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("taxpayer.name", message?.Name ?? string.Empty);
        if (message is { Bin.Length: > 0 } && message.Bin != bin)
        {
            shape.Invalid("taxpayer.bin", "same_as:taxpayer.name");
        }

        var taxpayer = Read(shape, message, bin.Length > 0 ? bin : new string('0', Limits.TinDigits));
        var etag = shape.OptionalText("taxpayer.etag", message?.Etag ?? string.Empty, 1, Limits.EtagMaxLength);
        shape.ThrowIfAny();
        return (taxpayer!, etag);
    }

    public static V1.Taxpayer ToWire(this StoredTaxpayer stored)
    {
        var (taxpayer, registration) = (stored.Taxpayer, stored.Taxpayer.VatRegistration);
        return new()
        {
            Name = ResourceNames.Taxpayer(taxpayer.Bin),
            Bin = taxpayer.Bin,
            LegalName = taxpayer.LegalName,
            Address = taxpayer.Address,
            VatRegistration = new()
            {
                CertificateSeries = registration.CertificateSeries,
                CertificateNumber = registration.CertificateNumber,
                RegisteredOn = registration.RegisteredOn.ToWire(),
                DeregisteredOn = registration.DeregisteredOn?.ToWire(),
            },
            Etag = TaxpayerRegistry.EtagOf(stored),
            CreateTime = stored.CreateTime.ToWire(),
            UpdateTime = stored.UpdateTime.ToWire(),
        };
    }

    private static Taxpayer? Read(Shape shape, V1.Taxpayer? message, string bin)
    {
        if (message is null)
        {
            shape.IsNull("taxpayer");
            return null;
        }

        return new()
        {
            Bin = shape.Digits("taxpayer.bin", bin, Limits.TinDigits, Limits.TinDigits),
            LegalName = shape.Text("taxpayer.legal_name", message.LegalName, Limits.NameMinLength, Limits.NameMaxLength),
            Address = shape.Text("taxpayer.address", message.Address, Limits.NameMinLength, Limits.NameMaxLength),
            VatRegistration = Read(shape, message.VatRegistration),
        };
    }

    private static VatRegistration Read(Shape shape, V1.VatRegistration? message)
    {
        const string path = "taxpayer.vat_registration";
        if (message is null)
        {
            shape.IsNull(path);
            message = new() { CertificateSeries = "1", CertificateNumber = "1", RegisteredOn = DateOnly.MinValue.ToWire() };
        }

        var registration = new VatRegistration(
            shape.Digits($"{path}.certificate_series", message.CertificateSeries, 1, Limits.CertificateSeriesMaxDigits),
            shape.Digits($"{path}.certificate_number", message.CertificateNumber, 1, Limits.CertificateNumberMaxDigits),
            shape.Date($"{path}.registered_on", message.RegisteredOn),
            shape.OptionalDate($"{path}.deregistered_on", message.DeregisteredOn));
        if (registration.DeregisteredOn <= registration.RegisteredOn)
        {
            shape.Invalid($"{path}.deregistered_on", $"later_than:{path}.registered_on");
        }

        return registration;
    }
}

using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output;

internal static class TaxpayerView
{
    public static Table Table(Screen screen, IEnumerable<Taxpayer> taxpayers)
    {
        var table = screen.Table(
            Phrases.Bin, Phrases.Name, Phrases.Address, Phrases.VatCertificate, Phrases.RegisteredOn, Phrases.DeregisteredOn);
        foreach (var taxpayer in taxpayers)
        {
            var registration = taxpayer.VatRegistration ?? new VatRegistration();
            table.AddRow(
                Show.Cell(taxpayer.Bin),
                Show.Cell(taxpayer.LegalName),
                Show.Cell(taxpayer.Address),
                Show.Cell($"{registration.CertificateSeries} {registration.CertificateNumber}".Trim()),
                Show.Cell(Show.Date(registration.RegisteredOn)),
                Show.Cell(Show.Date(registration.DeregisteredOn)));
        }

        return table;
    }
}

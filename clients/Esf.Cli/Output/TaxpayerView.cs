using Esf.Cli.Output.Export;
using Esf.V1;

namespace Esf.Cli.Output;

/// <summary>Taxpayers as a file and on the screen.</summary>
internal static class TaxpayerView
{
    public static readonly TableExport<Taxpayer> Export = new(new("Taxpayers", "Налогоплательщики", "Салық төлеушілер"),
    [
        Column.Text<Taxpayer>("bin", Phrases.Bin, 14, taxpayer => taxpayer.Bin).OnScreen(),
        Column.Text<Taxpayer>("legal_name", Phrases.Name, 40, taxpayer => taxpayer.LegalName).OnScreen() with { IsWords = true },
        Column.Text<Taxpayer>("address", Phrases.Address, 40, taxpayer => taxpayer.Address).OnScreen(3) with { IsWords = true },
        Column.Text<Taxpayer>("vat_certificate", Phrases.VatCertificate, 18, CertificateOf).OnScreen(2),
        Column.Date<Taxpayer>("registered_on", Phrases.RegisteredOn, taxpayer => taxpayer.VatRegistration?.RegisteredOn).OnScreen(1),
        Column.Date<Taxpayer>("deregistered_on", Phrases.DeregisteredOn, taxpayer => taxpayer.VatRegistration?.DeregisteredOn).OnScreen(1),
    ]);

    public static TableView Table(Screen screen, IEnumerable<Taxpayer> taxpayers) => Export.OnScreen(screen, taxpayers);

    private static string CertificateOf(Taxpayer taxpayer) =>
        $"{taxpayer.VatRegistration?.CertificateSeries} {taxpayer.VatRegistration?.CertificateNumber}".Trim();
}

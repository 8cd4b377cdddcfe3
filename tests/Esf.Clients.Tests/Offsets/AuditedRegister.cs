using Esf.Client;
using Esf.Server.Hosting;
using Esf.V1;

namespace Esf.Clients.Tests.Offsets;

/// <summary>A register of two quarters behind a server of its own: issued in May, then corrected, revoked and issued in July.</summary>
/// <remarks>
/// <code>
/// A 2026-05-26  #1 832 000.00   #2 160.00
/// B 2026-05-26  #1 160 000.00
/// A 2026-07-02  #3 320 000.00   #4 revokes #2
/// B 2026-07-02  #2 80 000.00 in place of #1
/// </code>
/// </remarks>
public sealed class AuditedRegister(ServerFixture fixture) : IAsyncLifetime
{
    internal const string A = "941240001151";
    internal const string B = "011140001654";

    private readonly string _database = $"audited-{Guid.NewGuid():N}.db";

    private EsfServer? _server;

    internal string Grpc => _server!.Addresses[0];

    internal string Folder => fixture.Folder.FullName;

    public async ValueTask InitializeAsync() => _server = await FillAsync(clock => fixture.StartAsync(clock, _database));

    /// <summary>Fills an empty database by two servers, one in May and one in July, and answers the second.</summary>
    /// <param name="start">Starts a server on it at an instant.</param>
    internal static async Task<EsfServer> FillAsync(Func<string, Task<EsfServer>> start)
    {
        await using (var may = await start("2026-05-26T12:00:00+05:00"))
        {
            await using var client = new EsfClient(new() { Address = new(may.Addresses[0]) });
            await RegisterAsync(client, A);
            await RegisterAsync(client, B);
            await IssueAsync(client, A, new(2026, 5, 25), 5_200_000m);
            await IssueAsync(client, A, new(2026, 5, 25), 1_000m);
            await IssueAsync(client, B, new(2026, 5, 25), 1_000_000m);
        }

        var server = await start("2026-07-02T12:00:00+05:00");
        await using var july = new EsfClient(new() { Address = new(server.Addresses[0]) });
        await IssueAsync(july, A, new(2026, 7, 1), 2_000_000m);
        await july.RevokeInvoiceAsync(
            new() { Name = NameOf(A, 2), Reason = "issued twice" }, TestContext.Current.CancellationToken);
        var invoice = (await july.GetInvoiceAsync(NameOf(B, 1), TestContext.Current.CancellationToken)).Clone();
        await july.CorrectInvoiceAsync(
            new()
            {
                Name = NameOf(B, 1),
                Invoice = Draft(500_000m, invoice.PaymentAllocations[0].VatPayment),
            },
            TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    internal Task<CliRun> EsfAsync(params string[] args) =>
        fixture.EsfAsync(args.Contains("--server", StringComparer.Ordinal) ? args : [.. args, "--server", Grpc]);

    /// <summary>Another server on a copy of the database in which somebody has changed something.</summary>
    internal async Task<EsfServer> TamperedAsync(string name, string sql)
    {
        var copy = Path.Combine(Folder, name);
        await using (var source = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Folder, _database)}"))
        await using (var target = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={copy};Pooling=false"))
        {
            await source.OpenAsync(TestContext.Current.CancellationToken);
            await target.OpenAsync(TestContext.Current.CancellationToken);
            source.BackupDatabase(target);
            await using var command = target.CreateCommand();
            command.CommandText = $"pragma foreign_keys = off; {sql}";
            Assert.InRange(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken), 1, 10);
        }

        return await fixture.StartAsync("2026-07-03T12:00:00+05:00", name);
    }

    internal static string NumberOf(string bin, int sequence) =>
        $"ESF-{bin}-{(sequence <= (bin == A ? 2 : 1) ? "20260526" : "20260702")}-{sequence:00000000}";

    private static string NameOf(string bin, int sequence) => $"taxpayers/{bin}/invoices/{NumberOf(bin, sequence)}";

    private static Task<Taxpayer> RegisterAsync(EsfClient client, string bin) => client.RegisterTaxpayerAsync(
        new()
        {
            Bin = bin,
            LegalName = "ТОО \"Алатау\"",
            Address = "г. Алматы",
            VatRegistration = new() { CertificateSeries = "1", CertificateNumber = "1", RegisteredOn = new DateOnly(2020, 1, 1).ToProtoDate() },
        },
        TestContext.Current.CancellationToken);

    private static async Task IssueAsync(EsfClient client, string bin, DateOnly paidOn, decimal turnover)
    {
        var payment = await client.RecordVatPaymentAsync(
            $"taxpayers/{bin}",
            new()
            {
                DocumentNumber = $"{turnover}",
                PaidOn = paidOn.ToProtoDate(),
                Amount = (turnover * 0.16m).ToProtoDecimal(),
                BudgetCode = "105104",
            },
            TestContext.Current.CancellationToken);
        await client.IssueInvoiceAsync(
            new() { Parent = $"taxpayers/{bin}", Invoice = Draft(turnover, payment.Name) }, TestContext.Current.CancellationToken);
    }

    private static Invoice Draft(decimal turnover, string payment) => new()
    {
        TurnoverDate = new DateOnly(2026, 3, 31).ToProtoDate(),
        Supplier = new() { LegalName = "Nordlicht GmbH", Address = "Berlin", CountryCode = "DE" },
        Lines = { new InvoiceLine { Description = "Consulting", TurnoverAmount = turnover.ToProtoDecimal() } },
        PaymentAllocations = { new PaymentAllocation { VatPayment = payment } },
    };
}

using System.Globalization;
using Esf.Client;
using Esf.Server.Hosting;
using Esf.V1;

namespace Esf.Clients.Tests.OneC;

/// <summary>A server of its own for one test, and exchange folders that are worked on against it.</summary>
internal sealed class OneCServer : IAsyncDisposable
{
    public const string Taxpayer = "941240001151";

    private readonly ServerFixture _fixture;
    private EsfServer _server;

    private OneCServer(ServerFixture fixture, EsfServer server, DirectoryInfo root)
    {
        _fixture = fixture;
        _server = server;
        Root = root;
        Client = NewClient();
    }

    public DirectoryInfo Root { get; }

    public EsfClient Client { get; private set; }

    public string Grpc => _server.Addresses[0];

    public string Json => _server.Addresses[1];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a server whose clock stands at noon of a day, the taxpayer registered.</summary>
    public static async Task<OneCServer> StartAsync(ServerFixture fixture, string day = "2026-05-26", bool isRegistered = true)
    {
        var name = Guid.NewGuid().ToString("N");
        var server = new OneCServer(fixture, await fixture.StartAsync($"{day}T12:00:00+05:00", $"{name}.db"), fixture.Folder.CreateSubdirectory(name));
        if (isRegistered)
        {
            await server.RegisterAsync();
        }

        return server;
    }

    /// <summary>The same register on another day, at another address.</summary>
    public async Task RestartAsync(string day)
    {
        await DisposeAsync();
        _server = await _fixture.StartAsync($"{day}T12:00:00+05:00", $"{Root.Name}.db");
        Client = NewClient();
    }

    public Task RegisterAsync() => Client.RegisterTaxpayerAsync(
        new()
        {
            Bin = Taxpayer,
            LegalName = "ТОО \"Алатау Консалтинг\"",
            Address = "г. Алматы, ул. Абая, 1",
            VatRegistration = new() { CertificateSeries = "60001", CertificateNumber = "1234567", RegisteredOn = new DateOnly(2015, 3, 1).ToProtoDate() },
        },
        Cancel);

    /// <summary>Records a payment without a statement.</summary>
    public async Task<string> PayAsync(string document, decimal amount, string day = "2026-05-25")
    {
        var payment = await Client.RecordVatPaymentAsync(
            $"taxpayers/{Taxpayer}",
            new()
            {
                DocumentNumber = document,
                PaidOn = DateOnly.Parse(day, CultureInfo.InvariantCulture).ToProtoDate(),
                Amount = amount.ToProtoDecimal(),
                BudgetCode = "105104",
            },
            Cancel);
        return payment.Name;
    }

    public async Task<List<VatPayment>> PaymentsAsync()
    {
        var payments = new List<VatPayment>();
        await foreach (var payment in Client.ListVatPaymentsAsync(new() { Parent = $"taxpayers/{Taxpayer}", PageSize = 1000 }, Cancel))
        {
            payments.Add(payment);
        }

        return payments;
    }

    public async Task<List<Invoice>> InvoicesAsync()
    {
        var invoices = new List<Invoice>();
        await foreach (var invoice in Client.ListInvoicesAsync(new() { Parent = $"taxpayers/{Taxpayer}", PageSize = 1000 }, Cancel))
        {
            invoices.Add(invoice);
        }

        return invoices;
    }

    /// <summary>An exchange folder beside the others of this test.</summary>
    public OneCFolder Folder(string name = "exchange", string language = "ru", string? address = null, Action<string>? step = null, HttpMessageHandler? handler = null) =>
        new(Path.Combine(Root.FullName, name), address ?? Grpc, language, step, handler);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private EsfClient NewClient() => new(new EsfClientOptions { Address = new(Grpc), Language = "ru" });
}

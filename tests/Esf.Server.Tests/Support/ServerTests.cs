namespace Esf.Server.Tests.Support;

/// <summary>A subject that is tested over both faces of one server on one engine; each test has taxpayers of its own.</summary>
public abstract class ServerTests(TestServer server) : IAsyncLifetime
{
    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal TestServer Server => server;

    internal SettableClock Clock => server.Clock;

    internal HttpClient Json => server.Json;

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(Cancel);
        Clock.Set(Given.Noon);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Registers a new taxpayer and answers its BIN.</summary>
    internal async Task<string> RegisterAsync()
    {
        var bin = Bins.Next();
        await server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        return bin;
    }

    internal async Task<V1.VatPayment> RecordAsync(string bin, V1.VatPayment payment) =>
        (await server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{bin}", VatPayment = payment }, cancellationToken: Cancel)).VatPayment;

    /// <summary>A new taxpayer with a payment, made on the day before today.</summary>
    internal async Task<(string Bin, V1.VatPayment Payment)> PaidAsync(decimal amount = 832_000m, DateOnly? paidOn = null)
    {
        var bin = await RegisterAsync();
        return (bin, await RecordAsync(bin, Given.Payment(amount, paidOn)));
    }

    internal async Task<V1.Invoice> IssueAsync(V1.IssueInvoiceRequest request) =>
        (await server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel)).Invoice;

    internal Task<RpcRefusal> RefuseAsync(V1.IssueInvoiceRequest request) => RpcRefusal.OfAsync(server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel));

    internal async Task<V1.ValidateInvoiceResponse> ValidateAsync(string bin, V1.Invoice invoice) =>
        await server.Invoices.ValidateInvoiceAsync(new() { Parent = $"taxpayers/{bin}", Invoice = invoice }, cancellationToken: Cancel);

    internal async Task<V1.VatPayment> PaymentAsync(string name) =>
        (await server.VatPayments.GetVatPaymentAsync(new() { Name = name }, cancellationToken: Cancel)).VatPayment;

    /// <summary>All invoices of a taxpayer, page by page, in the order of the ledger.</summary>
    internal async Task<IReadOnlyList<V1.Invoice>> ListAsync(string bin)
    {
        var invoices = new List<V1.Invoice>();
        var token = string.Empty;
        do
        {
            var page = await server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}", PageSize = 500, PageToken = token }, cancellationToken: Cancel);
            invoices.AddRange(page.Invoices);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return invoices;
    }

    internal Task AssertUnbrokenAsync(string bin, int count) => server.AssertUnbrokenAsync(bin, count, Cancel);
}

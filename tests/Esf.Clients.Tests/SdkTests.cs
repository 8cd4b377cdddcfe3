using Esf.Client;
using Esf.V1;
using Grpc.Core;

namespace Esf.Clients.Tests;

/// <summary>The SDK against the real server, and against a transport that breaks.</summary>
public sealed class SdkTests(ServerFixture fixture)
{
    private const string Bin = "940140000385";

    [Fact]
    public async Task A_call_that_breaks_after_the_server_has_issued_is_repeated_and_answers_the_one_invoice()
    {
        await using var sure = Client(null);
        var payment = await GivenPaymentAsync(sure, "sdk-1");
        using var breaking = new BreakingHandler(breaks: 2);
        await using var client = Client(breaking);

        var response = await client.IssueInvoiceAsync(Request(payment), TestContext.Current.CancellationToken);

        Assert.Equal(2, breaking.Broken);
        var invoices = new List<Invoice>();
        await foreach (var invoice in sure.ListInvoicesAsync(new() { Parent = $"taxpayers/{Bin}" }, TestContext.Current.CancellationToken))
        {
            invoices.Add(invoice);
        }

        Assert.Equal(response.Invoice.RegistrationNumber, Assert.Single(invoices, invoice => invoice.PaymentAllocations[0].VatPayment == payment).RegistrationNumber);
    }

    [Fact]
    public void What_the_server_found_too_slow_is_not_repeated_and_what_it_did_not_answer_is()
    {
        Assert.False(new EsfException(StatusCode.DeadlineExceeded, "QUERY_TOO_SLOW", "slow").MayBeRepeated);
        Assert.True(new EsfException(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", "no answer").MayBeRepeated);
        Assert.True(new EsfException(StatusCode.Unavailable, "LEDGER_LOCKED", "held").MayBeRepeated);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_decoded_violations_and_is_not_repeated()
    {
        using var counting = new BreakingHandler(breaks: 0);
        await using var client = Client(counting);
        var payment = await GivenPaymentAsync(client, "sdk-2");
        var before = counting.Calls;
        var request = Request(payment);
        request.Invoice.Supplier.CountryCode = "XX";

        var refusal = await Assert.ThrowsAsync<EsfException>(() => client.IssueInvoiceAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, refusal.Code);
        Assert.Equal("INVOICE_INVALID", refusal.Reason);
        var violation = Assert.Single(refusal.Violations);
        Assert.Equal("INVALID_SELLER_COUNTRY_CODE", violation.Reason);
        Assert.Equal("invoice.supplier.country_code", violation.Field);
        Assert.Contains("ISO 3166-1", violation.LocalizedMessage, StringComparison.Ordinal);
        Assert.Equal(before + 1, counting.Calls);
    }

    [Fact]
    public async Task A_stream_answers_every_request_once_although_its_connection_breaks()
    {
        await using var client = Client(null);
        var payments = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => GivenPaymentAsync(client, $"stream-{i}")));
        var requests = payments.Select(Request).ToArray();

        var answered = new List<string>();
        await foreach (var outcome in client.StreamIssueInvoicesAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
        {
            Assert.NotNull(outcome.Issued);
            answered.Add(outcome.RequestId);
        }

        Assert.Equal(requests.Select(request => request.RequestId).Order(), answered.Order());
    }

    private EsfClient Client(HttpMessageHandler? handler) => new(new()
    {
        Address = new(fixture.Grpc),
        HttpHandler = handler,
        InitialBackoff = TimeSpan.FromMilliseconds(10),
        MaxBackoff = TimeSpan.FromMilliseconds(50),
    });

    private static async Task<string> GivenPaymentAsync(EsfClient client, string document)
    {
        await client.RegisterTaxpayerAsync(
            new()
            {
                Bin = Bin,
                LegalName = "ТОО \"Клиент\"",
                Address = "г. Астана",
                VatRegistration = new() { CertificateSeries = "1", CertificateNumber = "1", RegisteredOn = new DateOnly(2020, 1, 1).ToProtoDate() },
            },
            TestContext.Current.CancellationToken);
        var recorded = await client.RecordVatPaymentAsync(
            $"taxpayers/{Bin}",
            new()
            {
                DocumentNumber = document,
                PaidOn = new DateOnly(2026, 5, 25).ToProtoDate(),
                Amount = 160m.ToProtoDecimal(),
                BudgetCode = "105104",
            },
            TestContext.Current.CancellationToken);
        return recorded.Name;
    }

    private static IssueInvoiceRequest Request(string payment) => new()
    {
        Parent = $"taxpayers/{Bin}",
        RequestId = Guid.NewGuid().ToString(),
        Invoice = new()
        {
            TurnoverDate = new DateOnly(2026, 3, 31).ToProtoDate(),
            Supplier = new() { LegalName = "Nordlicht GmbH", Address = "Berlin", CountryCode = "DE" },
            Lines = { new InvoiceLine { Description = "Consulting", TurnoverAmount = 1000m.ToProtoDecimal() } },
            PaymentAllocations = { new PaymentAllocation { VatPayment = payment } },
        },
    };

    /// <summary>Lets a call reach the server, and then loses its answer.</summary>
    private sealed class BreakingHandler(int breaks) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Calls { get; private set; }

        public int Broken { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            var response = await base.SendAsync(request, cancellationToken);
            if (Broken == breaks)
            {
                return response;
            }

            Broken++;
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            response.Dispose();
            throw new HttpRequestException("The connection was lost.", new IOException("reset"));
        }
    }
}

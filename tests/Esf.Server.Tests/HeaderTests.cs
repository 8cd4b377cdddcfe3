using System.Net;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>
/// Headers that HTTP allows and that the library's metadata cannot hold: what is stored is answered as stored, and what is refused is
/// answered with its own code.
/// </summary>
public abstract class HeaderTests : ServerTests
{
    private readonly TestServer _server;

    protected HeaderTests(TestServer server)
        : base(server) => _server = server;

    private V1.InvoiceService.InvoiceServiceClient Invoices => new(Channel);

    private GrpcChannel Channel => field ??= GrpcChannel.ForAddress(
        _server.Channel.Target is { } target ? $"http://{target}" : string.Empty, new() { HttpHandler = new OddHeaders(), DisposeHttpClient = true });

    private HttpClient OddJson => field ??= new(new OddHeaders()) { BaseAddress = Json.BaseAddress };

    [Fact]
    public async Task What_every_writing_method_stores_over_gRPC_is_answered()
    {
        var bin = Bins.Next();
        var parent = $"taxpayers/{bin}";
        var taxpayers = new V1.TaxpayerService.TaxpayerServiceClient(Channel);
        var payments = new V1.VatPaymentService.VatPaymentServiceClient(Channel);

        var taxpayer = (await taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel)).Taxpayer;
        Assert.Equal("2", (await taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel)).Taxpayer.Etag);
        var payment = (await payments.RecordVatPaymentAsync(new() { Parent = parent, VatPayment = Given.Payment(10 * 832_000m) }, cancellationToken: Cancel)).VatPayment;
        var recorded = await payments.BatchRecordVatPaymentsAsync(new() { Parent = parent, VatPayments = { Given.Payment(1m, document: "2") } }, cancellationToken: Cancel);
        Assert.NotNull(Assert.Single(recorded.Outcomes).VatPayment);

        V1.IssueInvoiceRequest Request() => Given.Request(Given.Invoice(payment.Name), bin);
        var issued = (await Invoices.IssueInvoiceAsync(Request(), cancellationToken: Cancel)).Invoice;
        var batch = await Invoices.BatchIssueInvoicesAsync(new() { Parent = parent, Requests = { Request() } }, cancellationToken: Cancel);
        Assert.NotNull(Assert.Single(batch.Outcomes).Issued);
        using var stream = Invoices.StreamIssueInvoices(cancellationToken: Cancel);
        await stream.RequestStream.WriteAsync(new() { Request = Request() }, Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        Assert.NotNull(stream.ResponseStream.Current.Outcome.Issued);
        await stream.RequestStream.CompleteAsync();

        var corrected = (await Invoices.CorrectInvoiceAsync(
            new() { Name = issued.Name, RequestId = Given.RequestId(), Invoice = Given.Invoice(payment.Name, 4_000_000m) }, cancellationToken: Cancel)).Invoice;
        var difference = Given.Invoice(payment.Name, -100m);
        difference.PaymentAllocations.Clear();
        var added = (await Invoices.IssueAdditionalInvoiceAsync(
            new() { Name = corrected.Name, RequestId = Given.RequestId(), Invoice = difference }, cancellationToken: Cancel)).Invoice;
        Assert.Equal(
            V1.InvoiceState.Revoked,
            (await Invoices.RevokeInvoiceAsync(new() { Name = added.Name, RequestId = Given.RequestId(), Reason = "issued by mistake" }, cancellationToken: Cancel)).Invoice.State);
        await AssertUnbrokenAsync(bin, 6);
    }

    [Fact]
    public async Task What_every_writing_method_stores_over_JSON_is_answered()
    {
        var bin = Bins.Next();
        (await OddJson.PostAsync("/v1/taxpayers", Given.Taxpayer(bin).ToJson())).Success();
        (await OddJson.PatchAsync($"/v1/taxpayers/{bin}", Given.Taxpayer(bin).ToJson())).Success();
        var payment = (string)(await OddJson.PostAsync($"/v1/taxpayers/{bin}/vatPayments", Given.Payment(10 * 832_000m).ToJson())).Success()["name"]!;
        (await OddJson.PostAsync($"/v1/taxpayers/{bin}/vatPayments:batchRecord", new V1.BatchRecordVatPaymentsRequest { VatPayments = { Given.Payment(1m, document: "2") } }.ToJson())).Success();

        var request = Given.Request(Given.Invoice(payment), bin).ToJson();
        var issued = (await OddJson.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", request)).Success();
        var batch = new V1.BatchIssueInvoicesRequest { Requests = { Given.Request(Given.Invoice(payment), bin) } }.ToJson();
        Assert.NotNull((await OddJson.PostAsync($"/v1/taxpayers/{bin}/invoices:batchIssue", batch)).Success()["outcomes"]![0]!["issued"]);
        var correction = new V1.CorrectInvoiceRequest { RequestId = Given.RequestId(), Invoice = Given.Invoice(payment, 4_000_000m) }.ToJson();
        var corrected = (await OddJson.PostAsync($"/v1/{issued["invoice"]!["name"]}:correct", correction)).Success();
        var difference = Given.Invoice(payment, -100m);
        difference.PaymentAllocations.Clear();
        var addition = new V1.IssueAdditionalInvoiceRequest { RequestId = Given.RequestId(), Invoice = difference }.ToJson();
        var added = (await OddJson.PostAsync($"/v1/{corrected["invoice"]!["name"]}:issueAdditional", addition)).Success();
        (await OddJson.PostAsync($"/v1/{added["invoice"]!["name"]}:revoke", new V1.RevokeInvoiceRequest { RequestId = Given.RequestId(), Reason = "issued by mistake" }.ToJson())).Success();
        await AssertUnbrokenAsync(bin, 5);
    }

    [Fact]
    public async Task Refusals_have_their_own_code_on_both_faces()
    {
        var bin = await RegisterAsync();
        var request = Given.Request(Given.Invoice($"taxpayers/{bin}/vatPayments/none"), bin);

        var refusal = await RpcRefusal.OfAsync(Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel));
        var answer = await OddJson.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", request.ToJson());
        var missing = await OddJson.ReadAsync($"/v1/taxpayers/{Bins.Next()}");

        Assert.Equal((StatusCode.InvalidArgument, "INVOICE_INVALID"), (refusal.Code, refusal.Reason));
        Assert.Equal((HttpStatusCode.BadRequest, "INVOICE_INVALID"), (answer.Status, answer.Reason));
        Assert.Equal((HttpStatusCode.NotFound, "TAXPAYER_NOT_FOUND"), (missing.Status, missing.Reason));
    }

    /// <summary>Names that are tokens of HTTP, a binary header that is no base64, and a list of languages that is none.</summary>
    private sealed class OddHeaders() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var (name, value) in new[] { ("X!Trace", "1"), ("x#y|z~", "2"), ("trace-bin", "%%%"), ("grpc-trace-bin", "-"), ("accept-language", ";;q=x,,*") })
            {
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

public sealed class SqliteHeaderTests(SqliteServer server) : HeaderTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresHeaderTests(PostgresServer server) : HeaderTests(server), IClassFixture<PostgresServer>;

using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>However long what a caller sends: the refusal fits into the 8 KiB of trailers that peers accept, and no value is told back whole.</summary>
public sealed class EchoTests(SqliteServer server) : ServerTests(server), IClassFixture<SqliteServer>
{
    private static readonly string Long = new('Я', 20_000);

    private static readonly Dictionary<string, Func<TestServer, string, V1.Invoice, Task<RpcRefusal>>> Calls = new()
    {
        ["etag of a correction"] = (server, _, invoice) =>
            Of(server.Invoices.CorrectInvoiceAsync(new() { Name = invoice.Name, RequestId = Given.RequestId(), Etag = Long, Invoice = invoice }, cancellationToken: Cancel)),
        ["etag of an addition"] = (server, _, invoice) =>
            Of(server.Invoices.IssueAdditionalInvoiceAsync(new() { Name = invoice.Name, RequestId = Given.RequestId(), Etag = Long, Invoice = invoice }, cancellationToken: Cancel)),
        ["etag of a revocation"] = (server, _, invoice) =>
            Of(server.Invoices.RevokeInvoiceAsync(new() { Name = invoice.Name, RequestId = Given.RequestId(), Etag = Long, Reason = "mistake" }, cancellationToken: Cancel)),
        ["another etag of a revocation"] = (server, _, invoice) =>
            Of(server.Invoices.RevokeInvoiceAsync(new() { Name = invoice.Name, RequestId = Given.RequestId(), Etag = Long[..64], Reason = "mistake" }, cancellationToken: Cancel)),
        ["etag of a taxpayer"] = (server, bin, _) =>
            Of(server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = new(Given.Taxpayer(bin)) { Name = $"taxpayers/{bin}", Etag = Long } }, cancellationToken: Cancel)),
        ["name of an invoice"] = (server, bin, _) => Of(server.Invoices.GetInvoiceAsync(new() { Name = $"taxpayers/{bin}/invoices/{Long}" }, cancellationToken: Cancel)),
        ["name of a payment"] = (server, bin, _) => Of(server.VatPayments.GetVatPaymentAsync(new() { Name = $"taxpayers/{bin}/vatPayments/{Long}" }, cancellationToken: Cancel)),
        ["name of a taxpayer"] = (server, _, _) => Of(server.Taxpayers.GetTaxpayerAsync(new() { Name = $"taxpayers/{Long}" }, cancellationToken: Cancel)),
        ["BIN"] = (server, _, _) => Of(server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(Long) }, cancellationToken: Cancel)),
        ["page token"] = (server, _, _) => Of(server.Taxpayers.ListTaxpayersAsync(new() { PageToken = Long }, cancellationToken: Cancel)),
        ["resume token"] = (server, bin, _) => Of(server.Invoices.ListInvoiceEventsAsync(new() { Parent = $"taxpayers/{bin}", ResumeToken = Long }, cancellationToken: Cancel)),
        ["number of a list"] = (server, bin, _) => Of(server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}", Number = Long }, cancellationToken: Cancel)),
        ["country of a list"] = (server, bin, _) => Of(server.Offsets.ListOffsetsAsync(new() { Parent = $"taxpayers/{bin}", SupplierCountryCode = Long }, cancellationToken: Cancel)),
        ["period of a list"] = (server, bin, _) => Of(server.Offsets.ListOffsetsAsync(new() { Parent = $"taxpayers/{bin}", TaxPeriod = Long }, cancellationToken: Cancel)),
        ["checkpoint"] = (server, bin, _) => Of(server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}", Checkpoint = Long }, cancellationToken: Cancel)),
        ["document of a payment"] = (server, bin, _) =>
            Of(server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(document: Long) }, cancellationToken: Cancel)),
        ["every text of an invoice"] = (server, bin, invoice) => Of(server.Invoices.IssueInvoiceAsync(Given.Request(Stuffed(invoice), bin), cancellationToken: Cancel)),
    };

    public static TheoryData<string> Fields => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_value_of_twenty_thousand_characters_is_refused_in_trailers_that_peers_accept(string field)
    {
        var (bin, payment) = await PaidAsync();
        var invoice = await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin));

        var refusal = await Calls[field](Server, bin, invoice);

        Assert.NotEqual(StatusCode.Internal, refusal.Code);
        Assert.InRange(refusal.TrailerBytes, 1, 8 * 1024);
    }

    private static Task<RpcRefusal> Of<T>(AsyncUnaryCall<T> call) => RpcRefusal.OfAsync(call);

    private static V1.Invoice Stuffed(V1.Invoice issued)
    {
        var invoice = new V1.Invoice(issued) { Number = Long, Contract = new() { Number = Long }, Act = new() { Number = Long } };
        (invoice.Supplier.LegalName, invoice.Supplier.Address, invoice.Supplier.CountryCode, invoice.Supplier.TaxIdentifier) = (Long, Long, Long, Long);
        (invoice.Lines[0].Description, invoice.Lines[0].UnitCode, invoice.PaymentAllocations[0].VatPayment) = (Long, Long, Long);
        return invoice;
    }
}

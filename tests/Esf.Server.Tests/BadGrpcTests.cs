using System.Text;
using Esf.Server.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Whatever a message holds: the field is named, nothing is stored, and it is never the server's fault.</summary>
public abstract class BadGrpcTests(TestServer server) : ServerTests(server)
{
    private static readonly Dictionary<string, (Action<V1.IssueInvoiceRequest> Change, string Violation)> All = new(StringComparer.Ordinal)
    {
        ["no request id"] = (request => request.RequestId = string.Empty, "request_id: REQUEST_ID_INVALID"),
        ["a request id of zeros"] = (request => request.RequestId = Guid.Empty.ToString(), "request_id: REQUEST_ID_INVALID"),
        ["a request id of 10 MB"] = (request => request.RequestId = new('6', 10_000_000), "request_id: REQUEST_ID_INVALID"),
        ["no parent"] = (request => request.Parent = string.Empty, "parent: FIELD_IS_NULL"),
        ["all taxpayers as parent"] = (request => request.Parent = "taxpayers/-", "parent: FIELD_INVALID"),
        ["a parent with a line break"] = (request => request.Parent += "\n", "parent: FIELD_INVALID"),
        ["no invoice"] = (request => request.Invoice = null, "invoice: FIELD_IS_NULL"),
        ["no supplier"] = (request => request.Invoice.Supplier = null, "invoice.supplier: FIELD_IS_NULL"),
        ["no turnover date"] = (request => request.Invoice.TurnoverDate = null, "invoice.turnover_date: FIELD_IS_NULL"),
        ["an empty turnover date"] = (request => request.Invoice.TurnoverDate = new(), "invoice.turnover_date: FIELD_INVALID"),
        ["30 February"] = (request => request.Invoice.TurnoverDate.Set(2026, 2, 30), "invoice.turnover_date: FIELD_INVALID"),
        ["the largest year"] = (request => request.Invoice.TurnoverDate.Set(int.MaxValue, 1, 1), "invoice.turnover_date: FIELD_INVALID"),
        ["the smallest day"] = (request => request.Invoice.TurnoverDate.Set(2026, 1, int.MinValue), "invoice.turnover_date: FIELD_INVALID"),
        ["201 lines"] = (request => request.Invoice.Lines.Add(Enumerable.Repeat(request.Invoice.Lines[0], 200)), "invoice.lines: TOO_MANY_LINES"),
        ["no lines"] = (request => request.Invoice.Lines.Clear(), "invoice.lines: FIELD_IS_NULL"),
        ["an empty line"] = (request => request.Invoice.Lines.Add(new V1.InvoiceLine()), "invoice.lines[2].description: FIELD_IS_NULL"),
        ["a line without amounts"] = (request => request.Invoice.Lines[0].TurnoverAmount = null, "invoice.lines[1].turnover_amount: FIELD_IS_NULL"),
        ["a quantity without a price and a turnover"] =
            (request => (request.Invoice.Lines[0].Quantity, request.Invoice.Lines[0].TurnoverAmount) = (Given.Decimal("1"), null), "invoice.lines[1].turnover_amount: FIELD_IS_NULL"),
        ["NUL in a text"] = (request => request.Invoice.Lines[0].Description = "Услуги\0", "invoice.lines[1].description: FIELD_INVALID"),
        ["a description of 10 MB"] = (request => request.Invoice.Lines[0].Description = new('a', 10_000_000), "invoice.lines[1].description: FIELD_INVALID"),
        ["an amount of 400 digits"] = (request => request.Invoice.Lines[0].TurnoverAmount.Value = new('9', 400), "invoice.lines[1].turnover_amount: FIELD_INVALID"),
        ["an amount with an exponent"] = (request => request.Invoice.Lines[0].TurnoverAmount.Value = "52e5", "invoice.lines[1].turnover_amount: FIELD_INVALID"),
        ["an amount of three decimals"] = (request => request.Invoice.Lines[0].TurnoverAmount.Value = "1.001", "invoice.lines[1].turnover_amount: FIELD_INVALID"),
        ["an empty amount"] = (request => request.Invoice.Lines[0].TurnoverAmount.Value = string.Empty, "invoice.lines[1].turnover_amount: FIELD_INVALID"),
        ["an amount with a line break"] = (request => request.Invoice.Lines[0].TurnoverAmount.Value = "1\n", "invoice.lines[1].turnover_amount: FIELD_INVALID"),
        ["a total of 400 digits"] = (request => request.Invoice.Totals = new() { VatAmount = Given.Decimal(new('1', 400)) }, "invoice.totals.vat_amount: FIELD_INVALID"),
        ["a settlement of nothing"] = (request => request.Invoice.Settlement = Settlement("0", "520"), "invoice.settlement.amount: AMOUNT_NOT_POSITIVE"),
        ["a rate of exchange of nothing"] = (request => request.Invoice.Settlement = Settlement("1", "0"), "invoice.settlement.exchange_rate: FIELD_INVALID"),
        ["an empty settlement"] = (request => request.Invoice.Settlement = new(), "invoice.settlement.amount: FIELD_IS_NULL"),
        ["half an act"] = (request => request.Invoice.Act = new() { Number = "3" }, "invoice.act.date: FIELD_IS_NULL"),
        ["the other half of a contract"] = (request => request.Invoice.Contract = new() { Date = Given.Date(new(2026, 1, 1)) }, "invoice.contract.number: FIELD_IS_NULL"),
        ["51 payments"] = (request => request.Invoice.PaymentAllocations.Add(Enumerable.Repeat(request.Invoice.PaymentAllocations[0], 50)), "invoice.payment_allocations: FIELD_INVALID"),
        ["a payment twice"] = (request => request.Invoice.PaymentAllocations.Add(request.Invoice.PaymentAllocations[0]), "invoice.payment_allocations[2].vat_payment: FIELD_INVALID"),
        ["two payments without amounts"] = (
            request => request.Invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = $"{request.Parent}/vatPayments/1" }),
            "invoice.payment_allocations[1].amount: FIELD_IS_NULL"),
        ["a payment without a name"] = (request => request.Invoice.PaymentAllocations[0].VatPayment = string.Empty, "invoice.payment_allocations[1].vat_payment: FIELD_IS_NULL"),
        ["an allocation of nothing"] = (request => request.Invoice.PaymentAllocations[0].Amount = Given.Decimal("0"), "invoice.payment_allocations[1].amount: AMOUNT_NOT_POSITIVE"),
        ["an identifier of 51 characters"] = (request => request.Invoice.Supplier.TaxIdentifier = new('1', 51), "invoice.supplier.tax_identifier: FIELD_INVALID"),
        ["a unit of 11 characters"] = (request => request.Invoice.Lines[0].UnitCode = new('1', 11), "invoice.lines[1].unit_code: FIELD_INVALID"),
    };

    public static TheoryData<string> Faults => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_request_with_a_fault_is_refused_with_its_field(string fault)
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var (change, violation) = All[fault];
        change(request);
        var before = await Server.SnapshotAsync(Cancel);

        var refusal = await RefuseAsync(request);

        Assert.Equal((StatusCode.InvalidArgument, "INVOICE_INVALID"), (refusal.Code, refusal.Reason));
        Assert.Contains(violation, refusal.Violations);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));
    }

    [Fact]
    public async Task Unknown_values_of_output_enums_and_unknown_fields_do_no_harm()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        request.Invoice.State = (V1.InvoiceState)99;
        request.Invoice.Type = (V1.InvoiceType)(-1);

        // Field 2000, a text, as a newer client would send it.
        byte[] bytes = [.. request.ToByteArray(), 0x82, 0x7D, 0x01, 0x61];
        var answer = V1.IssueInvoiceResponse.Parser.ParseFrom(await CallAsync("IssueInvoice", bytes));

        Assert.Equal(V1.InvoiceState.Issued, answer.Invoice.State);
    }

    [Theory]
    [InlineData("0A")] // a text whose length is missing
    [InlineData("0AFF7F61")] // a text that is longer than the message
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")] // a tag of more than 64 bits
    [InlineData("1202FFFF")] // an invoice that is no message
    [InlineData("0B")] // a group that does not end
    [InlineData("07")] // a wire type that does not exist
    public async Task Bytes_that_are_no_message_are_refused(string hex)
    {
        await AssertUnreadableAsync(() => CallAsync("IssueInvoice", Convert.FromHexString(hex)));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_a_stream()
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var description = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "esf.v1.InvoiceService", "StreamIssueInvoices", bytes, bytes);
        using var call = Server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(description, null, new(cancellationToken: Cancel));
        await call.RequestStream.WriteAsync([0x0A], Cancel);

        await AssertUnreadableAsync(() => call.ResponseStream.MoveNext(Cancel));
    }

    [Fact]
    public async Task A_text_that_is_not_UTF8_is_refused()
    {
        var (bin, payment) = await PaidAsync();
        var bytes = Given.Request(Given.Invoice(payment.Name), bin).ToByteArray();
        var name = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("Nordlicht"));
        bytes[name] = 0xFF;

        await AssertUnreadableAsync(() => CallAsync("IssueInvoice", bytes));
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        request.Invoice.Supplier.Address = new('a', 17 * 1024 * 1024);

        var exception = await Assert.ThrowsAsync<RpcException>(() => IssueAsync(request));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task A_method_that_does_not_exist_is_unimplemented()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => CallAsync("RevokeEverything", []));

        Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
    }

    [Fact]
    public async Task Names_of_resources_that_are_none_are_refused_with_the_field()
    {
        var invoice = await RpcRefusal.OfAsync(Server.Invoices.GetInvoiceAsync(new() { Name = "invoices/1" }, cancellationToken: Cancel));
        var payment = await RpcRefusal.OfAsync(Server.VatPayments.GetVatPaymentAsync(new(), cancellationToken: Cancel));
        var taxpayer = await RpcRefusal.OfAsync(Server.Taxpayers.GetTaxpayerAsync(new() { Name = "taxpayers/-" }, cancellationToken: Cancel));
        var nothing = await RpcRefusal.OfAsync(Server.Taxpayers.RegisterTaxpayerAsync(new(), cancellationToken: Cancel));
        var update = await RpcRefusal.OfAsync(Server.Taxpayers.UpdateTaxpayerAsync(new(), cancellationToken: Cancel));
        var record = await RpcRefusal.OfAsync(Server.VatPayments.RecordVatPaymentAsync(new(), cancellationToken: Cancel));

        Assert.Equal(["name: FIELD_INVALID"], invoice.Violations);
        Assert.Equal(["name: FIELD_IS_NULL"], payment.Violations);
        Assert.Equal(["name: FIELD_INVALID"], taxpayer.Violations);
        Assert.Equal(["taxpayer: FIELD_IS_NULL"], nothing.Violations);
        Assert.Equal(["taxpayer.name: FIELD_IS_NULL", "taxpayer: FIELD_IS_NULL"], update.Violations);
        Assert.Equal(["parent: FIELD_IS_NULL", "vat_payment: FIELD_IS_NULL"], record.Violations);
    }

    private static V1.Settlement Settlement(string amount, string rate) =>
        new() { CurrencyCode = "USD", Amount = Given.Decimal(amount), ExchangeRate = Given.Decimal(rate) };

    private static async Task AssertUnreadableAsync(Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal([": FIELD_INVALID"], new RpcRefusal(exception, exception.GetRpcStatus()!).Violations);
    }

    // Bytes as they are: what no generated client would send.
    private async Task<byte[]> CallAsync(string method, byte[] request)
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var description = new Method<byte[], byte[]>(MethodType.Unary, "esf.v1.InvoiceService", method, bytes, bytes);
        return await Server.Channel.CreateCallInvoker().AsyncUnaryCall(description, null, new(cancellationToken: Cancel), request);
    }
}

internal static class DateChanges
{
    public static void Set(this Google.Type.Date date, int year, int month, int day) => (date.Year, date.Month, date.Day) = (year, month, day);
}

public sealed class SqliteBadGrpcTests(SqliteServer server) : BadGrpcTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresBadGrpcTests(PostgresServer server) : BadGrpcTests(server), IClassFixture<PostgresServer>;

using System.Net;
using System.Net.Sockets;
using System.Text;
using Esf.Server.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests.Intake;

/// <summary>Requests that are too much, broken or late are refused in the contract's words, and a stopping server does not wait for them.</summary>
public sealed class IntakeTests(SqliteServer server) : ServerTests(server), IClassFixture<SqliteServer>
{
    private static readonly Metadata Compressed = new() { { "grpc-internal-encoding-request", "gzip" } };

    [Fact]
    public async Task A_compressed_request_is_read_as_any_other()
    {
        var (bin, payment) = await PaidAsync();

        var issued = await Server.Invoices.IssueInvoiceAsync(Given.Request(Given.Invoice(payment.Name), bin), Compressed, cancellationToken: Cancel);

        Assert.Equal(1, issued.Invoice.Ledger.Sequence);
    }

    [Fact]
    public async Task Compressed_requests_of_a_stream_are_read_as_any_others()
    {
        var (bin, payment) = await PaidAsync();
        using var call = Server.Invoices.StreamIssueInvoices(Compressed, cancellationToken: Cancel);
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new() { Request = Given.Request(Given.Invoice(payment.Name, 100m), bin) }, Cancel);
        }

        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal([1, 2, 3], answers.Select(answer => answer.Outcome.Issued.Invoice.Ledger.Sequence).Order());
    }

    [Fact]
    public async Task Millions_of_lines_in_few_bytes_are_refused_with_their_number()
    {
        var line = new V1.Invoice { Lines = { new V1.InvoiceLine() } }.ToByteArray();
        var invoice = V1.Invoice.Parser.ParseFrom([.. Enumerable.Repeat(line, 100_000).SelectMany(bytes => bytes)]);

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.ValidateInvoiceAsync(
            new() { Parent = $"taxpayers/{Given.SampleBin}", Invoice = invoice }, Compressed, cancellationToken: Cancel));

        Assert.Equal((StatusCode.InvalidArgument, "INVOICE_INVALID"), (refusal.Code, refusal.Reason));
        Assert.Equal(["invoice.lines: TOO_MANY_LINES"], refusal.Violations);
    }

    [Fact]
    public async Task A_request_that_is_too_large_once_decompressed_is_refused()
    {
        var request = Given.Request(Given.Invoice("taxpayers/941240001151/vatPayments/1"), Given.SampleBin);
        request.Invoice.Supplier.Address = new('a', 64 * 1024 * 1024);

        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Server.Invoices.IssueInvoiceAsync(request, Compressed, cancellationToken: Cancel));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n", "400")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX\r\n", "400")]
    public async Task A_broken_chunk_is_answered_in_the_contracts_words(string rest, string status)
    {
        var answer = await SendAsync(Server.Json.BaseAddress!, rest);

        Assert.Contains($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"BODY_INCOMPLETE\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_waits_seconds_for_a_body_and_says_that_it_stops()
    {
        var other = await Server.StartAnotherAsync();

        var answering = SendAsync(new(other.Addresses[1]), "Content-Length: 1000\r\n\r\n{", afterSending: () => other.DisposeAsync().AsTask());

        Assert.Contains("HTTP/1.1 503", await answering, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"SERVER_STOPPING\"", await answering, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_ends_an_idle_stream_and_answers_what_it_had_read()
    {
        var other = await Server.StartAnotherAsync();
        using var channel = GrpcChannel.ForAddress(other.Addresses[0]);
        using var call = new V1.InvoiceService.InvoiceServiceClient(channel).StreamIssueInvoices(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new(), Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        var stopping = other.DisposeAsync().AsTask();

        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        await stopping;
    }

    private static async Task<string> SendAsync(Uri address, string rest, Func<Task>? afterSending = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        var stream = client.GetStream();
        var head = $"POST /v1/taxpayers/{Given.SampleBin}/invoices:issue HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + rest), Cancel);
        var stopping = afterSending?.Invoke() ?? Task.CompletedTask;
        var answer = await new StreamReader(stream).ReadToEndAsync(Cancel);
        await stopping;
        return answer;
    }
}

using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Esf.Domain;
using Esf.Server.Hosting.WrongPort;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Connections;

namespace Esf.Server.Tests;

/// <summary>A client that was given the port of the other face is answered with the right address, in its own protocol.</summary>
public sealed class WrongPortTests(SqliteServer server) : IClassFixture<SqliteServer>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Uri Grpc => new($"http://{server.Channel.Target}");

    private Uri Json => server.Json.BaseAddress!;

    public async ValueTask InitializeAsync() => await server.StartAsync(Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("en", "This port speaks gRPC (HTTP/2); the address for JSON (HTTP/1.1) is")]
    [InlineData("ru", "Этот порт принимает gRPC (HTTP/2); адрес для JSON (HTTP/1.1):")]
    [InlineData("kk", "Бұл порт gRPC (HTTP/2) қабылдайды; JSON (HTTP/1.1) мекенжайы:")]
    public async Task Http_1_on_the_gRPC_port_is_answered_with_the_address_of_the_JSON_face(string language, string text)
    {
        using var client = new HttpClient { BaseAddress = Grpc };

        var answer = await client.PostAsync("/v1/taxpayers", "{}", language);

        Assert.Equal((HttpStatusCode.BadRequest, "WRONG_PORT"), (answer.Status, answer.Reason));
        Assert.StartsWith(text, (string?)answer.Body["localizedMessage"], StringComparison.Ordinal);
        Assert.Contains($" {Json.GetLeftPart(UriPartial.Authority)}", (string?)answer.Body["localizedMessage"], StringComparison.Ordinal);
        Assert.True(answer.Message.Headers.ConnectionClose);
    }

    [Fact]
    public async Task The_address_has_the_host_that_the_client_has_dialled()
    {
        using var client = new HttpClient { BaseAddress = new($"http://localhost:{Grpc.Port}") };

        var answer = await client.ReadAsync("/v1/taxpayers");

        Assert.Contains($"http://localhost:{Json.Port}.", (string?)answer.Body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_on_the_gRPC_port_is_answered_too()
    {
        using var client = new HttpClient { BaseAddress = Grpc };

        var answer = await client.PostAsync("/v1/taxpayers", new string(' ', 4 * 1024 * 1024));

        Assert.Equal("WRONG_PORT", answer.Reason);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: ru\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("G")]
    [InlineData("PR")]
    [InlineData("PRINT / HTTP/1.1\r\n\r\n")]
    public async Task What_only_looks_like_a_request_is_answered_or_refused_and_ends(string text)
    {
        var answer = await ExchangeAsync(Grpc, Encoding.ASCII.GetBytes(text));

        Assert.DoesNotContain("script", answer, StringComparison.Ordinal);
        Assert.Equal(text is not "PR", answer.StartsWith("HTTP/1.1 400 Bad Request\r\n", StringComparison.Ordinal));
        await server.Taxpayers.ListTaxpayersAsync(new(), cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_head_without_an_end_is_answered_when_it_is_too_long()
    {
        var head = "GET / HTTP/1.1\r\nX: " + new string('x', 2 * Limits.WrongPortHeadBytes);

        Assert.StartsWith("HTTP/1.1 400", await ExchangeAsync(Grpc, Encoding.ASCII.GetBytes(head)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gRPC_call_on_the_JSON_port_is_answered_with_the_address_of_the_gRPC_face()
    {
        using var channel = GrpcChannel.ForAddress(Json);
        var taxpayers = new V1.TaxpayerService.TaxpayerServiceClient(channel);

        var refusal = await RpcRefusal.OfAsync(taxpayers.ListTaxpayersAsync(new(), cancellationToken: Cancel));

        var address = Grpc.GetLeftPart(UriPartial.Authority);
        Assert.Equal((StatusCode.InvalidArgument, "WRONG_PORT"), (refusal.Code, refusal.Reason));
        Assert.Equal($"This port speaks JSON (HTTP/1.1); the address for gRPC (HTTP/2) is {address}.", refusal.Status.Message);
        Assert.Equal(address, refusal.Info.Metadata["address"]);
    }

    [Fact]
    public async Task A_gRPC_stream_on_the_JSON_port_is_answered_as_well()
    {
        using var channel = GrpcChannel.ForAddress(Json);
        using var call = new V1.InvoiceService.InvoiceServiceClient(channel).WatchInvoices(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancel));

        Assert.Contains("the address for gRPC (HTTP/2) is", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u007f\u007f\u007f\u0001\0\0\0\0\u0001")]
    public async Task Half_an_HTTP_2_connection_on_the_JSON_port_ends(string text)
    {
        await ExchangeAsync(Json, Encoding.ASCII.GetBytes(text));

        Assert.Equal(HttpStatusCode.OK, (await server.Json.ReadAsync("/v1/taxpayers")).Status);
    }

    [Fact]
    public async Task A_client_that_is_slow_to_begin_is_left_to_HTTP_with_all_its_bytes()
    {
        var (client, transport) = (new Pipe(), new Pipe());
        await using var connection = new DefaultConnectionContext("slow") { Transport = new Duplex(client.Reader, transport.Writer) };
        var passed = new TaskCompletionSource();
        Task NextAsync(ConnectionContext _)
        {
            passed.SetResult();
            return Task.CompletedTask;
        }

        var running = new ProtocolCheck(NextAsync, null!, PortFace.Json, TimeSpan.FromMilliseconds(1)).RunAsync(connection);
        await passed.Task.WaitAsync(Cancel);
        await client.Writer.WriteAsync("GET"u8.ToArray(), Cancel);
        await running;

        Assert.Equal(3, (await connection.Transport.Input.ReadAsync(Cancel)).Buffer.Length);
    }

    private static async Task<string> ExchangeAsync(Uri address, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(bytes, Cancel);
        client.Client.Shutdown(SocketShutdown.Send);
        return await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(Cancel);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>Without authentication a call that names another host than this machine is refused: a page of a stranger sends it.</summary>
public sealed class HostTests(SqliteServer server) : ServerTests(server), IClassFixture<SqliteServer>
{
    [Theory]
    [InlineData("attacker.example")]
    [InlineData("localhost.attacker.example:5050")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]:5050")]
    public async Task A_foreign_host_is_refused_on_both_faces(string host)
    {
        var bin = await RegisterAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/taxpayers/{bin}") { Headers = { Host = host } };
        var answer = await JsonAnswer.OfAsync(await Json.SendAsync(request, Cancel));

        Assert.Equal((HttpStatusCode.MisdirectedRequest, "HOST_NOT_ALLOWED", 7), (answer.Status, answer.Reason, (int)answer.Body["code"]!));
        Assert.DoesNotContain(bin, answer.Body.ToJsonString(), StringComparison.Ordinal);

        using var channel = GrpcChannel.ForAddress($"http://{Server.Channel.Target}", new() { HttpHandler = new Authority(host), DisposeHttpClient = true });
        var refusal = await RpcRefusal.OfAsync(new V1.TaxpayerService.TaxpayerServiceClient(channel).GetTaxpayerAsync(new() { Name = $"taxpayers/{bin}" }, cancellationToken: Cancel));
        Assert.Equal((StatusCode.PermissionDenied, "HOST_NOT_ALLOWED"), (refusal.Code, refusal.Reason));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1:5050")]
    [InlineData("[::1]")]
    public async Task This_machine_is_served_by_each_of_its_names(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/taxpayers") { Headers = { Host = host } };

        (await JsonAnswer.OfAsync(await Json.SendAsync(request, Cancel))).Success();
    }

    [Fact]
    public async Task The_documents_and_the_health_of_the_server_are_refused_too()
    {
        foreach (var path in new[] { "/docs", "/openapi/v1.json", "/readyz", "/nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "attacker.example" } };
            Assert.Equal("HOST_NOT_ALLOWED", (await JsonAnswer.OfAsync(await Json.SendAsync(request, Cancel))).Reason);
        }
    }

    [Theory]
    [InlineData("GET /v1/taxpayers/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET /v1/taxpayers HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/taxpayers HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\n\r\n", 400)]
    [InlineData("GET /v1/taxpayers HTTP/1.1\r\nHost: localhost\r\nBad Header: 1\r\n\r\n", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET /v1/taxpayers HTTP/1.1\r\nHost: localhost\r\nX: LONG\r\n\r\n", 431)]
    public async Task A_request_that_HTTP_itself_refuses_is_answered_with_a_reason(string request, int status)
    {
        var (head, body) = await SendAsync(request.Replace("LONG", new string('x', 40_000), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", head, StringComparison.Ordinal);
        Assert.Equal("REQUEST_INVALID", (string?)body["reason"]);
        Assert.Equal("FIELD_INVALID", (string?)body["violations"]![0]!["reason"]);
    }

    private async Task<(string Head, JsonObject Body)> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Json.BaseAddress!.Host, Json.BaseAddress.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);

        // Kestrel closes behind such an answer, so everything up to the end is it.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = (await reader.ReadToEndAsync(Cancel)).Split("\r\n\r\n", 2);
        return (answer[0], JsonNode.Parse(answer[1])!.AsObject());
    }

    private sealed class Authority(string host) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = host;
            return base.SendAsync(request, cancellationToken);
        }
    }
}

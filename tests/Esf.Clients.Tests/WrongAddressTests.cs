using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Esf.Cli;
using Esf.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Esf.Clients.Tests;

/// <summary>A wrong address is told in one sentence with what to use, in each language, by every client.</summary>
public sealed class WrongAddressTests(ServerFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Closed => "http://127.0.0.1:1";

    [Theory]
    [InlineData("en", "{json} is the service's port for JSON: use its gRPC port, {grpc}.")]
    [InlineData("ru", "{json} — порт сервиса для JSON: используйте его порт gRPC, {grpc}.")]
    [InlineData("kk", "{json} — сервистің JSON үшін порты: оның gRPC портын пайдаланыңыз, {grpc}.")]
    public async Task The_JSON_port_names_the_gRPC_port(string language, string text)
    {
        var failure = await FailureAsync(fixture.Json, language);

        Assert.Equal(EsfReasons.WrongPort, failure.Reason);
        Assert.Equal(text.Replace("{json}", fixture.Json, StringComparison.Ordinal).Replace("{grpc}", fixture.Grpc, StringComparison.Ordinal), failure.LocalizedMessage);
        Assert.True(failure.IsWrongAddress);
        Assert.Equal(1, failure.Attempts);
    }

    [Theory]
    [InlineData("en", "No server answers at http://127.0.0.1:1 (Connection refused): start it, or give the address of its gRPC port, by default http://127.0.0.1:5051.")]
    [InlineData("ru", "По адресу http://127.0.0.1:1 сервер не отвечает (Connection refused): запустите его или укажите адрес его порта gRPC, по умолчанию http://127.0.0.1:5051.")]
    [InlineData("kk", "http://127.0.0.1:1 мекенжайында сервер жауап бермейді (Connection refused): оны іске қосыңыз немесе оның gRPC портының мекенжайын көрсетіңіз, әдепкіде http://127.0.0.1:5051.")]
    public async Task Where_nothing_listens_the_call_is_repeated_and_the_gRPC_port_named(string language, string text)
    {
        var failure = await FailureAsync(Closed, language);

        Assert.Equal((EsfReasons.AddressUnreachable, text), (failure.Reason, failure.LocalizedMessage));
        Assert.False(failure.IsWrongAddress);
        Assert.True(failure.MayBeRepeated);
        Assert.Equal(2, failure.Attempts);
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        var failure = await FailureAsync("http://no-such-host.invalid:5051", "en");

        Assert.Equal(EsfReasons.AddressHostUnknown, failure.Reason);
        Assert.Contains("no-such-host.invalid", failure.LocalizedMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_against_plain_is_told_to_use_http_on_either_port()
    {
        foreach (var plain in new[] { fixture.Grpc, fixture.Json })
        {
            var failure = await FailureAsync(plain.Replace("http://", "https://", StringComparison.Ordinal), "ru");

            Assert.Equal(EsfReasons.AddressHasNoTls, failure.Reason);
            Assert.Equal($"{plain.Replace("http://", "https://", StringComparison.Ordinal)} не принимает TLS: используйте {plain}.", failure.LocalizedMessage);
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Plain_against_TLS_is_told_to_use_https_and_then_whose_certificate_it_is(HttpProtocols protocols)
    {
        await using var other = await OtherServerAsync(protocols, tls: true);
        var port = new Uri(other.Urls.Single()).Port;

        var plain = await FailureAsync($"http://localhost:{port}", "en");
        var secure = await FailureAsync($"https://localhost:{port}", "en");

        Assert.Equal((EsfReasons.AddressNeedsTls, $"http://localhost:{port} accepts only TLS: use https://localhost:{port}."), (plain.Reason, plain.LocalizedMessage));
        Assert.Equal(EsfReasons.AddressCertificateRefused, secure.Reason);
        Assert.Contains("RemoteCertificateChainErrors", secure.LocalizedMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Another_program_at_the_address_is_told_as_such(HttpProtocols protocols)
    {
        await using var other = await OtherServerAsync(protocols, tls: false);

        Assert.Equal(EsfReasons.AddressNotGrpc, (await FailureAsync(other.Urls.Single(), "en")).Reason);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", EsfReasons.AddressNotGrpc)]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", EsfReasons.AddressNotGrpc)]
    [InlineData("", EsfReasons.Unavailable)]
    public async Task A_port_is_judged_by_what_it_says_and_one_that_only_hangs_up_is_not(string greeting, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, greeting);

        Assert.Equal(reason, (await FailureAsync($"http://{listener.LocalEndpoint}", "en")).Reason);

        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_server_that_was_reached_and_goes_away_is_no_wrong_address()
    {
        var server = await fixture.StartAsync("2026-05-26T09:00:00+05:00", "away.db");
        await using var client = new EsfClient(new() { Address = new(server.Addresses[0]), MaxAttempts = 1 });
        await client.ListTaxpayersAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        await server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync("taxpayers/941240001151", Cancel));

        Assert.True(failure is { MayBeRepeated: true, IsWrongAddress: false }, failure.Reason);
    }

    [Fact]
    public async Task A_stream_and_a_watch_say_the_same()
    {
        await using var client = Client(fixture.Json, "en");

        var stream = await Assert.ThrowsAsync<EsfException>(() => client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, Cancel));
        var watch = await Assert.ThrowsAsync<EsfException>(async () => await client.WatchInvoicesAsync("taxpayers/-", "", Cancel).FirstAsync(Cancel));
        var issue = await Assert.ThrowsAsync<EsfException>(async () => await client.StreamIssueInvoicesAsync(new[] { new V1.IssueInvoiceRequest() }.ToAsyncEnumerable(), Cancel).FirstAsync(Cancel));

        Assert.All([stream, watch, issue], failure => Assert.Equal(EsfReasons.WrongPort, failure.Reason));
        Assert.Single(issue.UnansweredRequestIds);
    }

    [Theory]
    [InlineData("en", "use its gRPC port, ")]
    [InlineData("ru", "используйте его порт gRPC, ")]
    [InlineData("kk", "gRPC портын пайдаланыңыз, ")]
    public async Task The_terminal_says_it_once_and_ends_as_for_a_wrong_option(string language, string text)
    {
        var run = await fixture.EsfAsync("deadlines", "--taxpayer", "941240001151", "--server", fixture.Json, "--language", language);

        Assert.Equal((ExitCode.Usage, string.Empty), (run.Code, run.Out));
        Assert.Contains(text + fixture.Grpc, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("[WRONG_PORT]", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_terminal_tells_where_it_tried_in_the_language_of_its_user()
    {
        var run = await fixture.EsfAsync("deadlines", "--taxpayer", "941240001151", "--server", Closed, "--language", "ru", "--timeout", "1");

        Assert.Equal(ExitCode.Unavailable, run.Code);
        Assert.Contains("сервер не отвечает", run.Error, StringComparison.Ordinal);
        Assert.Contains("Можно повторить, дважды ничего не будет сделано", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5051", "http://localhost:5051")]
    [InlineData("127.0.0.1:5051", "http://127.0.0.1:5051")]
    [InlineData("ftp://127.0.0.1", "http://127.0.0.1:5051")]
    public async Task An_address_without_a_scheme_is_shown_with_one(string typed, string meant)
    {
        var run = await fixture.EsfAsync("deadlines", "--server", typed, "--language", "ru");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains($"напишите, например, {meant}", run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connector_says_it_in_its_log_and_beside_the_file_and_loses_nothing()
    {
        var folder = fixture.Folder.CreateSubdirectory("wrong-address");
        var input = folder.CreateSubdirectory("in");
        File.Copy(Path.Combine(Repository.Root, "tests", "Golden", "onec", "statements", "code-in-kbk.txt"), Path.Combine(input.FullName, "a.txt"));
        await using var output = new StringWriter();

        var code = await Esf.OneC.Program.RunAsync(
            ["run", "--folder", folder.FullName, "--taxpayer", "941240001151", "--server", fixture.Json, "--once", "--settle", "0"], output, output);

        Assert.Equal((int)Esf.OneC.ExitCode.Unavailable, code);
        Assert.Contains($"порт сервиса для JSON: используйте его порт gRPC, {fixture.Grpc} [WRONG_PORT]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("SERVICE_ADDRESS_WRONG", output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(input.FullName, "a.txt")));
    }

    private static async Task ServeAsync(TcpListener listener, string greeting)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancel);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(greeting), Cancel);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static EsfClient Client(string address, string language) => new(new()
    {
        Address = new(address),
        Language = language,
        MaxAttempts = 2,
        InitialBackoff = TimeSpan.FromMilliseconds(1),
    });

    private static async Task<EsfException> FailureAsync(string address, string language)
    {
        await using var client = Client(address, language);
        return await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync("taxpayers/941240001151", Cancel));
    }

    private static async Task<WebApplication> OtherServerAsync(HttpProtocols protocols, bool tls)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (tls)
            {
                listen.UseHttps(SelfSigned());
            }
        }));
        var app = builder.Build();
        await app.StartAsync(Cancel);
        return app;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}

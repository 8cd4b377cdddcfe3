using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Esf.Client;
using Esf.V1;

namespace Esf.Clients.Tests;

/// <summary>A program's own tests replace the client without a server, a port or a mocking library.</summary>
public sealed partial class ReplacedClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_derived_client_answers_what_the_test_wants()
    {
        await using EsfClient client = new Fake();

        Assert.Equal("ТОО", (await client.WithOptions(new() { Language = "kk" }).GetTaxpayerAsync("taxpayers/1", Cancel)).LegalName);
        await using var offsets = await client.StreamOffsetsAsync(new(), Cancel);
        Assert.Equal((2, 2), (offsets.TotalCount, (await offsets.ToListAsync(Cancel)).Count));
        await using var ledger = await client.StreamLedgerAsync("taxpayers/1", cancellationToken: Cancel);
        Assert.Equal((5, 1), (ledger.HeadSequence, (await ledger.ToListAsync(Cancel)).Count));
    }

    [Fact]
    public async Task A_method_that_the_test_did_not_replace_says_so()
    {
        await using EsfClient client = new Fake();

        var mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetInvoiceAsync("taxpayers/1/invoices/1", Cancel));

        Assert.Contains("made for a test", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_method_that_calls_the_service_can_be_replaced_and_takes_a_token_last()
    {
        var methods = typeof(EsfClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != nameof(EsfClient.DisposeAsync))
            .ToArray();

        Assert.InRange(methods.Length, 25, int.MaxValue);
        Assert.All(methods, method => Assert.True(method is { IsVirtual: true, IsFinal: false }, method.Name));
        Assert.All(methods, method => Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType));
    }

    [Fact]
    public void Every_reason_of_the_published_catalogue_is_a_constant_and_no_other()
    {
        var published = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "protos", "errors.json")))!.AsArray().Select(row => (string)row!["reason"]!);
        string[] own =
        [
            "ADDRESS_UNREACHABLE", "ADDRESS_HOST_UNKNOWN", "ADDRESS_NOT_GRPC", "ADDRESS_NEEDS_TLS", "ADDRESS_HAS_NO_TLS", "ADDRESS_CERTIFICATE_REFUSED",
            "UNAVAILABLE", "DATA_LOSS",
        ];
        var constants = typeof(EsfReasons).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.Name);

        Assert.Equal(published.Concat(own).Order(StringComparer.Ordinal), constants.Keys.Order(StringComparer.Ordinal));
        Assert.All(constants, constant => Assert.Equal(constant.Key.Replace("_", "", StringComparison.Ordinal), constant.Value, ignoreCase: true));
    }

    [Fact]
    public void What_the_client_says_of_itself_has_the_same_placeholders_in_each_language_and_in_TypeScript_the_same_words()
    {
        var errors = typeof(ClientErrors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ClientError)field.GetValue(null)!).ToArray();
        var typescript = File.ReadAllText(Path.Combine(Repository.Root, "clients", "typescript", "src", "failures.ts"));

        // Streams of requests and torn moments are the .NET client's alone.
        ClientError[] here = [ClientErrors.StreamEndedUnanswered, ClientErrors.MomentChanged];
        Assert.InRange(errors.Length, 15, int.MaxValue);
        Assert.All(errors, error => Assert.Equal(Placeholders(error.En), Placeholders(error.Ru)));
        Assert.All(errors, error => Assert.Equal(Placeholders(error.En), Placeholders(error.Kk)));
        Assert.All(errors.Except(here), error => Assert.All([error.En, error.Ru, error.Kk], text => Assert.Contains($"\"{text}\"", typescript, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    private sealed class Fake : EsfClient
    {
        public override EsfClient WithOptions(EsfCallOptions options) => this;

        public override Task<Taxpayer> GetTaxpayerAsync(string name, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Taxpayer { Name = name, LegalName = "ТОО" });

        public override Task<StreamedOffsets> StreamOffsetsAsync(StreamOffsetsRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(EsfModelFactory.StreamedOffsets([new Offset(), new Offset()]));

        public override Task<StreamedLedger> StreamLedgerAsync(string parent, long afterSequence = 0, CancellationToken cancellationToken = default) =>
            Task.FromResult(EsfModelFactory.StreamedLedger([new LedgerLink { Sequence = 1 }], headSequence: 5));
    }
}

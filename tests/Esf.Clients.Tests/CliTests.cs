using System.Text.Json.Nodes;
using Esf.Cli;

namespace Esf.Clients.Tests;

/// <summary><c>esf</c> against the real server: what a person and a script see.</summary>
public sealed class CliTests(ServerFixture fixture)
{
    private const string Bin = "101241001053";

    [Fact]
    public async Task A_first_invoice_from_the_terminal_to_the_register()
    {
        var payment = await GivenPaymentAsync(Bin, "cli-1", 832_000m);

        var deadlines = await fixture.EsfAsync("deadlines", "--taxpayer", Bin, "--json");
        Assert.Equal(ExitCode.Ok, deadlines.Code);
        Assert.Contains(JsonLines(deadlines.Out), deadline => (string?)deadline["vatPayment"] == payment && (int?)deadline["daysLeft"] == 4);

        var request = Request(payment, "57");
        var validated = await fixture.EsfWithInputAsync(request, "validate", "-", "--taxpayer", Bin, "--json");
        Assert.True(validated.Code == ExitCode.Ok, validated.Error);

        var issued = await fixture.EsfWithInputAsync(request, "issue", "-", "--taxpayer", Bin, "--json");
        Assert.True(issued.Code == ExitCode.Ok, issued.Error);
        var number = (string)JsonNode.Parse(issued.Out)!["invoice"]!["registrationNumber"]!;
        Assert.StartsWith($"ESF-{Bin}-20260526-", number, StringComparison.Ordinal);

        var again = await fixture.EsfWithInputAsync(request, "issue", "-", "--taxpayer", Bin, "--json");
        Assert.Equal(issued.Out, again.Out);

        var shown = await fixture.EsfAsync("invoice", "get", number);
        Assert.Equal(ExitCode.Ok, shown.Code);
        Assert.Contains(number, shown.Out, StringComparison.Ordinal);
        Assert.Contains("2026-Q2", shown.Out, StringComparison.Ordinal);

        var listed = await fixture.EsfAsync("invoice", "list", "--taxpayer", Bin, "--json");
        Assert.Single(JsonLines(listed.Out), invoice => (string?)invoice["registrationNumber"] == number);
    }

    [Theory]
    [InlineData("ru", "обязателен")]
    [InlineData("kk", "міндетті")]
    [InlineData("en", "must carry")]
    public async Task A_refusal_reads_as_an_accountant_would_in_each_language(string language, string word)
    {
        const string bin = "011140001654";
        var payment = await GivenPaymentAsync(bin, $"cli-refused-{language}", 832_000m);
        var request = Request(payment, "1").Replace("\"DE\"", "\"RU\"", StringComparison.Ordinal);

        var refused = await fixture.EsfWithInputAsync(request, "issue", "-", "--taxpayer", bin, "--language", language);

        Assert.Equal(ExitCode.Refused, refused.Code);
        var text = refused.Error.ReplaceLineEndings(" ");
        Assert.Contains("EAEU_IDENTIFIER_REQUIRED", text, StringComparison.Ordinal);
        Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.Empty((await fixture.EsfAsync("invoice", "list", "--taxpayer", bin, "--json")).Out);
    }

    [Fact]
    public async Task A_batch_file_is_issued_line_by_line_and_a_refused_line_stops_no_other()
    {
        const string bin = "960240007379";
        var payments = new[] { await GivenPaymentAsync(bin, "b-1", 832_000m), await GivenPaymentAsync(bin, "b-2", 832_000m), await GivenPaymentAsync(bin, "b-3", 1m) };
        var lines = payments.Select((payment, i) => JsonNode.Parse(Request(payment, $"{i + 1}"))!.ToJsonString());
        await File.WriteAllLinesAsync(Path.Combine(fixture.Folder.FullName, "batch.jsonl"), lines, TestContext.Current.CancellationToken);

        var run = await fixture.EsfAsync("issue", "batch.jsonl", "--taxpayer", bin, "--json");

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Equal(2, JsonLines((await fixture.EsfAsync("invoice", "list", "--taxpayer", bin, "--json")).Out).Length);
        Assert.Contains("VAT_PAYMENT_EXHAUSTED", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_codes_tell_the_kind_of_failure()
    {
        Assert.Equal(ExitCode.Usage, (await fixture.EsfAsync("issue", "no-such-file.json", "--taxpayer", Bin)).Code);
        Assert.Equal(ExitCode.Usage, (await fixture.EsfWithInputAsync("{", "issue", "-", "--taxpayer", Bin)).Code);
        Assert.Equal(ExitCode.NotFound, (await fixture.EsfAsync("taxpayer", "get", "--taxpayer", "020440002422")).Code);
        var unreachable = await fixture.EsfAsync("deadlines", "--taxpayer", Bin, "--server", "http://127.0.0.1:1", "--timeout", "1");
        Assert.Equal(ExitCode.Unavailable, unreachable.Code);
        Assert.Equal(ExitCode.Ok, (await fixture.EsfAsync("--help")).Code);
    }

    private async Task<string> GivenPaymentAsync(string bin, string document, decimal amount)
    {
        var taxpayer = Repository.Sample("taxpayer.json").Replace("941240001151", bin, StringComparison.Ordinal);
        var registered = await fixture.EsfWithInputAsync(taxpayer, "taxpayer", "register", "-", "--json");
        Assert.True(registered.Code == ExitCode.Ok, registered.Error);

        var run = await fixture.EsfAsync(
            "payment", "record", "--taxpayer", bin, "--document-number", document, "--paid-on", "2026-05-25", "--amount", $"{amount}", "--json");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        return (string)JsonNode.Parse(run.Out)!["name"]!;
    }

    private static string Request(string payment, string number)
    {
        var request = JsonNode.Parse(Repository.Sample("issue_request.json"))!;
        request["requestId"] = Guid.NewGuid().ToString();
        request["invoice"]!["number"] = number;
        request["invoice"]!["paymentAllocations"]![0]!["vatPayment"] = payment;
        return request.ToJsonString();
    }

    private static JsonNode[] JsonLines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}

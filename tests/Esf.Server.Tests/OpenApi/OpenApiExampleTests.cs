using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;

namespace Esf.Server.Tests.OpenApi;

/// <summary>The examples of the document are one case that this server answers, to the byte of each hash.</summary>
/// <remarks><c>ESF_UPDATE_GOLDEN=1</c> rewrites the answers; the diff is the review.</remarks>
public sealed class OpenApiExampleTests(SqliteServer server) : ServerTests(server), IClassFixture<SqliteServer>
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("ESF_UPDATE_GOLDEN") == "1";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Folder => Path.Combine(GoldenFolder.PathOf(), "..", "..", "src", "Esf.Server", "OpenApi", "Examples");

    [Fact]
    public async Task The_examples_are_what_the_server_answers()
    {
        Clock.Set(new DateTimeOffset(2026, 5, 26, 9, 0, 0, TimeSpan.FromHours(5)));
        var taxpayer = $"/v1/taxpayers/{Given.SampleBin}";

        await AssertAnswersAsync("RegisterTaxpayer", "/v1/taxpayers");
        await AssertAnswersAsync("RecordVatPayment", $"{taxpayer}/vatPayments");
        await AssertReadsAsync("ListIssueDeadlines", $"{taxpayer}/issueDeadlines");
        await AssertAnswersAsync("ValidateInvoice", $"{taxpayer}/invoices:validate");
        var issued = await AssertAnswersAsync("IssueInvoice", $"{taxpayer}/invoices:issue");
        await AssertReadsAsync("ListInvoices", $"{taxpayer}/invoices");
        await AssertReadsAsync("ListInvoiceEvents", $"{taxpayer}/invoiceEvents");
        await AssertRefusedAsync($"{taxpayer}/invoices:issue");
        await AssertAnswersAsync("RevokeInvoice", $"/v1/{issued["invoice"]!["name"]}:revoke");
    }

    private async Task<JsonObject> AssertAnswersAsync(string method, string path)
    {
        var request = await File.ReadAllTextAsync(Path.Combine(Folder, $"{method}.request.json"), Cancel);
        var answer = await Json.PostAsync(path, request);
        await AssertEqualsAsync($"{method}.200.json", answer.Success());
        return answer.Body;
    }

    private async Task AssertReadsAsync(string method, string path) => await AssertEqualsAsync($"{method}.200.json", (await Json.ReadAsync(path)).Success());

    private async Task AssertRefusedAsync(string path)
    {
        var request = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "IssueInvoice.request.json"), Cancel))!.AsObject();
        request["requestId"] = Given.RequestId();
        request["invoice"]!["supplier"]!["countryCode"] = "RU";
        await AssertEqualsAsync("IssueInvoice.400.json", (await Json.PostAsync(path, request, "ru")).Body);
    }

    // A resume token names the feed of one database, so it differs from run to run.
    private static async Task AssertEqualsAsync(string file, JsonObject answer)
    {
        var path = Path.Combine(Folder, file);
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(path, Cancel))!.AsObject();
        if (answer.ContainsKey("resumeToken") && expected.ContainsKey("resumeToken"))
        {
            answer["resumeToken"] = expected["resumeToken"]!.DeepClone();
        }

        if (IsUpdate)
        {
            await File.WriteAllTextAsync(path, answer.ToJsonString(Readable) + "\n", Cancel);
            return;
        }

        Assert.True(JsonNode.DeepEquals(expected, answer), $"{file} is not what the server answers:\n{answer.ToJsonString(Readable)}");
    }
}

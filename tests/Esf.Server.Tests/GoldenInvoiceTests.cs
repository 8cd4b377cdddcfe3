using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Domain.Errors;
using Esf.Server.Tests.Support;

namespace Esf.Server.Tests;

/// <summary>The specification by example: documents in, the report of validating them out, through the real JSON face.</summary>
/// <remarks><c>ESF_UPDATE_GOLDEN=1</c> rewrites what is expected; the diff is the review.</remarks>
public abstract class GoldenInvoiceTests(TestServer server) : ServerTests(server)
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("ESF_UPDATE_GOLDEN") == "1";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reasons that validating an invoice does not tell: other methods do, or the state of the server.</summary>
    private static readonly string[] ToldElsewhere =
    [
        "INVOICE_INVALID", "REQUEST_ID_INVALID", "PAGE_TOKEN_INVALID", "TOO_MANY_LINES", "TAXPAYER_NOT_FOUND", "WRONG_TIN", "VAT_PAYMENT_CONFLICT",
        "VAT_PAYMENT_WRONG_BUDGET_CODE", "VAT_PAYMENT_MAY_BE_REPEATED", "REQUEST_NOT_FOUND", "REQUEST_ID_REUSED", "TAXPAYER_EXISTS", "INVOICE_NOT_FOUND", "ETAG_MISMATCH", "RATE_LIMITED", "STORE_UNAVAILABLE", "OUTCOME_UNKNOWN",
        "CLOCK_BEHIND_LEDGER", "UNEXPECTED", "ISSUED_LATE", "INVOICE_STATE_WRONG", "CORRECTION_TOO_LATE", "TOTAL_BECOMES_NEGATIVE", "RELATED_INVOICE_DIFFERS",
        "RELATED_INVOICE_NOT_FOUND", "PAYMENT_HELD_BY_ADDITIONAL", "RESUME_TOKEN_INVALID", "RESUME_TOKEN_FOREIGN", "RESUME_TOKEN_AHEAD",
        "OFFSET_MOVES_WITH_CORRECTION", "AS_OF_TOO_RECENT", "DECLARATION_REPEATED", "LEDGER_CHECKPOINT_INVALID", "WRONG_PORT",
        "TURNOVER_DATE_BEFORE_MAIN", "ADDITIONAL_TERM_PASSED", "SUPPLIER_REPLACED", "CHANGE_REASON_REQUIRED", "RESTORES_WRONG", "RESTORES_MORE",
        "PAYMENT_DAY_COUNTED", "ADDITIONAL_ANNULLED", "ADDITIONAL_LATE", "ATTRIBUTED_TO_OTHER_PERIOD",
        "RESUME_TOKEN_EPOCH_CHANGED", "CLOCK_AHEAD", "CLOCK_BEHIND", "CLOCK_LEAP", "BODY_INCOMPLETE", "SERVER_STOPPING",
        "LEDGER_LOCKED", "QUERY_TOO_SLOW", "REGISTER_TOTAL_EXCEEDED", "REQUEST_NOT_FOUND", "VAT_PAYMENT_MAY_BE_REPEATED",
        "REQUEST_INVALID", "ROUTE_NOT_FOUND", "METHOD_NOT_ALLOWED", "REQUEST_TOO_LARGE", "HOST_NOT_ALLOWED", "STORE_FULL", "DEADLINE_EXCEEDED",
    ];

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(GoldenFolder.PathOf("invoices")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_report_is_as_expected_and_an_issue_keeps_to_it(string name)
    {
        var given = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(name, "case.json"), Cancel))!.AsObject();
        var bin = await PrepareAsync(given);

        var report = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:validate", Only(given["request"]!, "invoice"), (string?)given["language"])).Success();
        var text = report.ToJsonString(Readable) + "\n";
        if (IsUpdate)
        {
            await File.WriteAllTextAsync(PathOf(name, "expected.json"), text, Cancel);
            return;
        }

        Assert.Equal(await File.ReadAllTextAsync(PathOf(name, "expected.json"), Cancel), text);
        await AssertIssueKeepsToAsync(report, bin, given);
    }

    [Fact]
    public void Every_reason_that_validating_tells_has_a_case()
    {
        var told = Cases.Select(row => (string)row).SelectMany(name =>
        {
            var report = JsonNode.Parse(File.ReadAllText(PathOf(name, "expected.json")))!;
            return report["violations"]!.AsArray().Concat(report["warnings"]!.AsArray()).Select(violation => (string)violation!["reason"]!);
        });

        Assert.Equal(ErrorCatalogue.All.Where(row => row.Kind != ErrorKind.Finding).Select(row => row.Reason).Except(ToldElsewhere).Order(StringComparer.Ordinal), told.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(Cases.Count, 30, int.MaxValue);
    }

    [Fact]
    public void Every_case_has_a_taxpayer_of_its_own_and_says_what_it_shows()
    {
        var cases = Cases.Select(row => JsonNode.Parse(File.ReadAllText(PathOf((string)row, "case.json")))!).ToArray();

        Assert.Equal(cases.Length, cases.Select(given => (string?)given["taxpayer"]!["bin"]).Distinct().Count());
        Assert.All(cases, given => Assert.False(string.IsNullOrWhiteSpace((string?)given["description"])));
    }

    private static string PathOf(string name, string file) => GoldenFolder.PathOf("invoices", name, file);

    private static JsonObject Only(JsonNode request, string member) => new() { [member] = request[member]!.DeepClone() };

    private static DateTimeOffset Instant(JsonNode? node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);

    // Registers, records each payment on its day, issues what was issued before, and sets the clock.
    private async Task<string> PrepareAsync(JsonObject given)
    {
        var bin = (string)given["taxpayer"]!["bin"]!;
        (await Json.PostAsync("/v1/taxpayers", given["taxpayer"]!.ToJsonString())).Success();
        foreach (var payment in given["payments"]!.AsArray())
        {
            var day = payment!["paidOn"]!;
            Clock.SetNoon(new((int)day["year"]!, (int)day["month"]!, (int)day["day"]!));
            (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", payment.ToJsonString())).Success();
        }

        foreach (var before in given["issuedBefore"]?.AsArray() ?? [])
        {
            Clock.Set(Instant(before!["clock"]));
            (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", before["request"]!.ToJsonString())).Success();
        }

        Clock.Set(Instant(given["clock"]));
        return bin;
    }

    private async Task AssertIssueKeepsToAsync(JsonObject report, string bin, JsonObject given)
    {
        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", given["request"]!.ToJsonString(), (string?)given["language"]);
        if (report["violations"]!.AsArray().Count > 0)
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(JsonNode.DeepEquals(report["violations"], answer.Body["violations"]), answer.Body.ToJsonString());
            return;
        }

        Assert.True(JsonNode.DeepEquals(report["warnings"], answer.Success()["warnings"]));
        var (foretold, issued) = (report["invoice"]!.DeepClone().AsObject(), answer.Body["invoice"]!.DeepClone().AsObject());

        // What only the ledger gives.
        foreach (var member in new[] { "name", "registrationNumber", "state", "ledger", "etag" })
        {
            foretold.Remove(member);
            issued.Remove(member);
        }

        if ((string?)foretold["number"] is not { Length: > 0 })
        {
            foretold["number"] = issued["number"]!.DeepClone();
        }

        Assert.True(JsonNode.DeepEquals(foretold, issued), $"{foretold.ToJsonString()}\n{issued.ToJsonString()}");
    }
}

public sealed class SqliteGoldenInvoiceTests(SqliteServer server) : GoldenInvoiceTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresGoldenInvoiceTests(PostgresServer server) : GoldenInvoiceTests(server), IClassFixture<PostgresServer>;

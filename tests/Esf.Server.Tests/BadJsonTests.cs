using System.Net;
using System.Text;
using Esf.Server.Tests.Support;

namespace Esf.Server.Tests;

/// <summary>Whatever a JSON body or a query holds: the field is named, nothing is stored, and it is never the server's fault.</summary>
public abstract class BadJsonTests(TestServer server) : ServerTests(server)
{
    public static TheoryData<string> Faults => [.. JsonFaults.All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_body_with_a_fault_is_refused_with_its_field(string fault)
    {
        var (bin, payment) = await PaidAsync();
        var (body, violation) = JsonFaults.All[fault];
        var before = await Server.SnapshotAsync(Cancel);

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body(Given.SampleRequest(payment.Name)));

        AssertInvalid(answer);
        Assert.Contains(violation, answer.Violations);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));
    }

    [Fact]
    public async Task The_sample_request_is_accepted_without_any_fault()
    {
        var (bin, payment) = await PaidAsync();

        (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", Given.SampleRequest(payment.Name))).Success();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=windows-1251")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/grpc")]
    [InlineData("nonsense")]
    public async Task A_body_that_does_not_say_that_it_is_JSON_in_UTF8_is_refused(string contentType)
    {
        var (bin, payment) = await PaidAsync();

        var answer = await SendAsync(bin, Encoding.UTF8.GetBytes(Given.SampleRequest(payment.Name).ToJsonString()), contentType);

        AssertInvalid(answer);
        Assert.Empty(await ListAsync(bin));
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/vnd.esf+json")]
    [InlineData("Application/JSON;charset=\"utf-8\"")]
    public async Task A_body_that_says_it_in_other_words_is_accepted(string contentType)
    {
        var (bin, payment) = await PaidAsync();

        (await SendAsync(bin, Encoding.UTF8.GetBytes(Given.SampleRequest(payment.Name).ToJsonString()), contentType)).Success();
    }

    [Fact]
    public async Task A_byte_order_mark_is_accepted()
    {
        var (bin, payment) = await PaidAsync();

        (await SendAsync(bin, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Given.SampleRequest(payment.Name).ToJsonString())])).Success();
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_with_the_field()
    {
        var (bin, payment) = await PaidAsync();
        var text = Given.SampleRequest(payment.Name).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        // The Russian description as a Windows program writes it that forgot to convert.
        var bytes = text.SelectMany(c => c < 128 ? [(byte)c] : new[] { (byte)(c - 'А' + 0xC0) }).ToArray();
        var answer = await SendAsync(bin, bytes);

        AssertInvalid(answer);
        Assert.Equal(["invoice.lines[1].description: FIELD_INVALID"], answer.Violations);
        AssertInvalid(await SendAsync(bin, Encoding.Unicode.GetBytes(text)));
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_read()
    {
        var (bin, payment) = await PaidAsync();
        var body = Encoding.UTF8.GetBytes(Given.SampleRequest(payment.Name).ToJsonString() + new string(' ', 16 * 1024 * 1024));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/taxpayers/{bin}/invoices:issue") { Content = JsonCalls.Json(body) };

        // Without asking first the client would still be writing when the server has refused and closed.
        request.Headers.ExpectContinue = true;
        var answer = await JsonAnswer.OfAsync(await Json.SendAsync(request, Cancel));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal((3, "REQUEST_TOO_LARGE"), ((int)answer.Body["code"]!, answer.Reason));
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task Ten_megabytes_of_white_space_around_a_good_body_are_accepted()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.SampleRequest(payment.Name).ToJsonString() + new string(' ', 10 * 1024 * 1024);

        (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();
    }

    [Fact]
    public async Task Faults_of_a_taxpayer_and_of_a_payment_have_paths_from_their_request()
    {
        var bin = await RegisterAsync();
        var before = await Server.SnapshotAsync(Cancel);

        var taxpayer = await Json.PostAsync("/v1/taxpayers", """{"bin": 5, "vatRegistration": [], "legalName": null, "phone": "1"}""");
        var payment = await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", """{"kind": "CASH", "amount": "1", "paidOn": {"year": true}}""");
        var list = await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments:batchRecord", """{"vatPayments": [{}, {"amount": {"value": 1}}]}""");

        Assert.Equal(["taxpayer.bin: FIELD_INVALID", "taxpayer.vat_registration: FIELD_INVALID", "taxpayer.phone: FIELD_INVALID"], taxpayer.Violations);
        Assert.Equal(["vat_payment.kind: FIELD_INVALID", "vat_payment.amount: FIELD_INVALID", "vat_payment.paid_on.year: FIELD_INVALID"], payment.Violations);
        Assert.Equal(["vat_payments[2].amount.value: FIELD_INVALID"], list.Violations);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));
    }

    [Theory]
    [InlineData("pageSize=abc", "pageSize")]
    [InlineData("pageSize=1.5", "pageSize")]
    [InlineData("pageSize=99999999999", "pageSize")]
    [InlineData("pageSize=", "pageSize")]
    [InlineData("pagesize=5", "pagesize")]
    [InlineData("page=5", "page")]
    [InlineData("pageSize=1&pageSize=2", "pageSize")]
    [InlineData("pageSize=1&page_size=2", "page_size")]
    [InlineData("issueDateFrom=2026-05-26&issue_date_from=2026-05-27", "issue_date_from")]
    [InlineData("issueDateFrom=2026-05-26&issueDateFrom.year=2025", "issueDateFrom.year")]
    [InlineData("issueDateFrom.year=2025&issue_date_from=2026-05-26", "issue_date_from")]
    [InlineData("pageSize=-1", "page_size")]
    [InlineData("issueDateFrom=2026-05-32", "issueDateFrom")]
    [InlineData("issueDateFrom.year=x", "issueDateFrom.year")]
    [InlineData("issueDateFrom.year=2026", "issue_date_from")]
    [InlineData("issueDateFrom.year=2026&issueDateFrom.month=2&issueDateFrom.day=30", "issue_date_from")]
    [InlineData("issueDateFrom.year.value=2026", "issueDateFrom.year.value")]
    [InlineData("number=5A", "number")]
    [InlineData("number=%00", "number")]
    [InlineData("%00=1", "\0")]
    [InlineData("parent=taxpayers/-", "parent")]
    public async Task A_query_with_a_fault_is_refused_with_its_parameter(string query, string field)
    {
        var bin = await RegisterAsync();

        var answer = await Json.ReadAsync($"/v1/taxpayers/{bin}/invoices?{query}");

        AssertInvalid(answer, "REQUEST_INVALID");
        Assert.Contains($"{field}: FIELD_INVALID", answer.Violations);
    }

    [Fact]
    public async Task A_switch_that_is_neither_true_nor_false_is_refused()
    {
        var bin = await RegisterAsync();

        Assert.Equal(["includeClosed: FIELD_INVALID"], (await Json.ReadAsync($"/v1/taxpayers/{bin}/issueDeadlines?includeClosed=yes")).Violations);
    }

    [Fact]
    public async Task A_parameter_that_belongs_into_the_body_is_refused_and_not_dropped()
    {
        var (bin, payment) = await PaidAsync();

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue?validateOnly=true", Given.SampleRequest(payment.Name));

        AssertInvalid(answer);
        Assert.Equal(["validateOnly: FIELD_INVALID"], answer.Violations);
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task The_taxpayer_of_the_path_is_the_one_that_counts()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.SampleRequest(payment.Name);
        body["parent"] = $"taxpayers/{await RegisterAsync()}";

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();

        Assert.Equal(bin, (string?)answer["invoice"]!["recipient"]!["bin"]);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, 5, "ROUTE_NOT_FOUND")]
    [InlineData("GET", "/", 404, 5, "ROUTE_NOT_FOUND")]
    [InlineData("DELETE", "/v1/taxpayers", 405, 12, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/v1/taxpayers/941240001151/invoices:issue", 405, 12, "METHOD_NOT_ALLOWED")]
    public async Task A_route_that_is_none_is_told_in_JSON(string method, string path, int status, int code, string reason)
    {
        var answer = await Json.SendAsync(new(method), path, null, "ru");

        Assert.Equal((status, code, reason), ((int)answer.Status, (int)answer.Body["code"]!, answer.Reason));
        Assert.Contains(path, (string?)answer.Body["localizedMessage"], StringComparison.Ordinal);
        Assert.Empty(answer.Violations);
    }

    [Theory]
    [InlineData("/v1/taxpayers/12")]
    [InlineData("/v1/taxpayers/94124000115A")]
    [InlineData("/v1/taxpayers/%D0%B0")]
    [InlineData("/v1/taxpayers/-")]
    public async Task A_path_that_names_no_taxpayer_is_refused_with_the_field(string path)
    {
        Assert.Equal(["name: FIELD_INVALID"], (await Json.ReadAsync(path)).Violations);
    }

    [Fact]
    public async Task Millions_of_faults_in_one_body_are_not_all_told()
    {
        var bin = await RegisterAsync();

        var values = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", $"{{\"invoice\": {{\"lines\": [{string.Join(',', Enumerable.Repeat("0", 5_000_000))}]}}}}");
        var names = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", $"{{{string.Join(',', Enumerable.Range(0, 500_000).Select(i => $"\"field{i}\": 0"))}}}");

        AssertInvalid(values);
        Assert.Equal(201, values.Violations.Count);
        Assert.Contains("invoice.lines: TOO_MANY_LINES", values.Violations);
        AssertInvalid(names);
        Assert.Equal(2000, names.Violations.Count);
    }

    private static void AssertInvalid(JsonAnswer answer, string reason = "INVOICE_INVALID")
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(3, (int)answer.Body["code"]!);
        Assert.Equal(reason, answer.Reason);
        Assert.NotEmpty(answer.Violations);
    }

    private Task<JsonAnswer> SendAsync(string bin, byte[] body, string contentType = "application/json") =>
        Json.SendAsync(HttpMethod.Post, $"/v1/taxpayers/{bin}/invoices:issue", JsonCalls.Json(body, contentType));
}

public sealed class SqliteBadJsonTests(SqliteServer server) : BadJsonTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresBadJsonTests(PostgresServer server) : BadJsonTests(server), IClassFixture<PostgresServer>;

using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Google.Protobuf;

namespace Esf.Server.Tests;

/// <summary>The two faces show one content; the JSON face in the forms that the contract fixes.</summary>
public abstract class JsonShapeTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task An_invoice_read_over_JSON_is_the_one_read_over_gRPC()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.SampleRequest(payment.Name);
        body["invoice"]!["supplier"]!["countryCode"] = "RU";
        body["invoice"]!["supplier"]!["taxIdentifier"] = "7707083893";
        body["invoice"]!["lines"]![0]!["unitCode"] = "796";
        body["invoice"]!["lines"]![0]!["quantity"] = new JsonObject { ["value"] = "2.50" };
        body["invoice"]!["lines"]![0]!["unitPrice"] = new JsonObject { ["value"] = "2080000" };

        var issued = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();
        var name = (string)issued["invoice"]!["name"]!;
        var overJson = (await Json.ReadAsync($"/v1/{name}")).Success();
        var overGrpc = (await Server.Invoices.GetInvoiceAsync(new() { Name = name }, cancellationToken: Cancel)).Invoice;
        var listed = (await Json.ReadAsync($"/v1/taxpayers/{bin}/invoices")).Success();

        Assert.True(JsonNode.DeepEquals(issued["invoice"], overJson));
        Assert.True(JsonNode.DeepEquals(overJson, Assert.Single(listed["invoices"]!.AsArray())));
        Assert.Equal(overGrpc, Parse(overJson));
        Assert.Equal("2.5", (string?)overJson["lines"]![0]!["quantity"]!["value"]);
    }

    [Fact]
    public async Task An_invoice_has_the_forms_of_the_contract()
    {
        var (bin, payment) = await PaidAsync();

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", Given.SampleRequest(payment.Name))).Success();

        Assert.Equal(["invoice", "warnings"], answer.Select(member => member.Key));
        var invoice = answer["invoice"]!;
        Assert.Equal(("ORDINARY", "ISSUED"), ((string?)invoice["type"], (string?)invoice["state"]));
        Assert.Equal("""{"year":2026,"month":5,"day":26}""", invoice["issueDate"]!.ToJsonString());
        Assert.Equal("2026-05-26T07:00:00Z", (string?)invoice["issueTime"]);
        Assert.Equal("""{"turnoverAmount":{"value":"5200000.00"},"vatAmount":{"value":"832000.00"},"totalAmount":{"value":"6032000.00"}}""", invoice["totals"]!.ToJsonString());
        Assert.Equal("""{"number":"NS-2026/04","date":{"year":2026,"month":1,"day":12}}""", invoice["contract"]!.ToJsonString());
        Assert.Equal("""{"currencyCode":"USD","amount":{"value":"10000.00"},"exchangeRate":{"value":"520"}}""", invoice["settlement"]!.ToJsonString());
        Assert.Equal(64, ((string)invoice["ledger"]!["hash"]!).Length);
        Assert.Equal(1, (int)invoice["ledger"]!["sequence"]!);
    }

    [Fact]
    public async Task Instants_have_microseconds_and_no_more()
    {
        var (bin, payment) = await PaidAsync();
        Clock.Set(Given.Noon.AddTicks(1_234_567));
        var issued = await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin));

        Assert.Equal("2026-05-26T07:00:00.123456Z", (string?)(await Json.ReadAsync($"/v1/{issued.Name}")).Success()["issueTime"]);
        Assert.Equal(123_456_000, issued.IssueTime.Nanos);
    }

    [Fact]
    public async Task Validating_over_JSON_shows_the_whole_report()
    {
        var (bin, payment) = await PaidAsync();
        var invoice = Given.Invoice(payment.Name);
        var body = new JsonObject { ["invoice"] = invoice.ToJson() };
        var good = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:validate", body)).Success();
        body["invoice"]!["supplier"]!["countryCode"] = "KZ";
        body["invoice"]!["lines"]![0]!["turnoverAmount"]!["value"] = "5200000.01";
        body["invoice"]!["totals"] = new JsonObject { ["vatAmount"] = new JsonObject { ["value"] = "1.00" } };

        var report = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:validate", body)).Success();

        Assert.Equal(["violations", "warnings", "invoice"], good.Select(member => member.Key));
        Assert.Equal("832000.00", (string?)good["invoice"]!["offset"]!["amount"]!["value"]);
        Assert.Null(report["invoice"]);
        Assert.Equal(["SUPPLIER_IS_RESIDENT", "INCORRECT_TOTAL_SUM"], report["violations"]!.AsArray().Select(violation => (string?)violation!["reason"]));
    }

    [Fact]
    public async Task Validating_what_cannot_be_read_is_a_report_too()
    {
        var bin = await RegisterAsync();

        var report = await ValidateAsync(bin, new V1.Invoice());

        Assert.Equal(
            ["invoice.lines: FIELD_IS_NULL", "invoice.supplier: FIELD_IS_NULL", "invoice.turnover_date: FIELD_IS_NULL"],
            report.Violations.Select(violation => $"{violation.Field}: {violation.Reason}").Order(StringComparer.Ordinal));
        Assert.Null(report.Invoice);
    }

    [Fact]
    public async Task Names_of_fields_are_read_in_both_spellings()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.SampleRequest(payment.Name).ToJsonString()
            .Replace("\"requestId\"", "\"request_id\"", StringComparison.Ordinal)
            .Replace("\"turnoverDate\"", "\"turnover_date\"", StringComparison.Ordinal)
            .Replace("\"paymentAllocations\"", "\"payment_allocations\"", StringComparison.Ordinal);

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();

        Assert.Equal("57", (string?)answer["invoice"]!["number"]);
    }

    [Fact]
    public async Task An_invoice_that_is_sent_back_as_it_was_read_is_understood()
    {
        var (bin, payment) = await PaidAsync(1_664_000m);
        var issued = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", Given.SampleRequest(payment.Name))).Success();
        var again = issued["invoice"]!.DeepClone();
        again["number"] = "58";

        var answer = (await Json.PostAsync(
            $"/v1/taxpayers/{bin}/invoices:issue", new JsonObject { ["requestId"] = Given.RequestId(), ["invoice"] = again })).Success();

        Assert.Equal($"ESF-{bin}-20260526-00000002", (string?)answer["invoice"]!["registrationNumber"]);
    }

    [Theory]
    [InlineData("ESF-{0}-20260526-00000002")]
    [InlineData("ESF-941240001151-20260526-00000001")]
    [InlineData("ESF-{0}-20260230-00000001")]
    [InlineData("ESF-{0}-20260526-00000000")]
    [InlineData("1")]
    public async Task An_invoice_that_is_not_there_is_not_found(string number)
    {
        var (bin, payment) = await PaidAsync();
        await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin));
        var name = $"taxpayers/{bin}/invoices/{string.Format(System.Globalization.CultureInfo.InvariantCulture, number, bin)}";

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.GetInvoiceAsync(new() { Name = name }, cancellationToken: Cancel));
        var answer = await Json.ReadAsync($"/v1/{name}");

        Assert.Equal((Grpc.Core.StatusCode.NotFound, "INVOICE_NOT_FOUND"), (refusal.Code, refusal.Reason));
        Assert.Equal((HttpStatusCode.NotFound, "INVOICE_NOT_FOUND"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Text_keeps_its_letters_and_loses_the_space_around_it_and_its_line_breaks()
    {
        var (bin, payment) = await PaidAsync();
        var invoice = Given.Invoice(payment.Name);
        invoice.Supplier.LegalName = "  Çelik & Söhne «Ұлы Дала» \u2028 😀 \"<script>\"  ";
        invoice.Supplier.Address = "Улица\r\nдом\t5";

        var issued = await IssueAsync(Given.Request(invoice, bin));

        Assert.Equal("Çelik & Söhne «Ұлы Дала»  😀 \"<script>\"", issued.Supplier.LegalName);
        Assert.Equal("Улица дом 5", issued.Supplier.Address);
        Assert.Equal(issued, Parse((await Json.ReadAsync($"/v1/{issued.Name}")).Success()));
    }

    [Fact]
    public async Task A_whole_number_as_text_and_an_enum_by_its_number_are_read_as_protobufs_JSON_allows()
    {
        var bin = await RegisterAsync();
        var payment = Given.Payment().ToJson();
        payment["kind"] = 2;
        payment["paidOn"] = JsonNode.Parse("""{"year": "2026", "month": "5", "day": 25}""");

        var recorded = (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", payment)).Success();
        var batch = (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments:batchRecord", new JsonObject { ["vatPayments"] = new JsonArray(payment.DeepClone()) })).Success();
        var listed = (await Json.ReadAsync($"/v1/taxpayers/{bin}/offsets?state=1&pageSize=10")).Success();

        Assert.Equal("OVERPAYMENT_OFFSET", (string?)recorded["kind"]);
        Assert.Equal((2026, 5, 25), ((int)recorded["paidOn"]!["year"]!, (int)recorded["paidOn"]!["month"]!, (int)recorded["paidOn"]!["day"]!));
        Assert.Equal((string?)recorded["name"], (string?)batch["outcomes"]![0]!["vatPayment"]!["name"]);
        Assert.Empty(listed["offsets"]!.AsArray());
        Assert.Equal(["state: FIELD_INVALID"], (await Json.ReadAsync($"/v1/taxpayers/{bin}/offsets?state=99")).Violations);
    }

    [Theory]
    [InlineData("supplier", "legalName", "ABC \u202EDTL GPJ\u202C Ltd", "FIELD_INVALID")]
    [InlineData("supplier", "legalName", "\u200B\u200B\u200B", "FIELD_IS_NULL")]
    [InlineData("supplier", "address", "A\uFFFFB street", "FIELD_INVALID")]
    [InlineData("contract", "number", "\u00AD\u2060", "FIELD_IS_NULL")]
    public async Task A_text_that_nobody_can_see_or_write_down_is_refused(string part, string field, string text, string reason)
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.SampleRequest(payment.Name);
        body["invoice"]![part]![field] = text;

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body);

        Assert.Equal([$"invoice.{part}.{(field == "legalName" ? "legal_name" : field)}: {reason}"], answer.Violations);
    }

    [Fact]
    public async Task A_service_may_have_a_price_without_a_quantity_or_a_quantity_without_a_price()
    {
        var (bin, payment) = await PaidAsync(2 * 832_000m);
        var price = Given.Invoice(payment.Name);
        price.Lines[0].UnitPrice = Given.Decimal("5200000");
        var quantity = Given.Invoice(payment.Name);
        quantity.Lines[0].Quantity = Given.Decimal("3");

        var priced = (await IssueAsync(Given.Request(price, bin))).Lines[0];
        var counted = (await IssueAsync(Given.Request(quantity, bin))).Lines[0];

        Assert.Equal(("5200000", "5200000.00", null), (priced.UnitPrice.Value, priced.TurnoverAmount.Value, priced.Quantity));
        Assert.Equal(("3", "5200000.00", null), (counted.Quantity.Value, counted.TurnoverAmount.Value, counted.UnitPrice));
    }

    [Theory]
    [InlineData("""{"invoice": {"turnoverDate": "2026-03-31"}}""", "a date as {\"year\": 2026, \"month\": 5, \"day\": 26}")]
    [InlineData("""{"invoice": {"settlement": {"amount": 1}}}""", "a number as {\"value\": \"832000.00\"}")]
    [InlineData("""{"invoice": {"lines": {}}}""", "a list in square brackets")]
    [InlineData("""{"invoice": {"number": 57}}""", "text in quotation marks")]
    [InlineData("""{"invoice": []}""", "a JSON object in curly brackets, with the fields of the contract")]
    [InlineData("{\n\"invoice\": }", "correct JSON in UTF-8; it cannot be read at line 2, byte 12")]
    public async Task A_wrong_form_is_told_in_words_by_validate_too(string body, string expected)
    {
        var bin = await RegisterAsync();

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:validate", body);

        Assert.Equal((HttpStatusCode.BadRequest, "INVOICE_INVALID"), (answer.Status, answer.Reason));
        Assert.Equal($"The value cannot be accepted. Expected: {expected}.", (string?)answer.Body["violations"]![0]!["description"]);
    }

    [Theory]
    [InlineData("en", "Expected: 2026-05-26 or earlier.")]
    [InlineData("ru", "Ожидается: 2026-05-26 или раньше.")]
    [InlineData("kk", "Күтілетіні: 2026-05-26 немесе одан ертерек.")]
    public async Task A_payment_of_tomorrow_is_told_in_words(string language, string text)
    {
        var bin = await RegisterAsync();

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", Given.Payment(paidOn: new(2026, 5, 27)).ToJson(), language);

        Assert.Equal("REQUEST_INVALID", answer.Reason);
        Assert.EndsWith(text, (string?)answer.Body["violations"]![0]!["localizedMessage"], StringComparison.Ordinal);
    }

    // Enums have short names on the JSON face; protobuf's own parser knows the long ones.
    private static V1.Invoice Parse(JsonObject invoice)
    {
        var json = invoice.DeepClone();
        json["type"] = $"INVOICE_TYPE_{json["type"]}";
        json["state"] = $"INVOICE_STATE_{json["state"]}";
        json["supplier"]!["category"] = $"SUPPLIER_CATEGORY_{json["supplier"]!["category"]}";
        json["supplier"]!["taxIdentifierKind"] = $"TAX_IDENTIFIER_KIND_{json["supplier"]!["taxIdentifierKind"]}";
        return JsonParser.Default.Parse<V1.Invoice>(json.ToJsonString());
    }
}

public sealed class SqliteJsonShapeTests(SqliteServer server) : JsonShapeTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresJsonShapeTests(PostgresServer server) : JsonShapeTests(server), IClassFixture<PostgresServer>;

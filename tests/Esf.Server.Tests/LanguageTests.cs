using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Refusals in Kazakh, Russian and English on both faces, and small enough for the trailers that peers accept.</summary>
public abstract class LanguageTests(TestServer server) : ServerTests(server)
{
    private static readonly Dictionary<string, string> Beginnings = new()
    {
        ["en"] = "The VAT was paid on 2026-05-25: the invoice had to be issued from 2026-05-26 to 2026-05-30.",
        ["ru"] = "НДС уплачен 2026-05-25: счёт-фактуру следовало выписать с 2026-05-26 по 2026-05-30.",
        ["kk"] = "ҚҚС төленген күн: 2026-05-25. Шот-фактура жазылатын мерзім: 2026-05-26 – 2026-05-30.",
    };

    public static TheoryData<string?, string> Headers => new()
    {
        { null, "en" },
        { "kk", "kk" },
        { "ru", "ru" },
        { "en", "en" },
        { "RU-ru", "ru" },
        { "kk-Cyrl-KZ", "kk" },
        { "de", "en" },
        { "de, kk;q=0.7, ru;q=0.9", "ru" },
        { "ru;q=0.1, kk;q=0.2", "kk" },
        { "kk, ru", "kk" },
        { "en;q=0.5, ru;q=0.500, kk;q=0.4", "en" },
        { "ru;q=0, kk;q=0.1", "kk" },
        { "ru;q=0", "en" },
        { "*", "en" },
        { "ru;;q=?", "en" },
        { "russian", "en" },
        { new string('x', 300) + ", ru", "en" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_refusal_is_told_in_the_best_language_that_the_caller_accepts(string? header, string language)
    {
        Clock.SetNoon(Given.PaidOn);
        var (bin, payment) = await PaidAsync();
        Clock.SetNoon(new(2026, 5, 31));
        var request = Given.Request(Given.Invoice(payment.Name), bin);

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.IssueInvoiceAsync(request, Of(header), cancellationToken: Cancel));
        var body = request.ToJson();
        body.Remove("parent");
        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body, header);

        var told = Assert.Single(refusal.FieldViolations);
        Assert.Equal((language, language), (refusal.Localized.Locale, told.LocalizedMessage.Locale));
        Assert.StartsWith(Beginnings[language], told.LocalizedMessage.Message, StringComparison.Ordinal);
        Assert.StartsWith(Beginnings["en"], told.Description, StringComparison.Ordinal);
        Assert.StartsWith("The invoice was refused", refusal.Status.Message, StringComparison.Ordinal);
        var row = Assert.Single(answer.Body["violations"]!.AsArray())!;
        Assert.Equal(told.LocalizedMessage.Message, (string?)row["localizedMessage"]);
        Assert.Equal(told.Description, (string?)row["description"]);
        Assert.Equal("art. 493 p. 9", (string?)row["law"]);
        Assert.Equal(refusal.Localized.Message, (string?)answer.Body["localizedMessage"]);
    }

    [Fact]
    public async Task The_JSON_face_shows_the_same_details_as_the_status()
    {
        var refusal = await RpcRefusal.OfAsync(Server.Taxpayers.GetTaxpayerAsync(new() { Name = "taxpayers/991240001151" }, Of("kk"), cancellationToken: Cancel));
        var answer = await JsonAnswer.TypedAsync(Json, "/v1/taxpayers/991240001151", "kk");

        var details = answer.Body["details"]!.AsArray().ToDictionary(detail => ((string)detail!["@type"]!).Split('.')[^1], detail => detail!.AsObject());
        Assert.Equal(["ErrorInfo", "LocalizedMessage", "ResourceInfo"], details.Keys.Order());
        Assert.Equal("""{"taxpayer":"991240001151"}""", details["ErrorInfo"]["metadata"]!.ToJsonString());
        Assert.Equal("esf", (string?)details["ErrorInfo"]["domain"]);
        Assert.Equal(refusal.Localized.Message, (string?)details["LocalizedMessage"]["message"]);
        Assert.Equal("taxpayers/991240001151", (string?)details["ResourceInfo"]["resourceName"]);
        Assert.Equal((refusal.Status.Message, (int)refusal.Code), ((string?)answer.Body["message"], (int)answer.Body["code"]!));
        Assert.Equal("Салық төлеуші 991240001151 тіркелмеген.", (string?)answer.Body["localizedMessage"]);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("kk")]
    public async Task Two_hundred_faulty_lines_fit_the_trailers_with_a_count_and_validating_tells_all(string language)
    {
        var (bin, payment) = await PaidAsync();
        var invoice = FaultyLines(payment);

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.IssueInvoiceAsync(Given.Request(invoice, bin), Of(language), cancellationToken: Cancel));
        var report = await Server.Invoices.ValidateInvoiceAsync(new() { Parent = $"taxpayers/{bin}", Invoice = invoice }, Of(language), cancellationToken: Cancel);

        Assert.InRange(refusal.TrailerBytes, 1, 8 * 1024);
        Assert.InRange(refusal.FieldViolations.Count, 1, 16);
        Assert.Equal($"{report.Violations.Count}", refusal.Info.Metadata["violation_count"]);
        Assert.Equal(2 * 200, report.Violations.Count(violation => violation.Reason == "INCORRECT_PRODUCT_SUM"));
        Assert.Equal(report.Violations.Take(refusal.FieldViolations.Count).Select(violation => $"{violation.Field}: {violation.Reason}"), refusal.Violations);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("kk")]
    public async Task Two_hundred_lines_that_cannot_be_read_fit_the_trailers_too(string language)
    {
        var (bin, payment) = await PaidAsync();
        var invoice = FaultyLines(payment);
        foreach (var line in invoice.Lines)
        {
            line.TurnoverAmount = line.VatAmount = line.TotalAmount = Given.Decimal("1e3");
        }

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.IssueInvoiceAsync(Given.Request(invoice, bin), Of(language), cancellationToken: Cancel));
        var report = await Server.Invoices.ValidateInvoiceAsync(new() { Parent = $"taxpayers/{bin}", Invoice = invoice }, Of(language), cancellationToken: Cancel);

        Assert.InRange(refusal.TrailerBytes, 1, 8 * 1024);
        Assert.InRange(refusal.FieldViolations.Count, 1, 16);
        Assert.Equal("600", refusal.Info.Metadata["violation_count"]);
        Assert.Equal(600, report.Violations.Count);
    }

    [Fact]
    public async Task The_JSON_face_tells_all_violations_of_two_hundred_lines()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.Request(FaultyLines(payment), bin).ToJson();
        body.Remove("parent");

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body, "ru");

        Assert.Equal(400, answer.Violations.Count(violation => violation.EndsWith("INCORRECT_PRODUCT_SUM", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_that_a_caller_sends_makes_the_trailers_too_large()
    {
        var (bin, payment) = await PaidAsync();
        var invoice = Given.Invoice(payment.Name);
        invoice.Supplier.CountryCode = new('Я', 20);
        invoice.Supplier.TaxIdentifier = new('Я', 50);
        invoice.Number = new('9', 30);
        invoice.PaymentAllocations[0].VatPayment = $"taxpayers/{bin}/vatPayments/{new string('x', 64)}";
        var change = Given.Taxpayer(bin);
        (change.Name, change.Etag) = ($"taxpayers/{bin}", new('Я', 1_000_000));

        var lawless = await RpcRefusal.OfAsync(Server.Invoices.IssueInvoiceAsync(Given.Request(invoice, bin), Of("kk"), cancellationToken: Cancel));
        var stale = await RpcRefusal.OfAsync(Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, Of("kk"), cancellationToken: Cancel));

        Assert.InRange(lawless.TrailerBytes, 1, 8 * 1024);
        Assert.InRange(stale.TrailerBytes, 1, 8 * 1024);
        Assert.Equal(["taxpayer.etag: FIELD_INVALID"], stale.Violations);
    }

    [Fact]
    public async Task Warnings_are_told_in_the_language_of_the_caller()
    {
        var bin = await RegisterAsync();
        var payment = Given.Payment();
        payment.Kind = V1.VatPaymentKind.OverpaymentOffset;
        var request = Given.Request(Given.Invoice((await RecordAsync(bin, payment)).Name), bin);

        var russian = await Server.Invoices.IssueInvoiceAsync(request, Of("ru"), cancellationToken: Cancel);
        var kazakh = await Server.Invoices.IssueInvoiceAsync(request, Of("kk"), cancellationToken: Cancel);

        Assert.Equal(russian.Invoice, kazakh.Invoice);
        Assert.Equal("PAID_BY_OVERPAYMENT_OFFSET", Assert.Single(russian.Warnings).Reason);
        Assert.Contains("погашен зачётом переплаты", russian.Warnings[0].LocalizedMessage, StringComparison.Ordinal);
        Assert.Contains("артық төлемді есепке жатқызу", kazakh.Warnings[0].LocalizedMessage, StringComparison.Ordinal);
    }

    private static Metadata? Of(string? header) => header is null ? null : new() { { "accept-language", header } };

    private static V1.Invoice FaultyLines(V1.VatPayment payment)
    {
        var invoice = Given.Invoice(payment.Name);
        var line = invoice.Lines[0];
        (line.TurnoverAmount, line.VatAmount, line.TotalAmount) = (Given.Money(100m), Given.Money(16.01m), Given.Money(116.01m));
        invoice.Lines.Add(Enumerable.Repeat(line, 199));
        return invoice;
    }
}

public sealed class SqliteLanguageTests(SqliteServer server) : LanguageTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresLanguageTests(PostgresServer server) : LanguageTests(server), IClassFixture<PostgresServer>;

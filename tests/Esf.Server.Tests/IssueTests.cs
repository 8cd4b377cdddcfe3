using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>One invoice from its payment to its offset, on the days that the law names.</summary>
public abstract class IssueTests(TestServer server) : ServerTests(server)
{
    public static TheoryData<DateOnly, DateOnly, DateOnly> Windows
    {
        get
        {
            var data = new TheoryData<DateOnly, DateOnly, DateOnly>();
            foreach (var window in JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("vectors", "issue_windows.json")))!.AsArray())
            {
                data.Add(Day("paid_on"), Day("opens_on"), Day("closes_on"));

                DateOnly Day(string member) => DateOnly.ParseExact((string)window![member]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            }

            return data;
        }
    }

    [Fact]
    public async Task Issues_the_sample_case()
    {
        (await Json.PostAsync("/v1/taxpayers", Given.Sample("taxpayer.json"))).Success();
        Clock.SetNoon(Given.PaidOn);
        var payment = (await Json.PostAsync($"/v1/taxpayers/{Given.SampleBin}/vatPayments", Given.Sample("vat_payment.json"))).Success();
        Clock.Set(Given.Noon);
        var request = Given.SampleRequest((string)payment["name"]!);

        var answer = (await Json.PostAsync($"/v1/taxpayers/{Given.SampleBin}/invoices:issue", request)).Success();

        var invoice = answer["invoice"]!;
        Assert.Equal("ESF-941240001151-20260526-00000001", (string?)invoice["registrationNumber"]);
        Assert.Equal(34, ((string)invoice["registrationNumber"]!).Length);
        Assert.Equal("""{"date":{"year":2026,"month":5,"day":26},"amount":{"value":"832000.00"},"taxPeriod":"2026-Q2","withdrawnInvoice":""}""", invoice["offset"]!.ToJsonString());
        var taxpayer = Given.Sample("taxpayer.json");
        Assert.Equal(Given.SampleBin, (string?)invoice["recipient"]!["bin"]);
        Assert.Equal((string?)taxpayer["legalName"], (string?)invoice["recipient"]!["legalName"]);
        Assert.Equal((string?)taxpayer["address"], (string?)invoice["recipient"]!["address"]);
        Assert.Equal("60001", (string?)invoice["recipient"]!["vatCertificateSeries"]);
        Assert.Equal("1234567", (string?)invoice["recipient"]!["vatCertificateNumber"]);
        Assert.Empty(answer["warnings"]!.AsArray());
        Assert.Equal("0.00", (await PaymentAsync((string)payment["name"]!)).RemainingAmount.Value);
    }

    [Fact]
    public async Task Issues_over_gRPC_with_offset_on_the_day_of_issue()
    {
        var (bin, payment) = await PaidAsync();

        var invoice = await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin));

        Assert.Equal($"ESF-{bin}-20260526-00000001", invoice.RegistrationNumber);
        Assert.Equal($"taxpayers/{bin}/invoices/{invoice.RegistrationNumber}", invoice.Name);
        Assert.Equal(new DateOnly(2026, 5, 26), invoice.IssueDate.Day());
        Assert.Equal(Given.Noon, invoice.IssueTime.ToDateTimeOffset());
        Assert.Equal(new DateOnly(2026, 5, 26), invoice.Offset.Date.Day());
        Assert.Equal("832000.00", invoice.Offset.Amount.Value);
        Assert.Equal("2026-Q2", invoice.Offset.TaxPeriod);
        Assert.Equal(V1.InvoiceState.Issued, invoice.State);
        Assert.Equal(V1.InvoiceType.Ordinary, invoice.Type);
        Assert.Equal(V1.SupplierCategory.NonResident, invoice.Supplier.Category);
        Assert.Equal("1", invoice.Number);
        Assert.Equal(new() { TurnoverAmount = Given.Decimal("5200000.00"), VatAmount = Given.Decimal("832000.00"), TotalAmount = Given.Decimal("6032000.00") }, invoice.Totals);
        Assert.Equal("16", Assert.Single(invoice.Lines).VatRate.Value);
        Assert.Equal("832000.00", Assert.Single(invoice.PaymentAllocations).Amount.Value);
    }

    [Theory]
    [InlineData("2026-05-25", "ISSUE_WINDOW_NOT_OPEN")]
    [InlineData("2026-05-26", null)]
    [InlineData("2026-05-30", null)]
    [InlineData("2026-05-31", "ISSUE_WINDOW_CLOSED")]
    public async Task Issues_inside_the_window_only(string today, string? reason)
    {
        Clock.SetNoon(Given.PaidOn);
        var (bin, payment) = await PaidAsync();
        Clock.SetNoon(DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture));

        await AssertIssuedOrRefusedAsync(bin, payment, reason);
    }

    [Theory]
    [InlineData("2026-05-25T18:59:59Z", "ISSUE_WINDOW_NOT_OPEN", null)]
    [InlineData("2026-05-25T18:59:59.999999Z", "ISSUE_WINDOW_NOT_OPEN", null)]
    [InlineData("2026-05-25T19:00:00Z", null, "2026-05-26")]
    [InlineData("2026-05-30T18:59:59Z", null, "2026-05-30")]
    [InlineData("2026-05-30T18:59:59.999999Z", null, "2026-05-30")]
    [InlineData("2026-05-30T19:00:00Z", "ISSUE_WINDOW_CLOSED", null)]
    public async Task The_day_begins_and_ends_with_that_of_Almaty(string now, string? reason, string? offsetDate)
    {
        Clock.SetNoon(Given.PaidOn);
        var (bin, payment) = await PaidAsync();
        Clock.Set(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

        await AssertIssuedOrRefusedAsync(bin, payment, reason);

        Assert.Equal(offsetDate, (await ListAsync(bin)).SingleOrDefault()?.Offset.Date.Day().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Every_window_of_the_vectors_opens_and_closes_on_its_days(DateOnly paidOn, DateOnly opensOn, DateOnly closesOn)
    {
        Clock.SetNoon(paidOn);
        var (bin, payment) = await PaidAsync(2_000m, paidOn);
        Assert.Equal(opensOn, payment.IssueWindow.OpensOn.Day());
        Assert.Equal(closesOn, payment.IssueWindow.ClosesOn.Day());
        var invoice = Given.Invoice(payment.Name, 100m, paidOn.AddDays(-10));

        Clock.SetNoon(opensOn.AddDays(-1));
        Assert.Equal(["invoice.payment_allocations: ISSUE_WINDOW_NOT_OPEN"], (await RefuseAsync(Given.Request(invoice, bin))).Violations);
        for (var day = opensOn; day <= closesOn; day = day.AddDays(1))
        {
            Clock.SetNoon(day);
            var issued = await IssueAsync(Given.Request(invoice, bin));
            Assert.Equal(day, issued.IssueDate.Day());
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{day.Year}-Q{((day.Month - 1) / 3) + 1}"), issued.Offset.TaxPeriod);
        }

        Clock.SetNoon(closesOn.AddDays(1));
        Assert.Equal(["invoice.payment_allocations: ISSUE_WINDOW_CLOSED"], (await RefuseAsync(Given.Request(invoice, bin))).Violations);
    }

    [Fact]
    public async Task Validate_only_answers_as_an_issue_would_and_stores_nothing()
    {
        var (bin, payment) = await PaidAsync();
        var before = await Server.SnapshotAsync(Cancel);
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        request.ValidateOnly = true;

        var answer = await Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel);

        Assert.Equal("832000.00", answer.Invoice.Offset.Amount.Value);
        Assert.Empty(answer.Invoice.RegistrationNumber);
        Assert.Null(answer.Invoice.Ledger);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));
        request.Invoice.Supplier.CountryCode = "KZ";
        Assert.Equal(["invoice.supplier.country_code: SUPPLIER_IS_RESIDENT"], (await RefuseAsync(request)).Violations);
    }

    [Fact]
    public async Task Validating_stores_nothing_and_shows_the_invoice_as_it_would_be_issued()
    {
        var (bin, payment) = await PaidAsync();
        var before = await Server.SnapshotAsync(Cancel);

        var answer = await ValidateAsync(bin, Given.Invoice(payment.Name));

        Assert.Empty(answer.Violations);
        Assert.Equal("6032000.00", answer.Invoice.Totals.TotalAmount.Value);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));
    }

    [Fact]
    public async Task What_a_caller_puts_into_output_fields_is_not_taken_over()
    {
        var (bin, payment) = await PaidAsync();
        var invoice = Given.Invoice(payment.Name);
        invoice.RegistrationNumber = "ESF-941240001151-20260101-00000099";
        invoice.IssueDate = Given.Date(new(2026, 1, 1));
        invoice.Recipient = new() { Bin = Given.SampleBin, LegalName = "Somebody else" };
        invoice.Offset = new() { Date = Given.Date(new(2026, 1, 1)), Amount = Given.Money(1m), TaxPeriod = "2026-Q1" };
        invoice.Supplier.TaxIdentifierKind = V1.TaxIdentifierKind.RuInn;

        var issued = await IssueAsync(Given.Request(invoice, bin));

        Assert.Equal($"ESF-{bin}-20260526-00000001", issued.RegistrationNumber);
        Assert.Equal(bin, issued.Recipient.Bin);
        Assert.Equal("2026-Q2", issued.Offset.TaxPeriod);
        Assert.Equal(V1.TaxIdentifierKind.Unspecified, issued.Supplier.TaxIdentifierKind);
    }

    // Alternately over both faces: what one refuses, the other refuses too.
    private async Task AssertIssuedOrRefusedAsync(string bin, V1.VatPayment payment, string? reason)
    {
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var path = $"/v1/taxpayers/{bin}/invoices:issue";
        var body = request.ToJson();
        body.Remove("parent");
        if (reason is null)
        {
            var issued = await IssueAsync(request);
            Assert.Equal(issued.RegistrationNumber, (string?)(await Json.PostAsync(path, body)).Success()["invoice"]!["registrationNumber"]);
            return;
        }

        var refusal = await RefuseAsync(request);
        Assert.Equal(StatusCode.InvalidArgument, refusal.Code);
        Assert.Equal("INVOICE_INVALID", refusal.Reason);
        Assert.Equal([$"invoice.payment_allocations: {reason}"], refusal.Violations);
        var answer = await Json.PostAsync(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(refusal.Violations, answer.Violations);
        Assert.Empty(await ListAsync(bin));
    }
}

public sealed class SqliteIssueTests(SqliteServer server) : IssueTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresIssueTests(PostgresServer server) : IssueTests(server), IClassFixture<PostgresServer>;

using Esf.Server.Tests.Support;

namespace Esf.Server.Tests;

/// <summary>What the Code asks of corrected and additional invoices (art. 464, 481, 483, 493 p. 7, 499, 500), over the wire.</summary>
public abstract class AmendmentLawTests(TestServer server) : ServerTests(server)
{
    private const decimal Vat = 832_000m;

    [Fact]
    public async Task A_correction_annuls_the_additional_invoices_in_force_and_a_new_one_restores_them_without_a_window()
    {
        var (bin, main) = await IssuedAsync();
        var further = await RecordAsync(bin, Given.Payment(160_000m, document: "further"));
        var added = await AddAsync(main, 1_000_000m, further.Name);
        Assert.Equal(Vat + 160_000m, await OffsetAsync(bin));
        Clock.Set(Given.Noon.AddDays(60));

        var before = await Server.Invoices.ValidateInvoiceAsync(
            new() { Parent = $"taxpayers/{bin}", Invoice = Content(5_200_000m), Corrects = main.Name }, cancellationToken: Cancel);
        Assert.Contains(before.Warnings, told => told.Reason == "ADDITIONAL_ANNULLED" && told.Description.Contains(added.RegistrationNumber, StringComparison.Ordinal));
        var response = await CorrectAsync(main, Content(5_200_000m));

        Assert.Equal([added.RegistrationNumber], response.AnnulledInvoices);
        Assert.Equal((V1.InvoiceState.Corrected, response.Invoice.RegistrationNumber), (await StateAsync(added), (await GetAsync(added.Name)).StateChangedBy));
        Assert.Equal(Vat, await OffsetAsync(bin));
        Assert.Equal(160_000m, (await PaymentAsync(further.Name)).RemainingAmount.Number());

        var restored = await Server.Invoices.IssueAdditionalInvoiceAsync(
            Addition(response.Invoice, 1_000_000m, restores: added.RegistrationNumber), cancellationToken: Cancel);

        Assert.Equal(further.Name, Assert.Single(restored.Invoice.PaymentAllocations).VatPayment);
        Assert.Equal(Vat + 160_000m, await OffsetAsync(bin));
        Assert.Equal(("2026-Q3", "2026-Q2"), (restored.Invoice.Offset.TaxPeriod, restored.Invoice.Offset.AttributedPeriod));
        Assert.Contains(restored.Warnings, told => told.Reason == "ATTRIBUTED_TO_OTHER_PERIOD");
    }

    [Fact]
    public async Task What_is_restored_is_no_more_than_what_was_annulled_and_is_restored_once()
    {
        var (bin, main) = await IssuedAsync();
        var further = await RecordAsync(bin, Given.Payment(320_000m, document: "further"));
        var added = await AddAsync(main, 1_000_000m, further.Name);
        var corrected = (await CorrectAsync(main, Content(5_200_000m))).Invoice;

        var more = Addition(corrected, 2_000_000m, restores: added.RegistrationNumber, payment: further.Name);
        Assert.Equal(
            ["invoice.totals.vat_amount: RESTORES_MORE", "invoice.payment_allocations[1].amount: RESTORES_MORE"], (await RefusedAsync(more)).Violations);
        Assert.Equal(["restores: RESTORES_WRONG"], (await RefusedAsync(Addition(corrected, 1_000_000m, restores: main.RegistrationNumber, payment: further.Name))).Violations
            .Where(violation => violation.StartsWith("restores", StringComparison.Ordinal)));

        await Server.Invoices.IssueAdditionalInvoiceAsync(Addition(corrected, 1_000_000m, restores: added.RegistrationNumber), cancellationToken: Cancel);
        Assert.Contains("restores: RESTORES_WRONG", (await RefusedAsync(Addition(corrected, 1_000_000m, restores: added.RegistrationNumber, payment: further.Name))).Violations);
    }

    [Fact]
    public async Task A_correction_keeps_the_supplier_and_repairs_its_name()
    {
        var (_, main) = await IssuedAsync(invoice =>
        {
            invoice.Supplier.CountryCode = "RU";
            invoice.Supplier.TaxIdentifier = "7707083893";
        });
        var country = Content(5_200_000m);
        var number = Content(5_200_000m, "RU", "5003052454");
        var repaired = Content(5_200_000m, "RU", "7707083893");
        repaired.Supplier.LegalName = "Nordlicht Software GmbH & Co. KG";

        Assert.Equal(
            ["invoice.supplier.country_code: SUPPLIER_REPLACED", "invoice.supplier.tax_identifier: SUPPLIER_REPLACED"],
            (await RefusedCorrectionAsync(main, country)).Violations);
        Assert.Equal(["invoice.supplier.tax_identifier: SUPPLIER_REPLACED"], (await RefusedCorrectionAsync(main, number)).Violations);
        Assert.Equal("Nordlicht Software GmbH & Co. KG", (await CorrectAsync(main, repaired)).Invoice.Supplier.LegalName);
    }

    [Fact]
    public async Task An_additional_invoice_has_its_own_date_and_the_rate_of_that_date_and_is_marked_after_fifteen_days()
    {
        Clock.Set(At(2026, 1, 10));
        var bin = await RegisterAsync();
        var payment = await RecordAsync(bin, Given.Payment(24_000m, new(2026, 1, 9)));
        var main = await IssueAsync(Given.Request(Given.Invoice(payment.Name, 200_000m, new(2025, 12, 20)), bin));
        Assert.Equal("12", main.Lines[0].VatRate.Value);

        Clock.Set(At(2026, 2, 25));
        var further = await RecordAsync(bin, Given.Payment(16_000m, new(2026, 2, 24), "further"));
        var second = await RecordAsync(bin, Given.Payment(16_000m, new(2026, 2, 25), "second"));
        var inTime = await Server.Invoices.IssueAdditionalInvoiceAsync(Dated(main, further.Name, new(2026, 2, 10)), cancellationToken: Cancel);
        Assert.Equal("16", inTime.Invoice.Lines[0].VatRate.Value);
        Assert.DoesNotContain(inTime.Warnings, told => told.Reason == "ADDITIONAL_LATE");

        Clock.Set(At(2026, 2, 26));
        var late = await Server.Invoices.IssueAdditionalInvoiceAsync(Dated(main, second.Name, new(2026, 2, 10)), cancellationToken: Cancel);
        Assert.Contains(late.Warnings, told => told.Reason == "ADDITIONAL_LATE" && told.Law == "art. 493 p. 7");
    }

    [Fact]
    public async Task A_correction_may_not_change_an_old_date_to_another_old_date_nor_escape_the_rates()
    {
        var (_, main) = await IssuedAsync();
        var old = Content(5_200_000m);
        old.TurnoverDate = Given.Date(new(2000, 1, 1));
        old.Lines[0].VatRate = Given.Decimal("1");

        var refusal = await RefusedCorrectionAsync(main, old);

        Assert.Contains("invoice.turnover_date: TURNOVER_DATE_TOO_OLD", refusal.Violations);
        Assert.Contains("invoice.lines[1].vat_rate: NDS_RATE_INCORRECT", refusal.Violations);
        old.Lines[0].VatRate = null;
        Assert.Contains("invoice.lines[1].vat_rate: NDS_RATE_INCORRECT", (await RefusedCorrectionAsync(main, old)).Violations);
    }

    [Fact]
    public async Task The_VAT_of_a_revoked_invoice_leaves_the_quarter_to_which_it_belonged()
    {
        var (bin, main) = await IssuedAsync();
        Clock.Set(Given.Noon.AddDays(60));

        var revoked = await Server.Invoices.RevokeInvoiceAsync(
            new() { Name = main.Name, RequestId = Given.RequestId(), Reason = "issued by mistake" }, cancellationToken: Cancel);

        Assert.Equal(("2026-Q3", "2026-Q2"), (revoked.Revocation.Offset.TaxPeriod, Assert.Single(revoked.Revocation.Offset.Withdrawn).AttributedPeriod));
        Assert.Equal([("2026-Q2", 0m)], await SumsAsync(bin, V1.OffsetGroupBy.TaxPeriod));
        Assert.Equal([("2026-Q2", Vat), ("2026-Q3", -Vat)], await SumsAsync(bin, V1.OffsetGroupBy.DocumentPeriod));
    }

    [Fact]
    public async Task What_is_bought_for_a_principal_is_issued_and_is_no_offset()
    {
        var (bin, invoice) = await IssuedAsync(content => content.ForPrincipal = true);

        Assert.True(invoice.ForPrincipal);
        Assert.Equal(0m, invoice.Offset.Amount.Number());
        Assert.Equal(Vat, invoice.Totals.VatAmount.Number());
        Assert.Equal(0m, await OffsetAsync(bin));
    }

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 7, 0, 0, TimeSpan.Zero);

    private static V1.Invoice Content(decimal turnover, string country = "DE", string identifier = "")
    {
        var invoice = Given.Invoice("taxpayers/000000000000/vatPayments/none", turnover);
        invoice.PaymentAllocations.Clear();
        invoice.Supplier.CountryCode = country;
        invoice.Supplier.TaxIdentifier = identifier;
        return invoice;
    }

    private static V1.IssueAdditionalInvoiceRequest Addition(V1.Invoice target, decimal turnover, string restores = "", string? payment = null)
    {
        var content = Content(turnover);
        if (payment is not null)
        {
            content.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = payment });
        }

        return new() { Name = target.Name, RequestId = Given.RequestId(), Invoice = content, ChangeReason = V1.ChangeReason.Price, Restores = restores };
    }

    private static V1.IssueAdditionalInvoiceRequest Dated(V1.Invoice target, string payment, DateOnly date)
    {
        var request = Addition(target, 100_000m, payment: payment);
        request.Invoice.TurnoverDate = Given.Date(date);
        return request;
    }

    private async Task<(string Bin, V1.Invoice Invoice)> IssuedAsync(Action<V1.Invoice>? change = null)
    {
        Clock.Set(Given.Noon);
        var bin = await RegisterAsync();
        var payment = await RecordAsync(bin, Given.Payment());
        var invoice = Given.Invoice(payment.Name);
        change?.Invoke(invoice);
        return (bin, await IssueAsync(Given.Request(invoice, bin)));
    }

    private async Task<V1.Invoice> AddAsync(V1.Invoice target, decimal turnover, string payment) =>
        (await Server.Invoices.IssueAdditionalInvoiceAsync(Addition(target, turnover, payment: payment), cancellationToken: Cancel)).Invoice;

    private async Task<V1.CorrectInvoiceResponse> CorrectAsync(V1.Invoice target, V1.Invoice content) =>
        await Server.Invoices.CorrectInvoiceAsync(new() { Name = target.Name, RequestId = Given.RequestId(), Invoice = content }, cancellationToken: Cancel);

    private Task<RpcRefusal> RefusedCorrectionAsync(V1.Invoice target, V1.Invoice content) => RpcRefusal.OfAsync(
        Server.Invoices.CorrectInvoiceAsync(new() { Name = target.Name, RequestId = Given.RequestId(), Invoice = content }, cancellationToken: Cancel));

    private Task<RpcRefusal> RefusedAsync(V1.IssueAdditionalInvoiceRequest request) =>
        RpcRefusal.OfAsync(Server.Invoices.IssueAdditionalInvoiceAsync(request, cancellationToken: Cancel));

    private async Task<V1.Invoice> GetAsync(string name) => (await Server.Invoices.GetInvoiceAsync(new() { Name = name }, cancellationToken: Cancel)).Invoice;

    private async Task<V1.InvoiceState> StateAsync(V1.Invoice invoice) => (await GetAsync(invoice.Name)).State;

    private async Task<decimal> OffsetAsync(string bin) =>
        (await Server.Offsets.SummarizeOffsetsAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel)).Total.NetAmount.Number();

    private async Task<IEnumerable<(string Period, decimal Net)>> SumsAsync(string bin, V1.OffsetGroupBy group) =>
        (await Server.Offsets.SummarizeOffsetsAsync(new() { Parent = $"taxpayers/{bin}", GroupBy = group }, cancellationToken: Cancel)).Sums
            .Select(sum => (group == V1.OffsetGroupBy.TaxPeriod ? sum.TaxPeriod : sum.DocumentPeriod, sum.NetAmount.Number()));
}

public sealed class SqliteAmendmentLawTests(SqliteServer server) : AmendmentLawTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresAmendmentLawTests(PostgresServer server) : AmendmentLawTests(server), IClassFixture<PostgresServer>;

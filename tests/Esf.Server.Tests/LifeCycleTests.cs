using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Corrected, additional and revoked invoices over the wire: what each does, and every refusal of the state machine.</summary>
public abstract class LifeCycleTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task A_corrected_invoice_takes_the_place_of_the_one_it_replaces()
    {
        var (bin, original) = await IssuedAsync();

        var corrected = (await CorrectAsync(original, 4_000_000m)).Invoice;

        Assert.Equal(V1.InvoiceType.Corrected, corrected.Type);
        Assert.Equal(original.RegistrationNumber, corrected.RelatedInvoice.RegistrationNumber);
        Assert.Equal(640_000m, corrected.Offset.Amount.Number());
        Assert.Equal(832_000m, corrected.Offset.WithdrawnAmount.Number());
        Assert.Equal(original.RegistrationNumber, corrected.Offset.WithdrawnInvoice);
        var replaced = await GetAsync(original.Name);
        Assert.Equal((V1.InvoiceState.Corrected, corrected.RegistrationNumber), (replaced.State, replaced.StateChangedBy));
        Assert.Equal(original.Ledger.Hash, replaced.Ledger.Hash);
        Assert.Equal(192_000m, (await PaymentAsync(original.PaymentAllocations[0].VatPayment)).RemainingAmount.Number());
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task A_correction_on_a_later_day_counts_on_that_day_and_says_so()
    {
        var (_, original) = await IssuedAsync();
        Clock.Set(Given.Noon.AddDays(60));

        var response = await CorrectAsync(original, 4_000_000m);

        Assert.Equal(new DateOnly(2026, 7, 25), response.Invoice.Offset.Date.Day());
        Assert.Equal("2026-Q3", response.Invoice.Offset.TaxPeriod);
        Assert.Equal("2026-Q2", (await GetAsync(original.Name)).Offset.TaxPeriod);
        Assert.Contains(response.Warnings, warning => warning.Reason == "OFFSET_MOVES_WITH_CORRECTION");
    }

    [Fact]
    public async Task A_correction_to_more_vat_needs_a_further_payment_inside_its_own_window()
    {
        var (bin, original) = await IssuedAsync();
        var without = await RpcRefusal.OfAsync(Server.Invoices.CorrectInvoiceAsync(Correction(original, 6_000_000m), cancellationToken: Cancel));
        Assert.Equal(["invoice.payment_allocations: VAT_NOT_FULLY_PAID"], without.Violations);

        var further = await RecordAsync(bin, Given.Payment(128_000m, document: "further"));
        var request = Correction(original, 6_000_000m);
        request.Invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = original.PaymentAllocations[0].VatPayment, Amount = Given.Money(832_000m) });
        request.Invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = further.Name, Amount = Given.Money(128_000m) });
        Clock.Set(Given.Noon.AddDays(30));
        var late = await RpcRefusal.OfAsync(Server.Invoices.CorrectInvoiceAsync(request, cancellationToken: Cancel));
        Assert.Equal(["invoice.payment_allocations: ISSUE_WINDOW_CLOSED"], late.Violations);

        Clock.Set(Given.Noon);
        Assert.Equal(960_000m, (await Server.Invoices.CorrectInvoiceAsync(request, cancellationToken: Cancel)).Invoice.Totals.VatAmount.Number());
    }

    [Fact]
    public async Task A_negative_difference_frees_payment_and_gives_offset_back_on_its_own_day()
    {
        var (bin, main) = await IssuedAsync();
        Clock.Set(Given.Noon.AddDays(1));

        var additional = (await AddAsync(main, -1_000_000m)).Invoice;

        Assert.Equal((V1.InvoiceType.Additional, -160_000m), (additional.Type, additional.Offset.Amount.Number()));
        Assert.Equal(new DateOnly(2026, 5, 27), additional.Offset.Date.Day());
        Assert.Equal(-160_000m, Assert.Single(additional.PaymentAllocations).Amount.Number());
        Assert.Equal(160_000m, (await PaymentAsync(main.PaymentAllocations[0].VatPayment)).RemainingAmount.Number());
        Assert.Equal(V1.InvoiceState.Issued, (await GetAsync(main.Name)).State);
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task A_positive_difference_needs_a_payment_of_its_own()
    {
        var (bin, main) = await IssuedAsync();
        var request = Addition(main, 1_000_000m);
        Assert.Equal(
            ["invoice.payment_allocations: VAT_NOT_FULLY_PAID"],
            (await RpcRefusal.OfAsync(Server.Invoices.IssueAdditionalInvoiceAsync(request, cancellationToken: Cancel))).Violations);

        var payment = await RecordAsync(bin, Given.Payment(160_000m, document: "difference"));
        request.Invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = payment.Name });
        Assert.Equal(160_000m, (await Server.Invoices.IssueAdditionalInvoiceAsync(request, cancellationToken: Cancel)).Invoice.Offset.Amount.Number());
    }

    [Fact]
    public async Task A_difference_that_makes_a_total_negative_or_lies_before_the_main_invoice_is_refused()
    {
        var (_, main) = await IssuedAsync();
        var tooMuch = await RpcRefusal.OfAsync(Server.Invoices.IssueAdditionalInvoiceAsync(Addition(main, -5_200_001m), cancellationToken: Cancel));
        Assert.All(tooMuch.Violations, violation => Assert.EndsWith("TOTAL_BECOMES_NEGATIVE", violation, StringComparison.Ordinal));
        Assert.Equal(3, tooMuch.Violations.Count);

        var other = Addition(main, -100m);
        other.Invoice.TurnoverDate = Given.Date(new(2026, 3, 30));
        other.Invoice.Supplier.CountryCode = "FR";
        other.ChangeReason = V1.ChangeReason.Unspecified;
        var differs = await RpcRefusal.OfAsync(Server.Invoices.IssueAdditionalInvoiceAsync(other, cancellationToken: Cancel));
        Assert.Equal(
            [
                "invoice.turnover_date: TURNOVER_DATE_BEFORE_MAIN",
                "invoice.supplier.country_code: RELATED_INVOICE_DIFFERS",
                "change_reason: CHANGE_REASON_REQUIRED",
            ],
            differs.Violations);
        Assert.Equal(0m, (await PaymentAsync(main.PaymentAllocations[0].VatPayment)).RemainingAmount.Number());
    }

    [Fact]
    public async Task A_revocation_is_a_document_of_its_own_and_frees_the_payment()
    {
        var (bin, invoice) = await IssuedAsync();
        var request = Revocation(invoice);

        var response = await Server.Invoices.RevokeInvoiceAsync(request, cancellationToken: Cancel);

        Assert.Equal((V1.InvoiceState.Revoked, response.Revocation.RegistrationNumber), (response.Invoice.State, response.Invoice.StateChangedBy));
        Assert.Equal(832_000m, response.Revocation.Offset.WithdrawnAmount.Number());
        Assert.Equal(2, response.Revocation.Ledger.Sequence);
        Assert.Equal(832_000m, (await PaymentAsync(invoice.PaymentAllocations[0].VatPayment)).RemainingAmount.Number());
        Assert.Equal(response, await Server.Invoices.RevokeInvoiceAsync(request, cancellationToken: Cancel));
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task Every_step_that_the_table_does_not_allow_is_refused_with_the_state_found()
    {
        var (_, corrected) = await IssuedAsync();
        var main = (await CorrectAsync(corrected, 4_000_000m)).Invoice;
        var additional = (await AddAsync(main, -100_000m)).Invoice;
        var (_, revoked) = await IssuedAsync();
        await Server.Invoices.RevokeInvoiceAsync(Revocation(revoked), cancellationToken: Cancel);

        foreach (var (target, state) in new[] { (corrected, "CORRECTED"), (revoked, "REVOKED") })
        {
            await AssertStateWrongAsync(Server.Invoices.CorrectInvoiceAsync(Correction(target, 1_000m), cancellationToken: Cancel), "CORRECT", state);
            await AssertStateWrongAsync(Server.Invoices.IssueAdditionalInvoiceAsync(Addition(target, -1_000m), cancellationToken: Cancel), "ADD", state);
            await AssertStateWrongAsync(Server.Invoices.RevokeInvoiceAsync(Revocation(target), cancellationToken: Cancel), "REVOKE", state);
        }

        await AssertStateWrongAsync(Server.Invoices.CorrectInvoiceAsync(Correction(additional, 1_000m), cancellationToken: Cancel), "CORRECT", "ISSUED");
        await AssertStateWrongAsync(Server.Invoices.IssueAdditionalInvoiceAsync(Addition(additional, -1_000m), cancellationToken: Cancel), "ADD", "ISSUED");
        await AssertStateWrongAsync(Server.Invoices.RevokeInvoiceAsync(Revocation(main), cancellationToken: Cancel), "REVOKE", "ISSUED");

        await Server.Invoices.RevokeInvoiceAsync(Revocation(additional), cancellationToken: Cancel);
        await Server.Invoices.RevokeInvoiceAsync(Revocation(main), cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_stale_etag_a_missing_invoice_and_a_reused_request_id_change_nothing()
    {
        var (bin, invoice) = await IssuedAsync();
        var before = await Server.SnapshotAsync(Cancel);
        var stale = Revocation(invoice);
        stale.Etag = "0000000000000000-1";
        var missing = Revocation(invoice);
        missing.Name = $"taxpayers/{bin}/invoices/ESF-{bin}-20260526-00000099";
        var reused = Revocation(invoice);
        reused.RequestId = Given.RequestId();

        Assert.Equal("ETAG_MISMATCH", (await RpcRefusal.OfAsync(Server.Invoices.RevokeInvoiceAsync(stale, cancellationToken: Cancel))).Reason);
        Assert.Equal("INVOICE_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Invoices.RevokeInvoiceAsync(missing, cancellationToken: Cancel))).Reason);
        Assert.Equal(before, await Server.SnapshotAsync(Cancel));

        stale.Etag = invoice.Etag;
        stale.RequestId = reused.RequestId;
        await Server.Invoices.RevokeInvoiceAsync(stale, cancellationToken: Cancel);
        reused.Reason = "another reason";
        Assert.Equal("REQUEST_ID_REUSED", (await RpcRefusal.OfAsync(Server.Invoices.RevokeInvoiceAsync(reused, cancellationToken: Cancel))).Reason);
    }

    [Fact]
    public async Task Parallel_corrections_of_one_invoice_replace_it_once()
    {
        var (bin, invoice) = await IssuedAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(async i =>
        {
            try
            {
                await CorrectAsync(invoice, 1_000_000m * i / 2);
                return "replaced";
            }
            catch (RpcException e)
            {
                return e.StatusCode.ToString();
            }
        }));

        Assert.Single(outcomes, "replaced");
        Assert.Equal(7, outcomes.Count(outcome => outcome == nameof(StatusCode.FailedPrecondition)));
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task An_invoice_is_corrected_within_five_years_of_its_first_issue()
    {
        var (_, invoice) = await IssuedAsync();
        Clock.Set(Given.Noon.AddYears(5));
        var corrected = (await CorrectAsync(invoice, 5_000_000m)).Invoice;
        Clock.Set(Given.Noon.AddYears(5).AddDays(1));

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.CorrectInvoiceAsync(Correction(corrected, 4_000_000m), cancellationToken: Cancel));

        Assert.Equal(["name: CORRECTION_TOO_LATE"], refusal.Violations);
    }

    [Fact]
    public async Task The_JSON_face_answers_the_same()
    {
        var (bin, invoice) = await IssuedAsync();
        var body = new JsonObject { ["requestId"] = Given.RequestId(), ["reason"] = "ошибка" };

        var answer = (await Json.PostAsync($"/v1/{invoice.Name}:revoke", body)).Success();
        var again = await Json.PostAsync($"/v1/{invoice.Name}:revoke", new JsonObject { ["requestId"] = Given.RequestId(), ["reason"] = "ошибка" }, "ru");

        Assert.Equal("REVOKED", (string)answer["invoice"]!["state"]!);
        Assert.Equal($"ESF-{bin}-20260526-00000002", (string)answer["revocation"]!["registrationNumber"]!);
        Assert.Equal((HttpStatusCode.BadRequest, "INVOICE_STATE_WRONG"), (again.Status, again.Reason));
        Assert.Contains("REVOKED", (string)again.Body["localizedMessage"]!, StringComparison.Ordinal);
    }

    private static async Task AssertStateWrongAsync<T>(AsyncUnaryCall<T> call, string operation, string state)
    {
        var refusal = await RpcRefusal.OfAsync(call);
        Assert.Equal((StatusCode.FailedPrecondition, "INVOICE_STATE_WRONG"), (refusal.Code, refusal.Reason));
        Assert.Equal((operation, state), (refusal.Info.Metadata["operation"], refusal.Info.Metadata["state"]));
    }

    [Fact]
    public async Task The_number_of_a_revocation_leads_to_the_invoice_that_it_revoked()
    {
        var (bin, invoice) = await IssuedAsync();
        var revoked = await Server.Invoices.RevokeInvoiceAsync(Revocation(invoice), cancellationToken: Cancel);
        var name = $"taxpayers/{bin}/invoices/{revoked.Revocation.RegistrationNumber}";

        var found = await GetAsync(name);
        var answer = (await Json.ReadAsync($"/v1/{name}")).Success();

        Assert.Equal((invoice.Name, V1.InvoiceState.Revoked), (found.Name, found.State));
        Assert.Equal(revoked.Revocation, found.Revocation);
        Assert.Equal(found, await GetAsync(invoice.Name));
        Assert.Equal((invoice.Name, "issued by mistake"), ((string?)answer["name"], (string?)answer["revocation"]!["reason"]));
        var other = $"taxpayers/{await RegisterAsync()}/invoices/{revoked.Revocation.RegistrationNumber}";
        Assert.Equal("INVOICE_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Invoices.GetInvoiceAsync(new() { Name = other }, cancellationToken: Cancel))).Reason);
    }

    [Fact]
    public async Task A_list_includes_revocations_when_it_is_asked_to()
    {
        var (bin, invoice) = await IssuedAsync();
        var revoked = (await Server.Invoices.RevokeInvoiceAsync(Revocation(invoice), cancellationToken: Cancel)).Revocation;
        await IssueAsync(Given.Request(Given.Invoice(invoice.PaymentAllocations[0].VatPayment), bin));

        var plain = await Server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        var full = await Server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}", IncludeRevocations = true }, cancellationToken: Cancel);
        var answer = (await Json.ReadAsync($"/v1/taxpayers/{bin}/invoices?includeRevocations=true")).Success();

        Assert.Equal([null, null], plain.Invoices.Select(item => item.Revocation));
        Assert.Equal([revoked, null], full.Invoices.Select(item => item.Revocation));
        Assert.Equal(revoked.RegistrationNumber, (string?)answer["invoices"]![0]!["revocation"]!["registrationNumber"]);
    }

    private async Task<(string Bin, V1.Invoice Invoice)> IssuedAsync()
    {
        var (bin, payment) = await PaidAsync();
        return (bin, await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin)));
    }

    private async Task<V1.Invoice> GetAsync(string name) => (await Server.Invoices.GetInvoiceAsync(new() { Name = name }, cancellationToken: Cancel)).Invoice;

    private async Task<V1.CorrectInvoiceResponse> CorrectAsync(V1.Invoice target, decimal turnover) =>
        await Server.Invoices.CorrectInvoiceAsync(Correction(target, turnover), cancellationToken: Cancel);

    private async Task<V1.IssueAdditionalInvoiceResponse> AddAsync(V1.Invoice target, decimal turnover) =>
        await Server.Invoices.IssueAdditionalInvoiceAsync(Addition(target, turnover), cancellationToken: Cancel);

    private static V1.CorrectInvoiceRequest Correction(V1.Invoice target, decimal turnover) =>
        new() { Name = target.Name, RequestId = Given.RequestId(), Invoice = Content(turnover) };

    private static V1.IssueAdditionalInvoiceRequest Addition(V1.Invoice target, decimal turnover) =>
        new() { Name = target.Name, RequestId = Given.RequestId(), Invoice = Content(turnover), ChangeReason = V1.ChangeReason.Price };

    private static V1.RevokeInvoiceRequest Revocation(V1.Invoice target) =>
        new() { Name = target.Name, RequestId = Given.RequestId(), Reason = "issued by mistake" };

    private static V1.Invoice Content(decimal turnover)
    {
        var invoice = Given.Invoice("taxpayers/000000000000/vatPayments/none", turnover);
        invoice.PaymentAllocations.Clear();
        return invoice;
    }
}

public sealed class SqliteLifeCycleTests(SqliteServer server) : LifeCycleTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresLifeCycleTests(PostgresServer server) : LifeCycleTests(server), IClassFixture<PostgresServer>;

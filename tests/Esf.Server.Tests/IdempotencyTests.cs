using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>A call that is repeated, or sent many times at once, issues one invoice; parallel calls never take more than there is.</summary>
public abstract class IdempotencyTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task The_same_request_sent_64_times_at_once_issues_one_invoice_and_answers_it_64_times()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
            await Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel)));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(answers[0].Invoice, Assert.Single(await ListAsync(bin)));
        await AssertUnbrokenAsync(bin, 1);
    }

    [Fact]
    public async Task The_same_request_over_both_faces_at_once_is_one_request()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var body = request.ToJson();
        body.Remove("parent");

        var overGrpc = Enumerable.Range(0, 16).Select(async _ => (await IssueAsync(request)).RegistrationNumber);
        var overJson = Enumerable.Range(0, 16).Select(async _ =>
            (string)(await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success()["invoice"]!["registrationNumber"]!);

        var numbers = await Task.WhenAll(overGrpc.Concat(overJson));

        Assert.Equal($"ESF-{bin}-20260526-00000001", Assert.Single(numbers.Distinct()));
        Assert.Single(await ListAsync(bin));
    }

    [Fact]
    public async Task What_a_request_has_done_is_answered_to_who_asks_and_asking_does_nothing()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var name = $"taxpayers/{bin}/requests/{request.RequestId}";

        var unknown = await RpcRefusal.OfAsync(Server.Invoices.GetRequestOutcomeAsync(new() { Name = name }, cancellationToken: Cancel));
        Assert.Equal((StatusCode.NotFound, "REQUEST_NOT_FOUND"), (unknown.Code, unknown.Reason));
        Assert.Equal((name, "esf/RequestOutcome"), (unknown.Detail<Google.Rpc.ResourceInfo>()!.ResourceName, unknown.Detail<Google.Rpc.ResourceInfo>()!.ResourceType));
        Assert.Empty(await ListAsync(bin));

        var issued = await Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel);
        var outcome = (await Server.Invoices.GetRequestOutcomeAsync(new() { Name = name }, cancellationToken: Cancel)).RequestOutcome;
        Assert.Equal((name, issued.Invoice), (outcome.Name, outcome.Invoice));
        Assert.Equal(issued.Warnings, outcome.Warnings);
        var json = (await Json.ReadAsync($"/v1/{name}")).Success();
        Assert.Equal(issued.Invoice.RegistrationNumber, (string?)json["invoice"]!["registrationNumber"]);

        var revoke = new V1.RevokeInvoiceRequest { Name = issued.Invoice.Name, Reason = "wrong supplier", RequestId = Guid.NewGuid().ToString() };
        var revoked = await Server.Invoices.RevokeInvoiceAsync(revoke, cancellationToken: Cancel);
        var revocation = await Server.Invoices.GetRequestOutcomeAsync(new() { Name = $"taxpayers/{bin}/requests/{revoke.RequestId}" }, cancellationToken: Cancel);
        Assert.Equal(revoked.Revocation, revocation.RequestOutcome.Revocation);
        Assert.Equal(V1.InvoiceState.Revoked, (await Server.Invoices.GetRequestOutcomeAsync(new() { Name = name }, cancellationToken: Cancel)).RequestOutcome.Invoice.State);
    }

    [Theory]
    [InlineData("taxpayers/{0}/requests/x", "REQUEST_ID_INVALID")]
    [InlineData("taxpayers/{0}/requests/00000000-0000-0000-0000-000000000000", "REQUEST_ID_INVALID")]
    [InlineData("taxpayers/{0}", "FIELD_INVALID")]
    public async Task The_name_of_a_request_must_be_one(string name, string reason)
    {
        var refusal = await RpcRefusal.OfAsync(Server.Invoices.GetRequestOutcomeAsync(
            new() { Name = string.Format(System.Globalization.CultureInfo.InvariantCulture, name, await RegisterAsync()) }, cancellationToken: Cancel));

        Assert.Equal([$"name: {reason}"], refusal.Violations);
    }

    [Fact]
    public async Task A_request_of_a_taxpayer_that_is_not_registered_says_so() => Assert.Equal(
        "TAXPAYER_NOT_FOUND",
        (await RpcRefusal.OfAsync(Server.Invoices.GetRequestOutcomeAsync(
            new() { Name = $"taxpayers/{Bins.Next()}/requests/{Guid.NewGuid()}" }, cancellationToken: Cancel))).Reason);

    [Fact]
    public async Task The_same_request_id_with_another_invoice_is_refused()
    {
        var (bin, payment) = await PaidAsync(1_000_000m);
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var issued = await IssueAsync(request);
        var other = request.Clone();
        other.Invoice.Supplier.Address = "Lindenstrasse 6, 10969 Berlin";

        var refusal = await RefuseAsync(other);

        Assert.Equal(StatusCode.AlreadyExists, refusal.Code);
        Assert.Equal("REQUEST_ID_REUSED", refusal.Reason);
        Assert.Equal(request.RequestId, refusal.Info.Metadata["request_id"]);
        var body = other.ToJson();
        body.Remove("parent");
        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body);
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("REQUEST_ID_REUSED", answer.Reason);
        Assert.Equal(issued, Assert.Single(await ListAsync(bin)));
    }

    [Fact]
    public async Task Of_two_bodies_under_one_request_id_sent_at_once_one_is_issued()
    {
        var (bin, payment) = await PaidAsync(2_000m);
        var one = Given.Request(Given.Invoice(payment.Name, 100m), bin);
        var two = one.Clone();
        two.Invoice.Lines[0].TurnoverAmount = Given.Money(200m);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => TryAsync(i % 2 == 0 ? one : two)));

        var issued = Assert.Single(await ListAsync(bin));
        var isOne = issued.Totals.TurnoverAmount.Value == "100.00";
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal(i % 2 == 0 == isOne ? issued.RegistrationNumber : "REQUEST_ID_REUSED", answers[i]);
        }
    }

    [Fact]
    public async Task A_request_id_in_another_spelling_is_the_same_and_so_is_an_amount()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var issued = await IssueAsync(request);
        request.RequestId = request.RequestId.ToUpperInvariant();
        request.Invoice.Lines[0].TurnoverAmount = Given.Decimal("5200000");

        Assert.Equal(issued, await IssueAsync(request));
    }

    [Fact]
    public async Task A_request_id_belongs_to_its_taxpayer()
    {
        var (bin, payment) = await PaidAsync();
        var (otherBin, otherPayment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var other = Given.Request(Given.Invoice(otherPayment.Name), otherBin);
        other.RequestId = request.RequestId;

        Assert.Equal(bin, (await IssueAsync(request)).Recipient.Bin);
        Assert.Equal(otherBin, (await IssueAsync(other)).Recipient.Bin);
    }

    [Fact]
    public async Task A_repeated_request_answers_the_stored_invoice_after_the_window_has_closed()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        var answer = await Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel);
        Clock.SetNoon(new(2026, 6, 30));

        var repeated = await Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel);

        Assert.Equal(answer, repeated);
        request.RequestId = Given.RequestId();
        Assert.Contains("invoice.payment_allocations: ISSUE_WINDOW_CLOSED", (await RefuseAsync(request)).Violations);
    }

    [Fact]
    public async Task A_refused_request_leaves_its_request_id_free()
    {
        Clock.SetNoon(Given.PaidOn);
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        Assert.Equal("INVOICE_INVALID", (await RefuseAsync(request)).Reason);
        Clock.Set(Given.Noon);

        Assert.Equal($"ESF-{bin}-20260526-00000001", (await IssueAsync(request)).RegistrationNumber);
    }

    [Fact]
    public async Task Of_two_invoices_racing_for_one_payment_one_is_issued_and_the_other_finds_it_exhausted()
    {
        for (var race = 0; race < 10; race++)
        {
            var (bin, payment) = await PaidAsync();
            var requests = Enumerable.Range(0, 2).Select(_ => Given.Request(Given.Invoice(payment.Name), bin)).ToArray();

            var answers = await Task.WhenAll(requests.Select(TryAsync));

            var issued = Assert.Single(await ListAsync(bin));
            Assert.Equal(["invoice.payment_allocations[1].amount: VAT_PAYMENT_EXHAUSTED", issued.RegistrationNumber], answers.Order(StringComparer.Ordinal).Reverse());
            var stored = await PaymentAsync(payment.Name);
            Assert.Equal(("832000.00", "0.00"), (stored.AllocatedAmount.Value, stored.RemainingAmount.Value));
        }
    }

    [Fact]
    public async Task Parallel_invoices_never_take_more_than_a_payment_has()
    {
        // Ten invoices of 16.00 fit into the payment; forty ask for it.
        var (bin, payment) = await PaidAsync(165m);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin))));

        Assert.Equal(10, answers.Count(answer => answer.StartsWith("ESF-", StringComparison.Ordinal)));
        Assert.Equal(30, answers.Count(answer => answer == "invoice.payment_allocations[1].amount: VAT_PAYMENT_EXHAUSTED"));
        Assert.Equal("5.00", (await PaymentAsync(payment.Name)).RemainingAmount.Value);
        await AssertUnbrokenAsync(bin, 10);
    }

    [Fact]
    public async Task Parallel_invoices_of_one_number_are_issued_once()
    {
        var (bin, payment) = await PaidAsync(10_000m);
        var invoice = Given.Invoice(payment.Name, 100m);
        invoice.Number = "57";

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => TryAsync(Given.Request(invoice, bin))));

        Assert.Equal("57", Assert.Single(await ListAsync(bin)).Number);
        Assert.Equal(15, answers.Count(answer => answer == "invoice.number: NOT_UNIQUE_NUMBER_AND_DATE"));
    }

    [Fact]
    public async Task A_JSON_request_repeated_answers_the_same_bytes()
    {
        var (bin, payment) = await PaidAsync();
        var body = Given.Request(Given.Invoice(payment.Name), bin).ToJson();
        body.Remove("parent");
        var first = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();
        Clock.SetNoon(new(2026, 5, 28));

        var second = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", body)).Success();

        Assert.True(JsonNode.DeepEquals(first, second));
    }

    // The registration number; or the violation, or else the reason, of the refusal.
    private async Task<string> TryAsync(V1.IssueInvoiceRequest request)
    {
        try
        {
            return (await IssueAsync(request)).RegistrationNumber;
        }
        catch (RpcException e)
        {
            var refusal = new RpcRefusal(e, e.GetRpcStatus()!);
            return refusal.Violations.Count > 0 ? Assert.Single(refusal.Violations) : refusal.Reason;
        }
    }
}

public sealed class SqliteIdempotencyTests(SqliteServer server) : IdempotencyTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresIdempotencyTests(PostgresServer server) : IdempotencyTests(server), IClassFixture<PostgresServer>;

using System.Text.Json.Nodes;
using Esf.Domain;
using Esf.Server.Tests.Support;
using Grpc.Core;
using static Esf.V1.IssueInvoiceOutcome.OutcomeOneofCase;

namespace Esf.Server.Tests;

/// <summary>Invoices in a batch and on a stream: each has its own outcome, and one that is refused does not touch the others.</summary>
public abstract class BatchTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task A_batch_is_answered_in_order_with_an_outcome_for_each()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var good = Requests(bin, payment, 3);
        var lawless = Requests(bin, payment, 1)[0];
        lawless.Invoice.Supplier.CountryCode = "RU";
        var broken = Requests(bin, payment, 1)[0];
        broken.Invoice.TurnoverDate = new() { Year = 2026, Month = 2, Day = 30 };
        var nameless = Requests(bin, payment, 1)[0];
        nameless.RequestId = "nonsense";

        var outcomes = await BatchAsync(bin, good[0], lawless, good[1], broken, nameless, good[2]);

        Assert.Equal([Issued, Refusal, Issued, Refusal, Refusal, Issued], outcomes.Select(outcome => outcome.OutcomeCase));
        Assert.Equal([good[0].RequestId, lawless.RequestId, good[1].RequestId, broken.RequestId, "nonsense", good[2].RequestId], outcomes.Select(outcome => outcome.RequestId));
        Assert.Equal([1, 2, 3], outcomes.Where(outcome => outcome.Issued is not null).Select(outcome => outcome.Issued.Invoice.Ledger.Sequence));
        Assert.Equal("EAEU_IDENTIFIER_REQUIRED", Assert.Single(outcomes[1].Refusal.Violations).Reason);
        Assert.Equal("invoice.turnover_date", Assert.Single(outcomes[3].Refusal.Violations).Field);
        Assert.Equal("REQUEST_ID_INVALID", Assert.Single(outcomes[4].Refusal.Violations).Reason);
        Assert.All(outcomes.Where(outcome => outcome.Refusal is not null), outcome => Assert.Equal((int)StatusCode.InvalidArgument, outcome.Refusal.Code));
        await AssertUnbrokenAsync(bin, 3);
    }

    [Fact]
    public async Task A_batch_repeated_answers_the_same()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 5);
        var first = await BatchAsync(bin, requests);

        Assert.Equal(first, await BatchAsync(bin, requests));
        Assert.Equal(first.Select(outcome => outcome.Issued.Invoice), await ListAsync(bin));
    }

    [Fact]
    public async Task Duplicates_inside_a_batch_are_one_request_and_another_body_is_refused()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var request = Requests(bin, payment, 1)[0];
        var other = request.Clone();
        other.Invoice.Lines[0].TurnoverAmount = Given.Money(200m);

        var outcomes = await BatchAsync(bin, request, request, other, request);

        Assert.Equal([Issued, Issued, Refusal, Issued], outcomes.Select(outcome => outcome.OutcomeCase));
        Assert.Equal(outcomes[0], outcomes[1]);
        Assert.Equal(outcomes[0], outcomes[3]);
        Assert.Equal(("REQUEST_ID_REUSED", (int)StatusCode.AlreadyExists), (outcomes[2].Refusal.Reason, outcomes[2].Refusal.Code));
        Assert.Single(await ListAsync(bin));
    }

    [Fact]
    public async Task Invoices_of_a_batch_share_the_balance_of_a_payment_in_order()
    {
        var (bin, payment) = await PaidAsync(40m);

        var outcomes = await BatchAsync(bin, Requests(bin, payment, 4));

        Assert.Equal([Issued, Issued, Refusal, Refusal], outcomes.Select(outcome => outcome.OutcomeCase));
        Assert.Equal("VAT_PAYMENT_EXHAUSTED", Assert.Single(outcomes[2].Refusal.Violations).Reason);
        Assert.Equal("8.00", (await PaymentAsync(payment.Name)).RemainingAmount.Value);
    }

    [Fact]
    public async Task A_batch_of_500_is_issued_in_the_order_of_the_requests_and_501_are_refused()
    {
        var (bin, payment) = await PaidAsync(10_000m);
        var requests = Requests(bin, payment, 501);

        var refusal = await RpcRefusal.OfAsync(Server.Invoices.BatchIssueInvoicesAsync(
            new() { Parent = $"taxpayers/{bin}", Requests = { requests } }, cancellationToken: Cancel));
        var none = await RpcRefusal.OfAsync(Server.Invoices.BatchIssueInvoicesAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel));
        Assert.Equal(["requests: FIELD_INVALID"], refusal.Violations);
        Assert.Equal(["requests: FIELD_IS_NULL"], none.Violations);
        Assert.Empty(await ListAsync(bin));

        var outcomes = await BatchAsync(bin, requests[..500]);

        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), outcomes.Select(outcome => outcome.Issued.Invoice.Ledger.Sequence));
        await AssertUnbrokenAsync(bin, 500);
    }

    [Fact]
    public async Task An_item_of_another_parent_or_that_asks_for_validation_only_is_refused()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 3);
        requests[0].Parent = "taxpayers/941240001151";
        requests[1].ValidateOnly = true;
        requests[2].Parent = $"taxpayers/{bin}";

        var outcomes = await BatchAsync(bin, requests);

        Assert.Equal(["parent", "validate_only"], outcomes.Take(2).Select(outcome => Assert.Single(outcome.Refusal.Violations).Field));
        Assert.Equal(Issued, outcomes[2].OutcomeCase);
    }

    [Fact]
    public async Task A_batch_over_JSON_has_the_same_outcomes()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 2);
        requests[1].Invoice.Supplier.CountryCode = "XX";
        var body = new JsonObject { ["requests"] = new JsonArray([.. requests.Select(request => request.ToJson())]) };

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:batchIssue", body, "ru")).Success();

        var outcomes = answer["outcomes"]!.AsArray();
        Assert.Equal(requests.Select(request => request.RequestId), outcomes.Select(outcome => (string?)outcome!["requestId"]));
        Assert.Equal($"ESF-{bin}-20260526-00000001", (string?)outcomes[0]!["issued"]!["invoice"]!["registrationNumber"]);
        var violation = outcomes[1]!["refusal"]!["violations"]![0]!;
        Assert.Equal("INVALID_SELLER_COUNTRY_CODE", (string?)violation["reason"]);
        Assert.StartsWith("XX не является кодом страны", (string?)violation["localizedMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_items_carry_16_violations_and_their_number()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 2);
        requests[0].Invoice.Lines.Add(Enumerable.Repeat(new V1.InvoiceLine(), 100));

        var outcomes = await BatchAsync(bin, requests);

        Assert.Equal((16, 200), (outcomes[0].Refusal.Violations.Count, outcomes[0].Refusal.ViolationCount));
        Assert.Equal(Issued, outcomes[1].OutcomeCase);
    }

    [Fact]
    public async Task An_answer_that_would_be_too_large_says_less_of_refusals_and_all_of_what_was_issued()
    {
        var (bin, payment) = await PaidAsync(100_000m);
        var wrong = Requests(bin, payment, 400);
        foreach (var request in wrong)
        {
            request.Invoice.Lines.Add(Enumerable.Repeat(new V1.InvoiceLine(), 20));
        }

        var outcomes = await BatchAsync(bin, [.. LargeRequests(bin, payment, 17), .. wrong]);

        Assert.InRange(outcomes.Sum(outcome => outcome.CalculateSize()), 1, Limits.PageBytes);
        Assert.All(outcomes.Take(17), outcome => Assert.Equal(200, outcome.Issued.Invoice.Lines.Count));
        Assert.All(outcomes.Skip(17), outcome => Assert.Equal(40, outcome.Refusal.ViolationCount));
        Assert.Equal((16, 1), (outcomes[17].Refusal.Violations.Count, outcomes[^1].Refusal.Violations.Count));
    }

    [Fact]
    public async Task An_answer_that_would_be_too_large_leaves_out_the_lines_of_the_last_invoices()
    {
        var (bin, payment) = await PaidAsync(100_000m);

        var outcomes = await BatchAsync(bin, LargeRequests(bin, payment, 30));

        Assert.InRange(outcomes.Sum(outcome => outcome.CalculateSize()), 1, Limits.PageBytes);
        Assert.Equal((200, 0), (outcomes[0].Issued.Invoice.Lines.Count, outcomes[^1].Issued.Invoice.Lines.Count));
        var listed = await ListAsync(bin);
        Assert.Equal(outcomes.Select(outcome => outcome.Issued.Invoice.Name), listed.Select(invoice => invoice.Name));
        Assert.All(listed, invoice => Assert.Equal(200, invoice.Lines.Count));
    }

    [Fact]
    public async Task A_fault_of_one_item_of_a_stream_is_its_outcome_and_the_stream_goes_on()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 2);
        using var call = Server.Invoices.StreamIssueInvoices(cancellationToken: Cancel);

        await Server.ExecuteAsync("alter table taxpayers rename to hidden", Cancel);
        try
        {
            await call.RequestStream.WriteAsync(new() { Request = requests[0] }, Cancel);
            Assert.True(await call.ResponseStream.MoveNext(Cancel));
        }
        finally
        {
            await Server.ExecuteAsync("alter table hidden rename to taxpayers", Cancel);
        }

        var fault = call.ResponseStream.Current.Outcome;
        Assert.Equal((requests[0].RequestId, "UNEXPECTED", (int)StatusCode.Internal), (fault.RequestId, fault.Refusal.Reason, fault.Refusal.Code));
        await call.RequestStream.WriteAsync(new() { Request = requests[1] }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.Equal(Issued, call.ResponseStream.Current.Outcome.OutcomeCase);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Cancel));
    }

    [Fact]
    public async Task A_stream_answers_every_request_once_with_its_request_id()
    {
        const int Count = 300;
        var (bin, payment) = await PaidAsync(10_000m);
        var requests = Requests(bin, payment, Count);
        requests[0].Invoice = requests[70].Invoice = requests[299].Invoice = null;
        requests[150].Invoice.Supplier.CountryCode = "RU";
        requests[151].ValidateOnly = true;

        var outcomes = await StreamAsync(requests);

        Assert.Equal(requests.Select(request => request.RequestId).Order(), outcomes.Select(outcome => outcome.RequestId).Order());
        var refused = outcomes.Where(outcome => outcome.Refusal is not null).ToDictionary(outcome => outcome.RequestId, outcome => Assert.Single(outcome.Refusal.Violations));
        V1.IssueInvoiceRequest[] broken = [requests[0], requests[70], requests[150], requests[151], requests[299]];
        Assert.Equal(broken.Select(request => request.RequestId).Order(), refused.Keys.Order());
        Assert.Equal("FIELD_IS_NULL", refused[requests[70].RequestId].Reason);
        Assert.Equal("EAEU_IDENTIFIER_REQUIRED", refused[requests[150].RequestId].Reason);
        Assert.Equal("validate_only", refused[requests[151].RequestId].Field);
        await AssertUnbrokenAsync(bin, Count - 5);
    }

    [Fact]
    public async Task A_stream_answers_duplicates_with_one_invoice()
    {
        var (bin, payment) = await PaidAsync(10_000m);
        var request = Requests(bin, payment, 1)[0];

        var outcomes = await StreamAsync([.. Enumerable.Repeat(request, 100)]);

        Assert.Equal(100, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(outcomes[0], outcome));
        Assert.Single(await ListAsync(bin));
    }

    [Fact]
    public async Task A_stream_goes_on_after_a_request_of_a_taxpayer_that_nobody_registered()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var requests = Requests(bin, payment, 3);
        requests[1].Parent = $"taxpayers/{Bins.Next()}";

        var outcomes = (await StreamAsync(requests)).ToDictionary(outcome => outcome.RequestId);

        Assert.Equal(Issued, outcomes[requests[0].RequestId].OutcomeCase);
        Assert.Equal(("TAXPAYER_NOT_FOUND", (int)StatusCode.NotFound), (outcomes[requests[1].RequestId].Refusal.Reason, outcomes[requests[1].RequestId].Refusal.Code));
        Assert.Equal(Issued, outcomes[requests[2].RequestId].OutcomeCase);
    }

    [Fact]
    public async Task A_stream_without_requests_ends()
    {
        Assert.Empty(await StreamAsync([]));
    }

    [Fact]
    public async Task A_message_of_a_stream_that_carries_no_request_is_answered_too()
    {
        using var call = Server.Invoices.StreamIssueInvoices(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new(), Cancel);
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.Contains(call.ResponseStream.Current.Outcome.Refusal.Violations, violation => violation.Reason == "REQUEST_ID_INVALID");
        Assert.False(await call.ResponseStream.MoveNext(Cancel));
    }

    private static V1.IssueInvoiceRequest[] Requests(string bin, V1.VatPayment payment, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Given.Request(Given.Invoice(payment.Name, 100m), bin))];

    private static V1.IssueInvoiceRequest[] LargeRequests(string bin, V1.VatPayment payment, int count)
    {
        var requests = Requests(bin, payment, count);
        foreach (var request in requests)
        {
            request.Invoice.Lines.Clear();
            request.Invoice.Lines.Add(Enumerable.Repeat(new V1.InvoiceLine { Description = new('Я', 400), TurnoverAmount = Given.Money(1m) }, 200));
        }

        return requests;
    }

    private async Task<IReadOnlyList<V1.IssueInvoiceOutcome>> BatchAsync(string bin, params V1.IssueInvoiceRequest[] requests)
    {
        var answer = await Server.Invoices.BatchIssueInvoicesAsync(new() { Parent = $"taxpayers/{bin}", Requests = { requests } }, cancellationToken: Cancel);
        Assert.Equal(requests.Length, answer.Outcomes.Count);
        return answer.Outcomes;
    }

    private async Task<IReadOnlyList<V1.IssueInvoiceOutcome>> StreamAsync(V1.IssueInvoiceRequest[] requests)
    {
        using var call = Server.Invoices.StreamIssueInvoices(cancellationToken: Cancel);
        var outcomes = new List<V1.IssueInvoiceOutcome>();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var answer in call.ResponseStream.ReadAllAsync(Cancel))
                {
                    outcomes.Add(answer.Outcome);
                }
            },
            Cancel);
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(new() { Request = request }, Cancel);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
        return outcomes;
    }
}

public sealed class SqliteBatchTests(SqliteServer server) : BatchTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresBatchTests(PostgresServer server) : BatchTests(server), IClassFixture<PostgresServer>;

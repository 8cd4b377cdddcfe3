using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Google.Rpc;
using Grpc.Core;
using static Esf.V1.RecordVatPaymentOutcome.OutcomeOneofCase;

namespace Esf.Server.Tests;

/// <summary>Payments are recorded once, refused with their reasons, and drawn down by invoices.</summary>
public abstract class VatPaymentTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task Recording_the_same_payment_again_answers_the_stored_one()
    {
        var bin = await RegisterAsync();
        var first = await RecordAsync(bin, Given.Payment());
        Clock.Set(Given.Noon.AddDays(1));
        var same = Given.Payment();
        same.Kind = V1.VatPaymentKind.BankPayment;
        same.Amount = Given.Decimal("832000");

        Assert.Equal(first, await RecordAsync(bin, same));
        Assert.Equal(Given.Noon, first.CreateTime.ToDateTimeOffset());
        Assert.Equal(V1.VatPaymentKind.BankPayment, first.Kind);
        Assert.Equal(("832000.00", "0.00", "832000.00"), (first.Amount.Value, first.AllocatedAmount.Value, first.RemainingAmount.Value));
        Assert.Equal((new DateOnly(2026, 5, 26), new DateOnly(2026, 5, 30)), (first.IssueWindow.OpensOn.Day(), first.IssueWindow.ClosesOn.Day()));
    }

    [Fact]
    public async Task Recording_the_same_payment_at_once_stores_it_once()
    {
        var bin = await RegisterAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => RecordAsync(bin, Given.Payment())));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        var list = await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        Assert.Equal(answers[0], Assert.Single(list.VatPayments));
    }

    [Fact]
    public async Task The_same_document_with_another_amount_or_kind_is_a_conflict()
    {
        var bin = await RegisterAsync();
        var first = await RecordAsync(bin, Given.Payment());
        var offset = Given.Payment();
        offset.Kind = V1.VatPaymentKind.OverpaymentOffset;

        foreach (var other in new[] { Given.Payment(832_000.01m), offset })
        {
            var refusal = await RefuseAsync(bin, other);
            Assert.Equal((StatusCode.AlreadyExists, "VAT_PAYMENT_CONFLICT"), (refusal.Code, refusal.Reason));
            Assert.Equal((first.Name, "esf/VatPayment"), (refusal.Detail<ResourceInfo>()!.ResourceName, refusal.Detail<ResourceInfo>()!.ResourceType));
        }

        var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", Given.Payment(1m).ToJson());
        Assert.Equal((HttpStatusCode.Conflict, "VAT_PAYMENT_CONFLICT"), (answer.Status, answer.Reason));
        Assert.Equal(first, await PaymentAsync(first.Name));
    }

    [Fact]
    public async Task Two_orders_of_one_number_and_day_from_two_accounts_are_two_payments_whatever_their_amounts()
    {
        var bin = await RegisterAsync();
        var first = await RecordAsync(bin, Paid("KZ00 0060 0000 0000 0006"));
        var second = await RecordAsync(bin, Paid("kz000030000000000003"));
        var third = await RecordAsync(bin, Paid("KZ000010F0000000001A", 160_000m));

        Assert.Equal(3, new[] { first.Name, second.Name, third.Name }.Distinct().Count());
        Assert.Equal(("KZ000060000000000006", "KZ000030000000000003"), (first.PayerAccount, second.PayerAccount));
        Assert.Equal(second, await RecordAsync(bin, Paid("KZ000030000000000003")));

        // Without the account it is one of the two, and only the caller can know which.
        var refusal = await RefuseAsync(bin, Paid(""));
        Assert.Equal("VAT_PAYMENT_MAY_BE_REPEATED", refusal.Reason);
        Assert.Equal(
            new[] { first.Name, second.Name }.Order(StringComparer.Ordinal),
            refusal.Info.Metadata["payments"].Split(", ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_payment_keeps_its_name_when_a_copy_makes_its_account_known()
    {
        var bin = await RegisterAsync();
        var plain = await RecordAsync(bin, Given.Payment());
        var known = await RecordAsync(bin, Paid("KZ000060000000000006"));

        Assert.Equal((plain.Name, "KZ000060000000000006"), (known.Name, known.PayerAccount));
        Assert.Equal(known, await RecordAsync(bin, Given.Payment()));
        await IssueAsync(Given.Request(Given.Invoice(known.Name), bin));
        Assert.Equal("0.00", (await PaymentAsync(plain.Name)).RemainingAmount.Value);
        await AssertUnbrokenAsync(bin, 1);
    }

    [Fact]
    public async Task What_may_be_a_copy_is_refused_with_the_stored_payment_and_recorded_when_that_is_named_as_another()
    {
        var bin = await RegisterAsync();
        var first = await RecordAsync(bin, Given.Payment());
        var copy = Given.Payment(paidOn: new(2026, 5, 24), document: "01187");

        var refusal = await RefuseAsync(bin, copy);
        Assert.Equal((StatusCode.AlreadyExists, "VAT_PAYMENT_MAY_BE_REPEATED"), (refusal.Code, refusal.Reason));
        Assert.Equal((first.Name, first.Name), (refusal.Info.Metadata["payments"], refusal.Detail<ResourceInfo>()!.ResourceName));
        Assert.Equal("VAT_PAYMENT_MAY_BE_REPEATED", (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", copy.ToJson())).Reason);
        Assert.Equal("VAT_PAYMENT_MAY_BE_REPEATED", (await BatchAsync(bin, copy)).Outcomes[0].Refusal.Reason);

        copy.DistinctFrom.Add(first.Name);
        var second = await RecordAsync(bin, copy);
        Assert.NotEqual(first.Name, second.Name);
        Assert.Empty(second.DistinctFrom);
        Assert.Equal(second, await RecordAsync(bin, copy));
    }

    [Fact]
    public async Task A_wrong_amount_is_put_right_by_the_account_and_the_name_of_the_stored_payment()
    {
        var bin = await RegisterAsync();
        var wrong = await RecordAsync(bin, Given.Payment(8_320_000m));
        var right = Paid("KZ000060000000000006");

        var refusal = await RefuseAsync(bin, right);
        Assert.Equal("VAT_PAYMENT_CONFLICT", refusal.Reason);
        Assert.Contains(wrong.Name, refusal.Status.Message, StringComparison.Ordinal);
        Assert.Contains("distinct_from", refusal.Status.Message, StringComparison.Ordinal);

        right.DistinctFrom.Add(wrong.Name);
        Assert.Equal("832000.00", (await RecordAsync(bin, right)).Amount.Value);
    }

    [Theory]
    [InlineData("KZ00", "vat_payment.payer_account: FIELD_INVALID")]
    [InlineData("KZ00-0060", "vat_payment.payer_account: FIELD_INVALID")]
    [InlineData("KZ00006000000000000600000000000000000", "vat_payment.payer_account: FIELD_INVALID")]
    [InlineData("КZ000060000000000006", "vat_payment.payer_account: FIELD_INVALID")]
    public async Task An_account_that_is_none_is_refused(string account, string violation) =>
        Assert.Equal([violation], (await RefuseAsync(await RegisterAsync(), Paid(account))).Violations);

    [Fact]
    public async Task A_payment_differs_only_from_payments_of_its_own_taxpayer()
    {
        var payment = Given.Payment();
        payment.DistinctFrom.Add($"taxpayers/{Bins.Next()}/vatPayments/20260525-0123456789abcdef");
        payment.DistinctFrom.Add("20260525-0123456789abcdef");

        var refusal = await RefuseAsync(await RegisterAsync(), payment);

        Assert.Equal(["vat_payment.distinct_from[1]: FIELD_INVALID", "vat_payment.distinct_from[2]: FIELD_INVALID"], refusal.Violations);
    }

    [Fact]
    public async Task The_budget_code_of_domestic_VAT_is_refused()
    {
        var bin = await RegisterAsync();
        var payment = Given.Payment();
        payment.BudgetCode = "105101";

        var refusal = await RefuseAsync(bin, payment);

        Assert.Equal(StatusCode.InvalidArgument, refusal.Code);
        Assert.Equal(["vat_payment.budget_code: VAT_PAYMENT_WRONG_BUDGET_CODE"], refusal.Violations);
        Assert.Equal(refusal.Violations, (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", payment.ToJson())).Violations);
    }

    [Theory]
    [InlineData("0.00", "vat_payment.amount: AMOUNT_NOT_POSITIVE")]
    [InlineData("-1.00", "vat_payment.amount: AMOUNT_NOT_POSITIVE")]
    [InlineData("1.001", "vat_payment.amount: FIELD_INVALID")]
    [InlineData("1000000000000000", "vat_payment.amount: FIELD_INVALID")]
    [InlineData("1,00", "vat_payment.amount: FIELD_INVALID")]
    [InlineData("", "vat_payment.amount: FIELD_INVALID")]
    public async Task An_amount_that_nobody_can_pay_is_refused(string amount, string violation)
    {
        var payment = Given.Payment();
        payment.Amount = Given.Decimal(amount);

        Assert.Equal([violation], (await RefuseAsync(await RegisterAsync(), payment)).Violations);
    }

    [Theory]
    [InlineData(2026, 5, 27)] // tomorrow
    [InlineData(2025, 12, 31)] // before the law
    [InlineData(2026, 2, 30)]
    [InlineData(2026, 13, 1)]
    [InlineData(0, 5, 25)]
    [InlineData(10000, 1, 1)]
    public async Task A_day_on_which_nobody_can_have_paid_is_refused(int year, int month, int day)
    {
        var payment = Given.Payment();
        payment.PaidOn = new() { Year = year, Month = month, Day = day };

        Assert.Equal(["vat_payment.paid_on: FIELD_INVALID"], (await RefuseAsync(await RegisterAsync(), payment)).Violations);
    }

    [Fact]
    public async Task The_largest_amount_is_kept_to_the_tiyn()
    {
        var bin = await RegisterAsync();

        var payment = await RecordAsync(bin, Given.Payment(999_999_999_999_999.99m));

        Assert.Equal("999999999999999.99", (await PaymentAsync(payment.Name)).RemainingAmount.Value);
    }

    [Fact]
    public async Task Every_fault_of_a_payment_is_told_at_once()
    {
        var refusal = await RefuseAsync(await RegisterAsync(), new() { BudgetCode = "10", Kind = (V1.VatPaymentKind)99 });

        Assert.Equal(
            [
                "vat_payment.amount: FIELD_IS_NULL",
                "vat_payment.budget_code: FIELD_INVALID",
                "vat_payment.document_number: FIELD_IS_NULL",
                "vat_payment.kind: FIELD_INVALID",
                "vat_payment.paid_on: FIELD_IS_NULL",
            ],
            refusal.Violations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_answered_in_order_and_a_refused_payment_leaves_its_neighbours_alone()
    {
        var bin = await RegisterAsync();
        var domestic = Given.Payment(document: "2");
        domestic.BudgetCode = "105101";
        var broken = Given.Payment(document: "3");
        broken.Amount = Given.Decimal("1e3");

        var answer = await BatchAsync(bin, Given.Payment(1m, document: "1"), domestic, broken, Given.Payment(1m, document: "1"), Given.Payment(2m, document: "1"), Given.Payment(4m, document: "4"));

        Assert.Equal([VatPayment, Refusal, Refusal, VatPayment, Refusal, VatPayment], answer.Outcomes.Select(outcome => outcome.OutcomeCase));
        Assert.Equal(answer.Outcomes[0].VatPayment, answer.Outcomes[3].VatPayment);
        Assert.Equal("VAT_PAYMENT_WRONG_BUDGET_CODE", Assert.Single(answer.Outcomes[1].Refusal.Violations).Reason);
        Assert.Equal("vat_payment.amount", Assert.Single(answer.Outcomes[2].Refusal.Violations).Field);
        Assert.Equal((6, "VAT_PAYMENT_CONFLICT"), (answer.Outcomes[4].Refusal.Code, answer.Outcomes[4].Refusal.Reason));
        var list = await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        Assert.Equal(["1", "4"], list.VatPayments.Select(payment => payment.DocumentNumber).Order());
        Assert.Equal(answer, await BatchAsync(bin, Given.Payment(1m, document: "1"), domestic, broken, Given.Payment(1m, document: "1"), Given.Payment(2m, document: "1"), Given.Payment(4m, document: "4")));
    }

    [Fact]
    public async Task A_batch_has_at_least_one_payment_and_at_most_500()
    {
        var bin = await RegisterAsync();

        var none = await RpcRefusal.OfAsync(Server.VatPayments.BatchRecordVatPaymentsAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel));
        var many = await RpcRefusal.OfAsync(Server.VatPayments.BatchRecordVatPaymentsAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayments = { Enumerable.Range(0, 501).Select(i => Given.Payment(document: $"{i}")) } }, cancellationToken: Cancel));
        var full = await BatchAsync(bin, [.. Enumerable.Range(0, 500).Select(i => Given.Payment(document: $"{i}"))]);

        Assert.Equal(["vat_payments: FIELD_IS_NULL"], none.Violations);
        Assert.Equal(["vat_payments: FIELD_INVALID"], many.Violations);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), full.Outcomes.Select(outcome => outcome.VatPayment.DocumentNumber));
    }

    [Fact]
    public async Task A_batch_over_JSON_tells_each_outcome_by_its_member()
    {
        var bin = await RegisterAsync();
        var body = new JsonObject { ["vatPayments"] = new JsonArray(Given.Payment().ToJson(), Given.Payment(0m, document: "2").ToJson()) };

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments:batchRecord", body)).Success();

        Assert.Equal("1187", (string?)answer["outcomes"]![0]!["vatPayment"]!["documentNumber"]);
        Assert.Equal("AMOUNT_NOT_POSITIVE", (string?)answer["outcomes"]![1]!["refusal"]!["violations"]![0]!["reason"]);
    }

    [Fact]
    public async Task A_payment_over_JSON_has_short_enum_names_bare_amounts_and_dates_as_objects()
    {
        var bin = await RegisterAsync();
        var body = Given.Payment().ToJson();
        body["kind"] = "OVERPAYMENT_OFFSET";

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", body)).Success();

        Assert.Equal("OVERPAYMENT_OFFSET", (string?)answer["kind"]);
        Assert.Equal("""{"value":"832000.00"}""", answer["amount"]!.ToJsonString());
        Assert.Equal("""{"opensOn":{"year":2026,"month":5,"day":26},"closesOn":{"year":2026,"month":5,"day":30}}""", answer["issueWindow"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(answer, (await Json.ReadAsync($"/v1/{answer["name"]}")).Success()));
    }

    [Theory]
    [InlineData("20260525-0123456789abcdef", "VAT_PAYMENT_NOT_FOUND")]
    [InlineData("nonsense", "VAT_PAYMENT_NOT_FOUND")]
    [InlineData("a%20b", "REQUEST_INVALID")]
    public async Task A_payment_that_is_not_recorded_is_not_found(string id, string reason)
    {
        var bin = await RegisterAsync();

        var answer = await Json.ReadAsync($"/v1/taxpayers/{bin}/vatPayments/{id}");

        Assert.Equal(reason, answer.Reason);
    }

    [Fact]
    public async Task A_payment_shows_what_invoices_have_taken()
    {
        var (bin, payment) = await PaidAsync(100m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 200m), bin));

        var stored = await PaymentAsync(payment.Name);

        Assert.Equal(("100.00", "48.00", "52.00"), (stored.Amount.Value, stored.AllocatedAmount.Value, stored.RemainingAmount.Value));
    }

    [Fact]
    public async Task A_payment_of_another_taxpayer_is_not_found_for_an_invoice()
    {
        var (bin, _) = await PaidAsync();
        var (_, foreign) = await PaidAsync();

        var refusal = await base.RefuseAsync(Given.Request(Given.Invoice(foreign.Name), bin));

        Assert.Equal(["invoice.payment_allocations[1].vat_payment: VAT_PAYMENT_NOT_FOUND"], refusal.Violations);
    }

    private static V1.VatPayment Paid(string account, decimal amount = 832_000m)
    {
        var payment = Given.Payment(amount);
        payment.PayerAccount = account;
        return payment;
    }

    private Task<RpcRefusal> RefuseAsync(string bin, V1.VatPayment payment) =>
        RpcRefusal.OfAsync(Server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{bin}", VatPayment = payment }, cancellationToken: Cancel));

    private async Task<V1.BatchRecordVatPaymentsResponse> BatchAsync(string bin, params V1.VatPayment[] payments) =>
        await Server.VatPayments.BatchRecordVatPaymentsAsync(new() { Parent = $"taxpayers/{bin}", VatPayments = { payments } }, cancellationToken: Cancel);
}

public sealed class SqliteVatPaymentTests(SqliteServer server) : VatPaymentTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresVatPaymentTests(PostgresServer server) : VatPaymentTests(server), IClassFixture<PostgresServer>;

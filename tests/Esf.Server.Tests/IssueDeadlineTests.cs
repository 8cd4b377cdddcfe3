using Esf.Server.Tests.Support;
using static Esf.V1.IssueDeadlineState;

namespace Esf.Server.Tests;

/// <summary>The accountant's work list: what must be issued until when, and in which quarter its offset falls.</summary>
public abstract class IssueDeadlineTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task The_soonest_closing_day_comes_first_and_closed_ones_only_when_asked()
    {
        Clock.SetNoon(new(2026, 5, 30));
        var bin = await RegisterAsync();
        foreach (var day in new[] { 27, 24, 30, 25, 23 })
        {
            await RecordAsync(bin, Given.Payment(1m, new(2026, 5, day), $"{day}"));
        }

        var open = await DeadlinesAsync(bin, includeClosed: false);
        var all = await DeadlinesAsync(bin, includeClosed: true);

        Assert.Equal(
            [(new(2026, 5, 30), LastDay, 0), (new(2026, 6, 1), Open, 2), (new(2026, 6, 4), NotOpen, 5)],
            open.Select(deadline => (deadline.IssueWindow.ClosesOn.Day(), deadline.State, deadline.DaysLeft)));
        Assert.Equal(
            [(new(2026, 5, 28), Closed, -2), (new(2026, 5, 29), Closed, -1), (new(2026, 5, 30), LastDay, 0), (new(2026, 6, 1), Open, 2), (new(2026, 6, 4), NotOpen, 5)],
            all.Select(deadline => (deadline.IssueWindow.ClosesOn.Day(), deadline.State, deadline.DaysLeft)));
    }

    [Fact]
    public async Task A_rest_under_one_tenge_of_a_used_payment_is_no_open_work_and_stays_what_it_is()
    {
        var (bin, payment) = await PaidAsync(832_001m);
        var whole = await RecordAsync(bin, Given.Payment(0.99m, document: "2"));
        var one = await RecordAsync(bin, Given.Payment(17m, document: "3"));
        var issued = await Server.Invoices.IssueInvoiceAsync(Given.Request(Given.Invoice(payment.Name, 5_200_003m), bin), cancellationToken: Cancel);
        await IssueAsync(Given.Request(Given.Invoice(one.Name, 100m), bin));

        var note = Assert.Single(issued.Warnings, warning => warning.Reason == "PAYMENT_REST_IS_ROUNDING");
        Assert.Equal("art. 204", note.Law);
        Assert.Contains("0.52", note.Description, StringComparison.Ordinal);
        Assert.Equal([whole.Name, one.Name], (await DeadlinesAsync(bin, includeClosed: true)).Select(deadline => deadline.VatPayment).OrderBy(name => name == one.Name));
        var stored = await PaymentAsync(payment.Name);
        Assert.Equal(("0.52", true), (stored.RemainingAmount.Value, stored.RemainderIsRounding));
        Assert.Equal(("1.00", false), ((await PaymentAsync(one.Name)).RemainingAmount.Value, (await PaymentAsync(one.Name)).RemainderIsRounding));
    }

    [Fact]
    public async Task VAT_above_the_payment_stays_refused_by_however_little()
    {
        var (bin, payment) = await PaidAsync(832_000m);

        var refusal = await RefuseAsync(Given.Request(Given.Invoice(payment.Name, 5_200_003m), bin));

        Assert.Equal(["invoice.payment_allocations[1].amount: VAT_PAYMENT_EXHAUSTED"], refusal.Violations);
    }

    [Theory]
    [InlineData("2026-12-28", NotOpen, 5, "")]
    [InlineData("2026-12-29", Open, 4, "2026-Q4")]
    [InlineData("2026-12-31", Open, 2, "2026-Q4")]
    [InlineData("2027-01-01", Open, 1, "2027-Q1")]
    [InlineData("2027-01-02", LastDay, 0, "2027-Q1")]
    [InlineData("2027-01-03", Closed, -1, "")]
    public async Task A_window_across_the_new_year_shows_both_quarters(string today, V1.IssueDeadlineState state, int daysLeft, string periodToday)
    {
        var paidOn = new DateOnly(2026, 12, 28);
        Clock.SetNoon(paidOn);
        var (bin, payment) = await PaidAsync(1m, paidOn);
        Clock.SetNoon(DateOnly.ParseExact(today, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        var deadline = Assert.Single(await DeadlinesAsync(bin, includeClosed: true));

        Assert.Equal((payment.Name, "1.00"), (deadline.VatPayment, deadline.RemainingAmount.Value));
        Assert.Equal((state, daysLeft), (deadline.State, deadline.DaysLeft));
        Assert.Equal((periodToday, "2027-Q1"), (deadline.TaxPeriodIfIssuedToday, deadline.TaxPeriodIfIssuedLastDay));
        Assert.Equal(state == Closed ? 0 : 1, (await DeadlinesAsync(bin, includeClosed: false)).Count);
    }

    [Fact]
    public async Task A_payment_leaves_the_list_when_nothing_is_left_of_it()
    {
        var (bin, payment) = await PaidAsync(48m);

        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        Assert.Equal("32.00", Assert.Single(await DeadlinesAsync(bin, includeClosed: false)).RemainingAmount.Value);

        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 200m), bin));
        Assert.Empty(await DeadlinesAsync(bin, includeClosed: true));
    }

    [Fact]
    public async Task The_JSON_face_shows_state_and_quarters()
    {
        var (bin, payment) = await PaidAsync();

        var answer = (await Json.ReadAsync($"/v1/taxpayers/{bin}/issueDeadlines?includeClosed=true&pageSize=10")).Success();

        var deadline = Assert.Single(answer["issueDeadlines"]!.AsArray())!;
        Assert.Equal(payment.Name, (string?)deadline["vatPayment"]);
        Assert.Equal(("OPEN", 4), ((string?)deadline["state"], (int)deadline["daysLeft"]!));
        Assert.Equal("2026-Q2", (string?)deadline["taxPeriodIfIssuedToday"]);
    }

    [Fact]
    public async Task An_auditor_sees_the_deadlines_of_all_taxpayers_in_one_order()
    {
        var payments = new List<V1.VatPayment>();
        foreach (var day in new[] { 25, 24, 25, 23 })
        {
            payments.Add((await PaidAsync(1m, new(2026, 5, day))).Payment);
        }

        var all = await DeadlinesAsync("-", includeClosed: false);

        Assert.Subset(all.Select(deadline => deadline.VatPayment).ToHashSet(), payments.Select(payment => payment.Name).ToHashSet());
        Assert.Equal(all.OrderBy(deadline => deadline.IssueWindow.ClosesOn.Day()).ThenBy(deadline => deadline.VatPayment, StringComparer.Ordinal), all);
    }

    private async Task<IReadOnlyList<V1.IssueDeadline>> DeadlinesAsync(string bin, bool includeClosed)
    {
        var request = new V1.ListIssueDeadlinesRequest { Parent = $"taxpayers/{bin}", IncludeClosed = includeClosed, PageSize = 1000 };
        return (await Server.VatPayments.ListIssueDeadlinesAsync(request, cancellationToken: Cancel)).IssueDeadlines;
    }
}

public sealed class SqliteIssueDeadlineTests(SqliteServer server) : IssueDeadlineTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresIssueDeadlineTests(PostgresServer server) : IssueDeadlineTests(server), IClassFixture<PostgresServer>;

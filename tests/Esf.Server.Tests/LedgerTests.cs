using Esf.Server.Tests.Support;

namespace Esf.Server.Tests;

/// <summary>The ledger under load: sequences without a gap, and a chain that anybody can check.</summary>
public abstract class LedgerTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task A_thousand_parallel_issues_of_one_taxpayer_have_sequences_1_to_1000_and_an_unbroken_chain()
    {
        const int Count = 1000;
        var (bin, payment) = await PaidAsync(Count * 16m);

        var issued = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin))));

        Assert.Equal(Enumerable.Range(1, Count).Select(n => (long)n), issued.Select(invoice => invoice.Ledger.Sequence).Order());
        await AssertUnbrokenAsync(bin, Count);
        var listed = await ListAsync(bin);
        Assert.Equal(issued.OrderBy(invoice => invoice.Ledger.Sequence), listed);
        Assert.Equal("0.00", (await PaymentAsync(payment.Name)).RemainingAmount.Value);

        // The chain as a client sees it is the chain as it is stored.
        var previous = new string('0', 64);
        foreach (var invoice in listed)
        {
            Assert.Equal(previous, invoice.Ledger.PreviousHash);
            previous = invoice.Ledger.Hash;
        }
    }

    [Fact]
    public async Task Parallel_issues_of_many_taxpayers_keep_each_ledger_by_itself()
    {
        var paid = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PaidAsync(25 * 16m)));

        await Task.WhenAll(Enumerable.Range(0, 25).SelectMany(_ => paid.Select(taxpayer =>
            IssueAsync(Given.Request(Given.Invoice(taxpayer.Payment.Name, 100m), taxpayer.Bin)))));

        foreach (var (bin, _) in paid)
        {
            await AssertUnbrokenAsync(bin, 25);
        }
    }

    [Fact]
    public async Task Refused_issues_leave_no_gap()
    {
        var (bin, payment) = await PaidAsync(20 * 16m);
        var requests = Enumerable.Range(0, 60).Select(i =>
        {
            var request = Given.Request(Given.Invoice(payment.Name, 100m), bin);
            request.Invoice.Number = $"{i % 20}";
            return request;
        });

        var answers = await Task.WhenAll(requests.Select(async request =>
        {
            try
            {
                return await IssueAsync(request);
            }
            catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.InvalidArgument)
            {
                return null;
            }
        }));

        Assert.Equal(20, answers.Count(invoice => invoice is not null));
        await AssertUnbrokenAsync(bin, 20);
    }

    [Fact]
    public async Task Sequences_go_on_across_days_and_time_never_goes_back()
    {
        var (bin, payment) = await PaidAsync(5 * 16m);
        var times = new List<DateTimeOffset>();
        foreach (var now in new[] { Given.Noon, Given.Noon.AddHours(-3), Given.Noon.AddDays(1), Given.Noon.AddDays(1).AddMinutes(-1), Given.Noon.AddDays(2) })
        {
            Clock.Set(now);
            times.Add((await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin))).IssueTime.ToDateTimeOffset());
        }

        Assert.Equal(times.Order(), times);
        Assert.Equal(
            [$"ESF-{bin}-20260526-00000001", $"ESF-{bin}-20260526-00000002", $"ESF-{bin}-20260527-00000003", $"ESF-{bin}-20260527-00000004", $"ESF-{bin}-20260528-00000005"],
            (await ListAsync(bin)).Select(invoice => invoice.RegistrationNumber));
        await AssertUnbrokenAsync(bin, 5);
    }

    [Fact]
    public async Task A_clock_a_day_behind_the_ledger_issues_nothing()
    {
        var (bin, payment) = await PaidAsync(2 * 16m);
        Clock.SetNoon(new(2026, 5, 28));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        Clock.SetNoon(new(2026, 5, 27));

        var refusal = await RefuseAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));

        Assert.Equal("CLOCK_BEHIND_LEDGER", refusal.Reason);
        Assert.Equal(Grpc.Core.StatusCode.Unavailable, refusal.Code);
        Assert.Contains("the taxpayer's ledger has reached 2026-05-28", refusal.Localized.Message, StringComparison.Ordinal);

        // Half a day of waiting is no advice; two seconds are.
        Assert.Null(refusal.Detail<Google.Rpc.RetryInfo>());
        Clock.Set(Domain.KazakhstanCalendar.StartOf(new(2026, 5, 28)).AddSeconds(-1.5));
        refusal = await RefuseAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        Assert.Equal(TimeSpan.FromSeconds(2), refusal.Detail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan());
        await AssertUnbrokenAsync(bin, 1);
    }
}

public sealed class SqliteLedgerTests(SqliteServer server) : LedgerTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresLedgerTests(PostgresServer server) : LedgerTests(server), IClassFixture<PostgresServer>;

using System.Diagnostics;
using System.Net;
using Esf.Domain;
using Esf.Server.Tests.Support;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>A database that is there but slow, or in which somebody holds rows: told apart from one that is away. On PostgreSQL, which can do both.</summary>
public sealed class SlowDatabaseTests(PostgresServer server) : ServerTests(server), IClassFixture<PostgresServer>
{
    private const string Sleeping = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";

    [Fact]
    public async Task A_held_taxpayer_is_refused_in_bounded_time_and_the_others_are_issued_meanwhile()
    {
        var (held, payment) = await PaidAsync();
        await using (var holder = Server.Connect())
        {
            await holder.OpenAsync(Cancel);
            await using var transaction = await holder.BeginTransactionAsync(Cancel);
            await using var hold = holder.CreateCommand();
            hold.CommandText = $"select * from taxpayers where bin = '{held}' for update";
            await hold.ExecuteNonQueryAsync(Cancel);

            var waiting = Enumerable.Range(0, 20).Select(_ => RefuseAsync(Given.Request(Given.Invoice(payment.Name, 100m), held))).ToList();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                var (bin, paid) = await PaidAsync();
                Assert.Equal(1, (await IssueAsync(Given.Request(Given.Invoice(paid.Name), bin))).Ledger.Sequence);
            }));
            foreach (var refused in await Task.WhenAll(waiting))
            {
                Assert.Equal((StatusCode.Unavailable, "LEDGER_LOCKED"), (refused.Code, refused.Reason));
                Assert.Equal(TimeSpan.FromSeconds(1), refused.Detail<RetryInfo>()!.RetryDelay.ToTimeSpan());
            }
        }

        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), held));
        await AssertUnbrokenAsync(held, 1);
    }

    [Fact]
    public async Task A_question_that_takes_too_long_is_told_as_slow_without_a_quick_retry_and_is_stopped_in_the_database()
    {
        await using var own = await OwnAsync();
        await using var slow = await own.StartAnotherAsync("--Storage:ReadSeconds=1");
        using var channel = GrpcChannel.ForAddress(slow.Addresses[0]);

        var refused = await RpcRefusal.OfAsync(
            new V1.OffsetService.OffsetServiceClient(channel).SummarizeOffsetsAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel));
        Assert.Equal((StatusCode.DeadlineExceeded, "QUERY_TOO_SLOW"), (refused.Code, refused.Reason));
        Assert.Null(refused.Detail<RetryInfo>());
        await AssertNobodySleepsAsync(own);

        using var json = new HttpClient { BaseAddress = new(slow.Addresses[1]) };
        using var answer = await json.GetAsync("/v1/taxpayers/-/offsets:summarize", Cancel);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("QUERY_TOO_SLOW", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await AssertNobodySleepsAsync(own);

        // It is there all the while, and says so.
        using var ready = await json.GetAsync("/readyz", Cancel);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_call_that_runs_into_its_deadline_or_whose_caller_has_gone_ends_its_query_in_the_database()
    {
        await using var own = await OwnAsync();
        var deadline = own.Offsets.SummarizeOffsetsAsync(
            new() { Parent = "taxpayers/-" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(500), cancellationToken: Cancel);
        await WaitForSleeperAsync(own);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => deadline.ResponseAsync)).StatusCode);
        await AssertNobodySleepsAsync(own);

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var abandoned = own.Json.GetAsync("/v1/taxpayers/-/offsets:summarize", gone.Token);
        await WaitForSleeperAsync(own);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await AssertNobodySleepsAsync(own);
    }

    /// <summary>A server on a database of its own, in which every question about invoices takes ten minutes.</summary>
    private async Task<TestServer> OwnAsync()
    {
        var own = Server.Another();
        await own.StartAsync(Cancel);
        await own.ExecuteAsync(
            """
            alter table invoices rename to real_invoices;
            create view invoices as select i.* from (select pg_sleep(600)) slow left join real_invoices i on true
            """,
            Cancel);
        return own;
    }

    private static async Task<long> SleepersAsync(TestServer own)
    {
        await using var connection = own.Connect();
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = Sleeping;
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task WaitForSleeperAsync(TestServer own)
    {
        while (await SleepersAsync(own) == 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    private static async Task AssertNobodySleepsAsync(TestServer own)
    {
        var started = Stopwatch.GetTimestamp();
        while (await SleepersAsync(own) > 0)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limits.ReadTimeout);
            await Task.Delay(10, Cancel);
        }
    }
}

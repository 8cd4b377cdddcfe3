using System.Diagnostics;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="IFeedSignal"/>.</summary>
public abstract class FeedSignalTests(StoreProvider provider) : StoreTests(provider)
{
    /// <summary>Longer than any test may take: who waits so long was not woken.</summary>
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_reader_that_waits_behind_a_place_is_woken_by_any_commit_after_it_also_one_of_another_server_on_the_same_database()
    {
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        long position = 0;
        foreach (var server in new[] { Store, other, other, Store })
        {
            var waiting = Store.Feed.WaitAsync(position, Long, Cancel);
            await Task.Delay(50, Cancel);
            Assert.False(waiting.IsCompleted);

            await server.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            await waiting.WaitAsync(Soon, Cancel);
            Assert.Equal(++position, (await Store.Register.ReadFeedAsync(null, 0, 10, Cancel)).Position);
        }
    }

    [Fact]
    public async Task A_commit_between_reading_and_waiting_is_not_missed_who_waits_behind_a_place_that_is_already_passed_is_woken_at_once()
    {
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        for (var position = 0L; position < 20; position++)
        {
            await (position % 2 == 0 ? Store : other).Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            var started = Stopwatch.GetTimestamp();
            await Store.Feed.WaitAsync(position, Long, Cancel).WaitAsync(Soon, Cancel);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public async Task Who_only_reads_and_waits_sees_all_that_others_commit()
    {
        const int Total = 200;
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(ReadAsync)).ToList();
        for (var i = 0; i < Total; i += 4)
        {
            await other.Ledgers.AppendAsync([.. Enumerable.Range(0, 4).Select(_ => Given.Invoice(payment, 0.01m))], Cancel);
        }

        // Nobody would be there to wake them again, had they missed the last commit.
        await Task.WhenAll(readers).WaitAsync(Soon, Cancel);

        async Task ReadAsync()
        {
            for (var position = 0L; position < Total;)
            {
                await Store.Feed.WaitAsync(position, Long, Cancel);
                position = (await Store.Register.ReadFeedAsync(null, position, 1000, Cancel)).Position;
            }
        }
    }

    [Fact]
    public async Task A_commit_of_the_same_server_wakes_at_once_and_is_not_found_by_looking_now_and_then() =>
        Assert.InRange(await MedianWakeAsync(Store), TimeSpan.Zero, TimeSpan.FromMilliseconds(150));

    [Fact]
    public async Task Any_number_of_readers_wait_on_one_connection()
    {
        var payment = await PaidAsync();
        var readers = Enumerable.Range(0, 2000).Select(_ => Store.Feed.WaitAsync(0, Long, Cancel)).ToList();
        await Task.Delay(100, Cancel);
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));
        await AssertConnectionsAsync();

        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await Task.WhenAll(readers).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_wait_ends_when_the_time_is_over_or_the_caller_gives_up()
    {
        await Store.Feed.WaitAsync(0, TimeSpan.FromMilliseconds(50), Cancel).WaitAsync(Soon, Cancel);
        await Store.Feed.WaitAsync(0, TimeSpan.Zero, Cancel).WaitAsync(Soon, Cancel);
        await Store.Feed.WaitAsync(17, TimeSpan.FromMilliseconds(50), Cancel).WaitAsync(Soon, Cancel);

        using var caller = new CancellationTokenSource();
        var waiting = Store.Feed.WaitAsync(0, Long, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Disposing_the_store_wakes_all_who_wait()
    {
        var other = await OpenStoreAsync();
        var waiting = other.Feed.WaitAsync(0, Long, Cancel);
        await Task.Delay(50, Cancel);
        await other.DisposeAsync();

        await waiting.WaitAsync(Soon, Cancel);
        await other.Feed.WaitAsync(0, Long, Cancel).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_feed_that_ends_earlier_than_it_did_does_not_keep_its_readers_awake()
    {
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel);
        await Store.Feed.WaitAsync(0, Long, Cancel);

        // As if the database were restored from a copy.
        await Database.ExecuteAsync("update feed set position = 1", Cancel);
        await WaitUntilAsleepAsync(1);
    }

    /// <summary>From a commit to the wake of a reader, in the middle of many.</summary>
    private protected async Task<TimeSpan> MedianWakeAsync(Store writer)
    {
        var payment = await PaidAsync();
        var wakes = new List<TimeSpan>();
        for (var position = 0L; position < 11; position++)
        {
            var waiting = Store.Feed.WaitAsync(position, Long, Cancel);
            await Task.Delay(10, Cancel);
            await writer.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            var committed = Stopwatch.GetTimestamp();
            await waiting.WaitAsync(Soon, Cancel);
            wakes.Add(Stopwatch.GetElapsedTime(committed));
        }

        return wakes.Order().ElementAt(wakes.Count / 2);
    }

    /// <summary>Checks that the readers do not hold connections of their own.</summary>
    private protected abstract Task AssertConnectionsAsync();

    private async Task WaitUntilAsleepAsync(long position)
    {
        var deadline = Stopwatch.GetTimestamp();
        while (true)
        {
            var waiting = Store.Feed.WaitAsync(position, TimeSpan.FromMilliseconds(300), Cancel);
            var started = Stopwatch.GetTimestamp();
            await waiting;
            if (Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(250))
            {
                return;
            }

            Assert.InRange(Stopwatch.GetElapsedTime(deadline), TimeSpan.Zero, Soon);
            await Task.Delay(10, Cancel);
        }
    }
}

public sealed class SqliteFeedSignalTests() : FeedSignalTests(StoreProvider.Sqlite)
{
    private protected override Task AssertConnectionsAsync() => Task.CompletedTask;
}

public sealed class PostgresFeedSignalTests() : FeedSignalTests(StoreProvider.Postgres)
{
    /// <summary>Backends whose last statement is one of the follower's.</summary>
    private const string Followers =
        "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (query like 'listen %' or query like '%from feed f')";

    [Fact]
    public async Task A_lost_connection_to_the_database_delays_a_wake_by_a_second_at_most_once_it_is_back_it_never_loses_an_event()
    {
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        for (var position = 0L; position < 6; position++)
        {
            var waiting = Store.Feed.WaitAsync(position, Long, Cancel);
            await WaitForFollowerAsync();
            await Database.ExecuteAsync($"select pg_terminate_backend(pid) {Followers}", Cancel);

            // Committed while nobody listens, or while the next connection is being made.
            await Task.Delay(TimeSpan.FromMilliseconds(position * 10), Cancel);
            Assert.False(waiting.IsCompleted);
            await other.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            var committed = Stopwatch.GetTimestamp();
            await waiting.WaitAsync(Soon, Cancel);
            Assert.InRange(Stopwatch.GetElapsedTime(committed), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        }

        // The channel is listened to again, not only looked at.
        await WaitForFollowerAsync();
        Assert.Single(await FollowersAsync());
    }

    [Fact]
    public async Task A_commit_of_another_server_wakes_at_once() =>
        Assert.InRange(await MedianWakeAsync(await OpenStoreAsync()), TimeSpan.Zero, TimeSpan.FromMilliseconds(150));

    [Fact]
    public async Task A_notice_of_somebody_else_wakes_nobody_and_harms_nothing()
    {
        var payment = await PaidAsync();
        var waiting = Store.Feed.WaitAsync(0, Long, Cancel);
        await WaitForFollowerAsync();
        await Database.ExecuteAsync("select pg_notify('esf_feed', '999'), pg_notify('esf_feed', 'not a number'), pg_notify('esf_feed', '')", Cancel);
        await Task.Delay(100, Cancel);
        Assert.False(waiting.IsCompleted);

        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await waiting.WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_store_whose_feed_nobody_waits_for_has_no_follower()
    {
        await Store.Ledgers.AppendAsync(Given.Invoice(await PaidAsync()), Cancel);

        Assert.Empty(await FollowersAsync());
    }

    private protected override async Task AssertConnectionsAsync() => Assert.Single(await FollowersAsync());

    private Task<List<int>> FollowersAsync() => Database.QueryAsync($"select pid {Followers}", row => row.GetInt32(0), Cancel);

    private async Task WaitForFollowerAsync()
    {
        while ((await FollowersAsync()).Count == 0)
        {
            await Task.Delay(5, Cancel);
        }
    }
}

using Esf.Domain.Invoices;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Storage.Tests;

/// <summary>The feed: what <see cref="IInvoiceStore"/> and <see cref="IRegisterReader"/> promise of it.</summary>
public abstract class FeedTests(StoreProvider provider) : StoreTests(provider)
{
    private protected override RegisterKind Kind => RegisterKind.Sandbox;

    private const int Writers = 8;

    private IRegisterReader Register => Store.Register;

    [Fact]
    public async Task Every_document_is_one_event_of_the_feed()
    {
        var payment = await PaidAsync(100m);
        var issue = Given.Invoice(payment, 10m);
        var original = (await Store.Ledgers.AppendAsync(issue, Cancel)).Appended();
        var batch = await Store.Ledgers.AppendAsync(
            [Given.Invoice(payment, 200m), issue, Given.Correction(await FamilyAsync(original), payment, 12m), Given.Invoice(payment)], Cancel);
        var (corrected, other) = (batch[2].Appended(), batch[3].Appended());
        var revocation = (await Store.Ledgers.AppendAsync(Given.Revocation(await FamilyAsync(corrected)), Cancel)).Recorded();

        var page = await Register.ReadFeedAsync(null, 0, 10, Cancel);

        // Refusals and replays leave no hole. An invoice is told as it stands.
        Assert.Equal([1, 2, 3, 4], page.Events.Select(e => e.Position));
        Assert.Equal(
            [
                (original with { State = InvoiceState.Corrected, StateChangedBy = corrected.RegistrationNumber }).Text(),
                (corrected with { State = InvoiceState.Revoked, StateChangedBy = revocation.RegistrationNumber }).Text(),
                other.Text(),
                revocation.Text(),
            ],
            page.Events.Select(e => e.Record.Text()));
    }

    [Fact]
    public async Task A_place_follows_the_order_of_the_commits_and_has_no_gap_also_with_several_servers()
    {
        // The second server's clock lags by many years.
        var second = await OpenStoreAsync(clock: new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(30)));
        string[] bins = ["100000000001", "100000000002", "100000000003"];
        var payments = new[] { await PaidAsync(bin: bins[0]), await PaidAsync(bin: bins[1]), await PaidAsync(bin: bins[2]) };
        const int Total = Writers * 20 * 3;

        Store[] servers = [Store, second];
        var readers = servers.SelectMany((server, i) => new string?[] { null, bins[i] }.Select(bin => Task.Run(() => FollowAsync(server, bin, Total)))).ToList();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(servers[writer % 2], payments, writer))));
        var unions = await Task.WhenAll(readers);

        foreach (var union in unions.Where((_, i) => i % 2 == 0))
        {
            Assert.Equal(Enumerable.Range(1, Total).Select(i => (long)i), union.Select(e => e.Position));
            Assert.All(bins, bin => AssertWhole(union, bin));
        }

        AssertWhole(unions[1], bins[0]);
        AssertWhole(unions[3], bins[1]);
        foreach (var bin in bins)
        {
            await AssertUnbrokenAsync(bin, Total / 3);
        }
    }

    [Fact]
    public async Task Commit_times_never_go_back_along_the_feed()
    {
        var clock = new FakeTimeProvider(Given.Noon.AddTicks(19));
        var server = await OpenStoreAsync(clock: clock);
        var behind = await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon.AddHours(-1)));
        var payment = await PaidAsync();
        await server.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel);
        await behind.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        clock.Advance(TimeSpan.FromSeconds(1));
        await server.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);

        // Cut to microseconds.
        var first = Given.Noon.AddTicks(10);
        var page = await Register.ReadFeedAsync(null, 0, 10, Cancel);
        Assert.Equal([first, first, first, first.AddSeconds(1)], page.Events.Select(e => e.CommitTime));
        Assert.All(page.Events, e => Assert.Equal(TimeSpan.Zero, e.CommitTime.Offset));
        Assert.Equal(first.AddSeconds(1), page.CompleteThrough);
    }

    [Fact]
    public async Task A_page_of_the_feed_has_all_events_between_its_two_ends_whoever_commits_meanwhile()
    {
        var payment = await PaidAsync();
        var other = await PaidAsync(bin: Given.OtherBin);
        await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, 10).Select(i => Given.Invoice(i < 7 ? payment : other))], Cancel);

        Assert.Equal("1 2 3, to 3", await PageAsync(null, 0, 3));
        Assert.Equal("4 5 6 7 8 9 10, to 10", await PageAsync(null, 3, 7));
        Assert.Equal("4 5 6 7 8 9 10, to 10", await PageAsync(null, 3, 8));
        Assert.Equal(", to 10", await PageAsync(null, 10, 8));

        // A page that is not full reaches to the end of the feed, whose last events are not this taxpayer's.
        Assert.Equal("7, to 7", await PageAsync(Given.Bin, 6, 1));
        Assert.Equal("7, to 10", await PageAsync(Given.Bin, 6, 2));
        Assert.Equal(", to 10", await PageAsync(Given.Bin, 7, 2));
        Assert.Equal("8 9, to 9", await PageAsync(Given.OtherBin, 0, 2));
        Assert.Equal(", to 10", await PageAsync("999999999999", 0, 2));

        // A place that the feed has not reached: the end says so.
        Assert.Equal(", to 10", await PageAsync(null, 11, 2));

        async Task<string> PageAsync(string? bin, long after, int limit)
        {
            var page = await Register.ReadFeedAsync(bin, after, limit, Cancel);
            return $"{string.Join(' ', page.Events.Select(e => e.Position))}, to {page.Position}";
        }
    }

    [Fact]
    public async Task An_empty_feed_ends_at_nothing()
    {
        var page = await Register.ReadFeedAsync(null, 0, 10, Cancel);

        Assert.Empty(page.Events);
        Assert.Equal((0, DateTimeOffset.UnixEpoch), (page.Position, page.CompleteThrough));
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_the_feed_as_it_was()
    {
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await Database.FailOnNumberAsync("666", Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => Store.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment, number: "666")], Cancel));
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);

        Assert.Equal([1, 2], (await Register.ReadFeedAsync(null, 0, 10, Cancel)).Events.Select(e => e.Position));
    }

    private static void AssertWhole(IReadOnlyList<FeedEvent> union, string bin)
    {
        var ofTaxpayer = union.Where(e => e.Record.RegistrationNumber.Bin == bin).ToList();
        Assert.Equal(Enumerable.Range(1, ofTaxpayer.Count).Select(i => (long)i), ofTaxpayer.Select(e => e.Record.Position.Sequence));
        Assert.Equal(Writers * 20, ofTaxpayer.Count);
        Assert.Equal(ofTaxpayer.OrderBy(e => e.CommitTime).ThenBy(e => e.Position), ofTaxpayer);
    }

    private static async Task WriteAsync(Store server, VatPayment[] payments, int writer)
    {
        for (var round = 0; round < 20; round++)
        {
            // Sometimes by group commit, sometimes by itself, the taxpayers in different orders.
            var batch = Enumerable.Range(0, 3).Select(n => Given.Invoice(payments[(writer + n * (1 + (writer % 2))) % 3], 0.01m)).ToList();
            var outcomes = await (round % 2 == 0 ? server.Invoices : server.Ledgers).AppendAsync(batch, Cancel);
            Assert.All(outcomes, outcome => outcome.Appended());
        }
    }

    /// <summary>Reads on until the end of the feed, page by page, each place as it is handed out.</summary>
    private static async Task<List<FeedEvent>> FollowAsync(Store server, string? bin, long end)
    {
        var union = new List<FeedEvent>();
        var (position, completeThrough) = (0L, DateTimeOffset.MinValue);
        while (position < end)
        {
            var page = await server.Register.ReadFeedAsync(bin, position, 7, Cancel);
            Assert.InRange(page.Position, position, end);
            Assert.All(page.Events, e => Assert.InRange(e.Position, position + 1, page.Position));
            Assert.All(page.Events, e => Assert.InRange(e.CommitTime, completeThrough, page.CompleteThrough));
            (position, completeThrough) = (page.Position, page.CompleteThrough);
            union.AddRange(page.Events);
            await server.Feed.WaitAsync(position, TimeSpan.FromMilliseconds(position < end ? 500 : 0), Cancel);
        }

        return union;
    }
}

public sealed class SqliteFeedTests() : FeedTests(StoreProvider.Sqlite);

public sealed class PostgresFeedTests() : FeedTests(StoreProvider.Postgres);

using System.Collections.Concurrent;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>Readers of one server share what is read of the feed, and what they read for themselves is bounded.</summary>
public abstract class SharedFeedTests(StoreProvider provider) : StoreTests(provider)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task An_event_is_read_once_for_all_who_wait_and_wakes_those_of_its_taxpayer_only()
    {
        var payments = new List<VatPayment>();
        for (var i = 0; i < 4; i++)
        {
            payments.Add(await PaidAsync(bin: Given.Digits(100_000_000_000 + i)));
        }

        var reader = new Counter(Store.Register);
        await using var feed = new InvoiceFeed(reader, Store.Feed, Store.Identity);
        var watchers = Enumerable.Range(0, 1000).Select(i => new Watcher(feed, i % 5 == 4 ? null : payments[i % 5].TaxpayerBin)).ToList();
        await Task.WhenAll(watchers.Select(watcher => watcher.StartAsync(string.Empty)));

        // Each asks once, when it begins; the first page of each came from memory or was empty.
        Assert.All(watchers, watcher => Assert.False(watcher.Next.IsCompleted));
        Assert.InRange(reader.AtOnce, 1, Limits.FeedReads + 1);
        var begun = reader.Feeds;

        await Store.Ledgers.AppendAsync(Given.Invoice(payments[0]), Cancel);
        foreach (var watcher in watchers.Where(watcher => watcher.Bin is null || watcher.Bin == payments[0].TaxpayerBin))
        {
            var page = await watcher.Next.WaitAsync(Soon, Cancel);
            Assert.Equal(payments[0].TaxpayerBin, Assert.Single(page.Events).Record.RegistrationNumber.Bin);
        }

        Assert.All(watchers.Where(watcher => watcher.Bin is not null && watcher.Bin != payments[0].TaxpayerBin), watcher => Assert.False(watcher.Next.IsCompleted));

        // One read of the follower for the event, and one a second while it looks.
        Assert.InRange(reader.Feeds - begun, 1, 50);
        Assert.All(watchers, watcher => watcher.Stop());
    }

    [Fact]
    public async Task A_page_from_memory_is_the_page_of_the_database()
    {
        var payments = new[] { await PaidAsync(), await PaidAsync(bin: Given.OtherBin) };
        await using var feed = new InvoiceFeed(Store.Register, Store.Feed, Store.Identity);
        await feed.NextAsync(null, ResumeToken.Beginning, 1, TimeSpan.Zero, Cancel);
        for (var i = 0; i < 30; i++)
        {
            await Store.Ledgers.AppendAsync(Given.Invoice(payments[i % 3 == 0 ? 1 : 0]), Cancel);
        }

        foreach (var bin in new[] { null, Given.Bin, Given.OtherBin, "999999999999" })
        {
            var place = ResumeToken.Beginning;
            for (var after = 0; after <= 30; after++)
            {
                foreach (var limit in after % 5 == 0 ? new[] { 1, 7, 100 } : [2])
                {
                    var (mine, stored) = (await feed.NextAsync(bin, place, limit, TimeSpan.Zero, Cancel), await Store.Register.ReadFeedAsync(bin, after, limit, Cancel));
                    Assert.Equal(stored.Events.Select(item => item.Position), mine.Events.Select(item => item.Position));
                    Assert.Equal(stored with { Events = mine.Events }, mine);
                }

                place = ResumeToken.At(await Store.Register.ReadFeedAsync(null, after, 1, Cancel));
            }
        }
    }

    [Fact]
    public async Task What_was_committed_before_a_poll_is_in_its_answer_also_when_another_server_has_committed_it()
    {
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        await using var feed = new InvoiceFeed(Store.Register, Store.Feed, Store.Identity);
        var place = ResumeToken.Beginning;
        for (var position = 0L; position < 20; position++)
        {
            await (position % 2 == 0 ? Store : other).Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            var page = await feed.NextAsync(Given.Bin, place, 10, TimeSpan.Zero, Cancel);
            Assert.Equal(position + 1, Assert.Single(page.Events).Position);
            place = ResumeToken.At(page);
        }
    }

    [Fact]
    public async Task A_reader_that_comes_from_another_server_may_know_more_than_this_one()
    {
        var payment = await PaidAsync();
        var other = await OpenStoreAsync();
        await using var here = new InvoiceFeed(Store.Register, Store.Feed, Store.Identity);
        await using var there = new InvoiceFeed(other.Register, other.Feed, other.Identity);
        await here.NextAsync(null, ResumeToken.Beginning, 10, TimeSpan.Zero, Cancel);
        var watcher = new Watcher(here, Given.Bin, TimeSpan.FromMilliseconds(50));
        await watcher.StartAsync(string.Empty);
        var place = ResumeToken.Beginning;
        for (var position = 1L; position <= 20; position++)
        {
            await other.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
            place = ResumeToken.At(await (position % 2 == 0 ? here : there).NextAsync(Given.Bin, place, 10, TimeSpan.Zero, Cancel));
            Assert.Equal(position, place.Position);

            // Its watches go on from the same place.
            var again = new Watcher(here, Given.Bin, TimeSpan.FromMilliseconds(1));
            await again.StartAsync(there.TokenOf(Given.Bin, place));
            Assert.Empty((await again.Next.WaitAsync(Soon, Cancel)).Events);
            again.Stop();
        }

        watcher.Stop();
    }

    [Fact]
    public async Task Memory_is_bounded_and_a_reader_whose_place_has_left_it_misses_nothing()
    {
        var payment = await PaidAsync(10_000_000m);
        await using var feed = new InvoiceFeed(Store.Register, Store.Feed, Store.Identity);
        var slow = new Watcher(feed, Given.Bin);
        await slow.StartAsync(string.Empty);
        const int Events = Limits.FeedTailEvents + 2 * Limits.WatchPage;
        for (var i = 0; i < Events; i += Limits.AppendBatch)
        {
            await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, Limits.AppendBatch).Select(_ => Given.Invoice(payment))], Cancel);
        }

        var seen = new List<long>();
        while (seen.Count < Events)
        {
            seen.AddRange((await slow.TakeAsync().WaitAsync(Soon, Cancel)).Events.Select(item => item.Position));
        }

        Assert.Equal(Enumerable.Range(1, Events).Select(i => (long)i), seen);
        slow.Stop();
    }

    [Fact]
    public async Task A_reader_under_whom_an_older_copy_of_the_database_was_put_is_told_so()
    {
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel);
        await using var feed = new InvoiceFeed(Store.Register, Store.Feed, Store.Identity);
        var watcher = new Watcher(feed, Given.Bin);
        await watcher.StartAsync(feed.TokenOf(Given.Bin, ResumeToken.At(await Store.Register.ReadFeedAsync(Given.Bin, 0, 10, Cancel))));

        await Database.ExecuteAsync("update feed set position = 1", Cancel);
        var refusal = await Assert.ThrowsAsync<EsfException>(() => watcher.Next.WaitAsync(Soon, Cancel));
        Assert.Equal("RESUME_TOKEN_AHEAD", Assert.Single(refusal.Violations).Row.Reason);
    }

    [Fact]
    public async Task A_watch_that_waits_ends_when_the_database_is_away_for_longer_than_what_is_known_may_be_old()
    {
        await PaidAsync();
        var reader = new Counter(Store.Register);
        await using var feed = new InvoiceFeed(reader, Store.Feed, Store.Identity);
        var watcher = new Watcher(feed, Given.Bin, TimeSpan.FromMilliseconds(100));
        await watcher.StartAsync(string.Empty);
        reader.Failure = new StoreUnavailableException("cut");

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            while (true)
            {
                Assert.Empty((await watcher.TakeAsync().WaitAsync(Soon, Cancel)).Events);
            }
        });

        // It goes on when the database is back.
        reader.Failure = null;
        var again = new Watcher(feed, Given.Bin, TimeSpan.FromMilliseconds(100));
        await again.StartAsync(string.Empty);
        await again.Next.WaitAsync(Soon, Cancel);
        again.Stop();
    }

    /// <summary>One watch and its next page.</summary>
    private sealed class Watcher(InvoiceFeed feed, string? bin, TimeSpan? heartbeat = null)
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        private IAsyncEnumerator<FeedPage> _pages = null!;

        public string? Bin => bin;

        public Task<FeedPage> Next { get; private set; } = null!;

        public async Task StartAsync(string token)
        {
            var position = await feed.StartAsync(bin, token, _stop.Token);
            _pages = feed.WatchAsync(bin, position, Limits.WatchPage, heartbeat ?? Never, _stop.Token).GetAsyncEnumerator(_stop.Token);
            Next = MoveAsync();
        }

        public Task<FeedPage> TakeAsync()
        {
            var page = Next;
            Next = page.ContinueWith(_ => MoveAsync(), Cancel, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default).Unwrap();
            return page;
        }

        public void Stop() => _stop.Cancel();

        private async Task<FeedPage> MoveAsync()
        {
            await _pages.MoveNextAsync();
            return _pages.Current;
        }
    }

    /// <summary>The real reader, counting what the feed asks it.</summary>
    private sealed class Counter(IRegisterReader reader) : IRegisterReader
    {
        private int _feeds;
        private int _running;
        private readonly ConcurrentBag<int> _atOnce = [];

        public Exception? Failure { get; set; }

        public int Feeds => Volatile.Read(ref _feeds);

        /// <summary>Questions under way at once, at most.</summary>
        public int AtOnce => _atOnce.Max();

        public Task<FeedPage> ReadFeedAsync(string? bin, long afterPosition, int limit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _feeds);
            return CountAsync(() => reader.ReadFeedAsync(bin, afterPosition, limit, cancellationToken));
        }

        public Task<StoredTaxpayer?> FindTaxpayerAsync(string bin, CancellationToken cancellationToken) =>
            CountAsync(() => reader.FindTaxpayerAsync(bin, cancellationToken));

        public Task<IReadOnlyList<StoredTaxpayer>> ListTaxpayersAsync(string afterBin, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<StoredVatPayment?> FindVatPaymentAsync(string bin, string paymentId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoredVatPayment>> ListVatPaymentsAsync(VatPaymentQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IssueFacts> ReadIssueFactsAsync(IssueFactsQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RecordedRequest?> FindRequestAsync(string bin, Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<RegistrationNumber, Revocation>> FindRevocationsAsync(
            IReadOnlyCollection<RegistrationNumber> registrationNumbers, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Invoice?> FindInvoiceAsync(RegistrationNumber registrationNumber, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<InvoiceList> ListInvoicesAsync(InvoiceQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        private async Task<T> CountAsync<T>(Func<Task<T>> read)
        {
            _atOnce.Add(Interlocked.Increment(ref _running));
            try
            {
                return Failure is null ? await read() : throw Failure;
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }
}

public sealed class SqliteSharedFeedTests() : SharedFeedTests(StoreProvider.Sqlite);

public sealed class PostgresSharedFeedTests() : SharedFeedTests(StoreProvider.Postgres);

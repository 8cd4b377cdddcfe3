using Esf.Server.Tests.Support;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>The feed: each document once, in the order of the commits, without a hole, whoever writes and whoever reads.</summary>
public abstract class FeedTests(TestServer server) : ServerTests(server)
{
    private const int Writers = 8;
    private const int InvoicesOfWriter = 30;
    private const int Watchers = 4;

    [Fact]
    public async Task Polling_goes_on_where_it_ended_and_says_how_far_it_is_complete()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var issued = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            issued.Add((await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin))).RegistrationNumber);
        }

        var first = await ListAsync(bin, string.Empty, 3);
        var second = await ListAsync(bin, first.ResumeToken, 3);
        var third = await ListAsync(bin, second.ResumeToken, 3);

        Assert.Equal(issued, first.Events.Concat(second.Events).Select(item => item.EventId));
        Assert.Empty(third.Events);
        Assert.True(third.CompleteThrough.ToDateTimeOffset() >= second.Events[^1].CommitTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_long_poll_is_answered_by_the_next_event()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var start = await ListAsync(bin, string.Empty, 10);
        var poll = Server.Invoices.ListInvoiceEventsAsync(
            new() { Parent = $"taxpayers/{bin}", ResumeToken = start.ResumeToken, WaitSeconds = 30 }, cancellationToken: Cancel);

        var issued = await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));

        Assert.Equal(issued.RegistrationNumber, Assert.Single((await poll).Events).EventId);
    }

    [Fact]
    public async Task A_token_that_is_edited_foreign_or_ahead_is_refused_with_its_own_reason()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var other = await RegisterAsync();
        var token = (await ListAsync(bin, string.Empty, 10)).ResumeToken;
        var edited = (token[0] == 'A' ? 'B' : 'A') + token[1..];

        Assert.Equal(["resume_token: RESUME_TOKEN_INVALID"], (await RefusedAsync(bin, edited)).Violations);
        Assert.Equal(["resume_token: RESUME_TOKEN_INVALID"], (await RefusedAsync(bin, "%%%")).Violations);
        Assert.Equal(["resume_token: RESUME_TOKEN_FOREIGN"], (await RefusedAsync(other, token)).Violations);
        var ahead = new Domain.Invoices.ResumeToken(Server.Identity.Current.Epoch, 1_000_000_000, string.Empty).Write(Server.Identity.Current.Seal, bin);
        Assert.Equal(["resume_token: RESUME_TOKEN_AHEAD"], (await RefusedAsync(bin, ahead)).Violations);
    }

    /// <summary>Two servers on one database where the engine allows it; else one.</summary>
    [Fact]
    public async Task Watchers_that_break_off_and_go_on_see_the_register_in_order_and_nothing_twice()
    {
        await using var second = await Server.StartAnotherAsync();
        string[] addresses = [Server.Channel.Target, new Uri(second.Addresses[0]).Authority];
        var taxpayers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => PaidAsync(1_000m)));
        var watchers = Enumerable.Range(0, Watchers).Select(i => WatchAsync(addresses, i, taxpayers.Length * InvoicesOfWriter, taxpayers.Select(t => t.Bin).ToHashSet())).ToArray();

        await Task.WhenAll(taxpayers.Select((taxpayer, i) => Task.Run(async () =>
        {
            using var channel = GrpcChannel.ForAddress($"http://{addresses[i % 2]}");
            var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
            for (var n = 0; n < InvoicesOfWriter; n++)
            {
                await invoices.IssueInvoiceAsync(Given.Request(Given.Invoice(taxpayer.Payment.Name, 10m), taxpayer.Bin), cancellationToken: Cancel);
            }
        })));

        var expected = taxpayers.SelectMany(taxpayer => Enumerable.Range(1, InvoicesOfWriter).Select(n => $"ESF-{taxpayer.Bin}-20260526-{n:D8}")).Order().ToArray();
        var seen = await Task.WhenAll(watchers);
        foreach (var events in seen)
        {
            Assert.Equal(expected, events.Order());
            Assert.All(events.GroupBy(id => id[..16]), ledger => Assert.Equal(ledger.Order(), ledger));
        }

        // The same order for everybody: it is that of the commits.
        Assert.All(seen, events => Assert.Equal(seen[0], events));
    }

    private async Task<List<string>> WatchAsync(string[] addresses, int seed, int count, HashSet<string> bins)
    {
        var random = new Random(seed);
        var union = new List<string>();
        var token = string.Empty;
        while (union.Count < count)
        {
            // Whichever server: a token is good for all of one database. The connection is broken off after a random number of messages.
            using var channel = GrpcChannel.ForAddress($"http://{addresses[random.Next(addresses.Length)]}");
            using var breakOff = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            using var call = new V1.InvoiceService.InvoiceServiceClient(channel).WatchInvoices(
                new() { Parent = "taxpayers/-", ResumeToken = token }, cancellationToken: breakOff.Token);
            var connection = new HashSet<string>();
            for (var messages = random.Next(1, 20); messages > 0 && union.Count < count; messages--)
            {
                Assert.True(await call.ResponseStream.MoveNext(breakOff.Token));
                var message = call.ResponseStream.Current;
                Assert.All(message.Events, item => Assert.True(connection.Add(item.EventId), $"{item.EventId} came twice in one connection."));
                union.AddRange(message.Events.Where(item => bins.Contains(item.Taxpayer["taxpayers/".Length..])).Select(item => item.EventId));
                token = message.ResumeToken;
            }

            await breakOff.CancelAsync();
        }

        return union;
    }

    private async Task<V1.ListInvoiceEventsResponse> ListAsync(string bin, string token, int size) => await Server.Invoices.ListInvoiceEventsAsync(
        new() { Parent = $"taxpayers/{bin}", ResumeToken = token, PageSize = size }, cancellationToken: Cancel);

    private Task<RpcRefusal> RefusedAsync(string bin, string token) => RpcRefusal.OfAsync(Server.Invoices.ListInvoiceEventsAsync(
        new() { Parent = $"taxpayers/{bin}", ResumeToken = token }, cancellationToken: Cancel));
}

public sealed class SqliteFeedTests(SqliteServer server) : FeedTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresFeedTests(PostgresServer server) : FeedTests(server), IClassFixture<PostgresServer>;

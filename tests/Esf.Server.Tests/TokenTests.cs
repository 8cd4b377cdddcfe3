using System.Text;
using Esf.Domain.Invoices;
using Esf.Domain.Offsets;
using Esf.Domain.Storage;
using Esf.Server.Mapping;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Page and resume tokens of whatever content, also sealed with the register's own key: served or refused, never the server's fault.</summary>
public abstract class TokenTests(TestServer server) : ServerTests(server)
{
    /// <summary>Contents that no server has written, for any list.</summary>
    private static readonly string[] Contents =
    [
        "", " ", "\n", "\n\n", "\n\n\n\n", "\n\n\n\n\n\n", "null", "[]", "{}", "[null]", "[\"1\",\"2\"]", "[\"2026-05-26\",\"941240001151\",\"x\"]", "{\"a\":1}",
        "\0", "x\ny", "x\ny\nz", "1\n2", "1\n2\n3", "1\n2\n3\n4\n5", "ж\nж", "ж\nж\nж", "\ud83d\ude00", "\r\n\r\n", "\t\n\t",
    ];

    /// <summary>What a part of a key is replaced by.</summary>
    private static readonly string[] Parts =
    [
        "", " ", "x", "-1", "+1", " 1", "1 ", "0x10", "1e3", "1.5", "1,000", "٣", "NaN", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999999999", "2026-13-01", "2026-02-30", "26.05.2026", "0000-00-00", "9999-12-31", "20260526", "2026-05-26T00:00:00Z", "null", "\0", "ж", "'", "%",
        "\u00a0", "3155378975999999999", "3155378976000000000",
    ];

    /// <summary>Spellings of a token that decode to the same bytes, or nearly.</summary>
    private static readonly Func<string, string>[] Edits =
    [
        token => token + "=", token => token + "==", token => " " + token, token => token + " ", token => token + "\n", token => token.Insert(5, "\n"),
        token => token[..^1], token => token[1..], token => token + "A", token => token + "AAAA", token => token.ToUpperInvariant(), token => token.ToLowerInvariant(),
        token => new([.. token.Reverse()]), token => token + token, token => token[..20], token => token + "%00", token => new('A', 64), token => new('A', 5000),
        token => Changed(token, 0), token => Changed(token, token.Length / 2), token => Changed(token, token.Length - 1),
    ];

    [Fact]
    public async Task A_page_token_of_whatever_content_is_served_or_PAGE_TOKEN_INVALID()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await RecordAsync(bin, Given.Payment(1m, document: "other"));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        Clock.Set(Given.Noon.AddDays(1));
        var french = Given.Request(Given.Invoice(payment.Name, 100m), bin);
        french.Invoice.Supplier.CountryCode = "FR";
        await IssueAsync(french);
        await RegisterAsync();
        foreach (var list in Lists(bin))
        {
            var genuine = await list.NextAsync(string.Empty) ?? throw new InvalidOperationException($"{list.Name} has one page.");
            var key = Encoding.ASCII.GetString(Open(list.Name, genuine) ?? throw new InvalidOperationException($"{list.Name} is not the name under which it is sealed."));
            var parts = key.Split('\n');
            await list.NextAsync(genuine);
            var resealed = Contents.Concat(
                from part in Enumerable.Range(0, parts.Length)
                from value in Parts
                select string.Join('\n', parts.Select((old, i) => i == part ? value : old)));
            foreach (var content in resealed)
            {
                await AssertServedOrRefusedAsync(list, Close(list.Name, content), content);
            }

            foreach (var edited in Edits.Select(edit => edit(genuine)).Where(edited => edited != genuine))
            {
                await AssertRefusedAsync(list, edited);
            }

            // Another register's, another list's, and one without a seal at all.
            var payload = Encoding.ASCII.GetBytes(key);
            await AssertRefusedAsync(list, new TokenSeal(new byte[TokenSeal.KeyBytes]).Close(Purpose(list.Name), payload));
            await AssertRefusedAsync(list, Close(list.Name + "x", key));
            await AssertRefusedAsync(list, Server.Identity.Current.Seal.Close("resume", payload));
        }
    }

    [Fact]
    public async Task A_resume_token_of_whatever_content_is_served_or_refused_with_a_reason_of_its_own()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var seal = Server.Identity.Current.Seal;
        var genuine = (await ListAsync(bin, string.Empty)).ResumeToken;
        var parts = Encoding.ASCII.GetString(seal.Open("resume", genuine)!).Split(' ');
        Assert.Equal(4, parts.Length);

        var resealed = Contents.Concat(
            from part in Enumerable.Range(0, parts.Length)
            from value in Parts
            select string.Join(' ', parts.Select((old, i) => i == part ? value : old)));
        foreach (var content in resealed)
        {
            await AssertReasonAsync(
                bin,
                seal.Close("resume", Encoding.UTF8.GetBytes(content)),
                reason => reason is null or "RESUME_TOKEN_INVALID" or "RESUME_TOKEN_FOREIGN" or "RESUME_TOKEN_AHEAD" or "RESUME_TOKEN_EPOCH_CHANGED",
                content);
        }

        foreach (var edited in Edits.Select(edit => edit(genuine)).Where(edited => edited != genuine))
        {
            await AssertReasonAsync(bin, edited, reason => reason == "RESUME_TOKEN_INVALID", edited);
        }
    }

    /// <summary>A register of its own: the others of the class go on in their epoch.</summary>
    [Fact]
    public async Task A_new_epoch_refuses_the_tokens_of_the_old_one()
    {
        await using var own = Server.Another();
        await own.StartAsync(Cancel);
        var bins = new[] { Bins.Next(), Bins.Next() };
        foreach (var bin in bins)
        {
            await own.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        }

        var resume = (await own.Invoices.ListInvoiceEventsAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel)).ResumeToken;
        var page = (await own.Taxpayers.ListTaxpayersAsync(new() { PageSize = 1 }, cancellationToken: Cancel)).NextPageToken;

        // Another process does it, as an operator's tool would; this server sees the epoch with the feed, and the rest at its next check.
        await own.Identity.BeginEpochAsync(Cancel);
        var feed = await RpcRefusal.OfAsync(own.Invoices.ListInvoiceEventsAsync(new() { Parent = "taxpayers/-", ResumeToken = resume }, cancellationToken: Cancel));
        using var ready = await own.Json.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel);
        var list = await RpcRefusal.OfAsync(own.Taxpayers.ListTaxpayersAsync(new() { PageSize = 1, PageToken = page }, cancellationToken: Cancel));

        Assert.Equal(["resume_token: RESUME_TOKEN_EPOCH_CHANGED"], feed.Violations);
        Assert.Contains("the register was restored", feed.FieldViolations[0].Description, StringComparison.Ordinal);
        Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], list.Violations);
        var again = (await own.Invoices.ListInvoiceEventsAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel)).ResumeToken;
        await own.Invoices.ListInvoiceEventsAsync(new() { Parent = "taxpayers/-", ResumeToken = again }, cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_watch_that_is_under_way_ends_with_the_epoch()
    {
        await using var own = Server.Another();
        await own.StartAsync(Cancel);
        var bin = Bins.Next();
        await own.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        var payment = (await own.VatPayments.RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(1_000m) }, cancellationToken: Cancel)).VatPayment;
        using var watch = own.Invoices.WatchInvoices(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        await own.Invoices.IssueInvoiceAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin), cancellationToken: Cancel);
        Assert.True(await watch.ResponseStream.MoveNext(Cancel));

        await own.Identity.BeginEpochAsync(Cancel);
        await own.Invoices.IssueInvoiceAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin), cancellationToken: Cancel);

        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(Cancel))
            {
                Assert.Empty(watch.ResponseStream.Current.Events);
            }
        });
        Assert.Equal("RESUME_TOKEN_EPOCH_CHANGED", ReasonOf(ended));
    }

    /// <summary>What a failover leaves that lost the last events and then wrote others: the same epoch, the same place, another document.</summary>
    [Fact]
    public async Task A_place_whose_document_is_another_one_is_told()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var token = (await ListAsync(bin, string.Empty)).ResumeToken;
        var place = ResumeToken.Read(Server.Identity.Current.Seal, bin, token);

        await AssertReasonAsync(bin, token, reason => reason is null, "the place as it is");
        await AssertReasonAsync(bin, Of(place with { Mark = new('0', 16) }), reason => reason == "RESUME_TOKEN_EPOCH_CHANGED", "another document");
        await AssertReasonAsync(bin, Of(place with { Position = place.Position - 1 }), reason => reason == "RESUME_TOKEN_EPOCH_CHANGED", "another place");

        string Of(ResumeToken other) => other.Write(Server.Identity.Current.Seal, bin);
    }

    private static string Changed(string token, int at) => $"{token[..at]}{(token[at] == 'A' ? 'Q' : 'A')}{token[(at + 1)..]}";

    private static async Task<string?> NextAsync<T>(AsyncUnaryCall<T> call, Func<T, string> next) => next(await call) is { Length: > 0 } token ? token : null;

    private static async Task AssertServedOrRefusedAsync(PagedList list, string token, string content)
    {
        try
        {
            await list.NextAsync(token);
        }
        catch (RpcException refused)
        {
            Assert.True(ReasonOf(refused) == "PAGE_TOKEN_INVALID", $"{list.Name} with '{content}': {refused.Status}");
        }
    }

    private static async Task AssertRefusedAsync(PagedList list, string token)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => list.NextAsync(token));
        Assert.Equal("PAGE_TOKEN_INVALID", ReasonOf(refused));
    }

    private static string ReasonOf(RpcException refused) =>
        refused.GetRpcStatus()?.GetDetail<Google.Rpc.BadRequest>()?.FieldViolations.Single().Reason ?? refused.Status.ToString();

    private async Task AssertReasonAsync(string bin, string token, Predicate<string?> isExpected, string content)
    {
        string? reason = null;
        try
        {
            await ListAsync(bin, token);
        }
        catch (RpcException refused)
        {
            reason = ReasonOf(refused);
        }

        Assert.True(isExpected(reason), $"'{content}' was answered with {reason ?? "a page"}.");
    }

    private async Task<V1.ListInvoiceEventsResponse> ListAsync(string bin, string token) =>
        await Server.Invoices.ListInvoiceEventsAsync(new() { Parent = $"taxpayers/{bin}", ResumeToken = token }, cancellationToken: Cancel);

    private string Purpose(string list) => $"page {Server.Identity.Current.Epoch:N} {list}";

    private byte[]? Open(string list, string token) => Server.Identity.Current.Seal.Open(Purpose(list), token);

    private string Close(string list, string content) => Server.Identity.Current.Seal.Close(Purpose(list), Encoding.UTF8.GetBytes(content));

    private PagedList[] Lists(string bin)
    {
        var parent = $"taxpayers/{bin}";
        var filter = new OffsetFilter(bin, null, null, null, null, null, null);
        return
        [
            new("taxpayers", token => NextAsync(Server.Taxpayers.ListTaxpayersAsync(new() { PageSize = 1, PageToken = token }, cancellationToken: Cancel), answer => answer.NextPageToken)),
            new($"vatPayments {parent}  ", token => NextAsync(
                Server.VatPayments.ListVatPaymentsAsync(new() { Parent = parent, PageSize = 1, PageToken = token }, cancellationToken: Cancel), answer => answer.NextPageToken)),
            new($"issueDeadlines {parent} False", token => NextAsync(
                Server.VatPayments.ListIssueDeadlinesAsync(new() { Parent = parent, PageSize = 1, PageToken = token }, cancellationToken: Cancel), answer => answer.NextPageToken)),
            new($"invoices {parent}   ", token => NextAsync(
                Server.Invoices.ListInvoicesAsync(new() { Parent = parent, PageSize = 1, PageToken = token }, cancellationToken: Cancel), answer => answer.NextPageToken)),
            new($"offsets {filter}", token => NextAsync(
                Server.Offsets.ListOffsetsAsync(new() { Parent = parent, PageSize = 1, PageToken = token }, cancellationToken: Cancel), answer => answer.NextPageToken)),
            .. new[] { OffsetGroup.Day, OffsetGroup.SupplierCountry }.Select(group => new PagedList($"sums {group} {filter}", token => NextAsync(
                Server.Offsets.SummarizeOffsetsAsync(
                    new() { Parent = parent, GroupBy = Enum.Parse<V1.OffsetGroupBy>(group.ToString()), PageSize = 1, PageToken = token }, cancellationToken: Cancel),
                answer => answer.NextPageToken))),
        ];
    }

    /// <summary>A list that has pages.</summary>
    /// <param name="Name">Name under which its tokens are sealed.</param>
    /// <param name="NextAsync">Reads the page of a token; answers the token of the next one.</param>
    private sealed record PagedList(string Name, Func<string, Task<string?>> NextAsync);
}

public sealed class SqliteTokenTests(SqliteServer server) : TokenTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresTokenTests(PostgresServer server) : TokenTests(server), IClassFixture<PostgresServer>;

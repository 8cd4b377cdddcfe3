using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Lists: pages neither skip nor repeat, filters hold, and a token belongs to its list and its filter.</summary>
public abstract class ListTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task Pages_and_parts_of_a_ledger_of_large_invoices_fit_what_clients_accept()
    {
        const int Count = 30;
        var (bin, payment) = await PaidAsync(100_000m);
        for (var i = 0; i < Count; i++)
        {
            var invoice = Given.Invoice(payment.Name);
            invoice.Lines.Clear();
            invoice.Lines.Add(Enumerable.Repeat(new V1.InvoiceLine { Description = new('Я', 400), TurnoverAmount = Given.Money(1m) }, 200));
            await IssueAsync(Given.Request(invoice, bin));
        }

        var (pages, invoices, token) = (0, new List<V1.Invoice>(), string.Empty);
        do
        {
            var page = await Server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}", PageToken = token }, cancellationToken: Cancel);
            Assert.InRange(page.CalculateSize(), 1, 4 * 1024 * 1024);
            (pages, token) = (pages + 1, page.NextPageToken);
            invoices.AddRange(page.Invoices);
        }
        while (token.Length > 0);

        Assert.True(pages > 1);
        Assert.Equal(Enumerable.Range(1, Count), invoices.Select(invoice => (int)invoice.Ledger.Sequence));
        using var ledger = Server.Offsets.StreamLedger(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        var messages = await ledger.ResponseStream.ReadAllAsync(Cancel).ToListAsync(Cancel);
        Assert.True(messages.Count > 1);
        Assert.Equal(Enumerable.Range(1, Count), messages.SelectMany(message => message.Links).Select(link => (int)link.Sequence));
        var walk = await Server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        Assert.Equal((true, Count, null), (walk.Done, walk.VerifiedSequence, walk.Break));
        var events = await Server.Invoices.ListInvoiceEventsAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        Assert.InRange(events.Events.Count, 1, Count - 1);
        events = await Server.Invoices.ListInvoiceEventsAsync(new() { Parent = $"taxpayers/{bin}", ResumeToken = events.ResumeToken }, cancellationToken: Cancel);
        Assert.Equal(Count, int.Parse(events.Events[^1].EventId[^8..], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Pages_of_invoices_neither_skip_nor_repeat_while_others_are_issued()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        for (var i = 0; i < 20; i++)
        {
            await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        }

        var sequences = new List<long>();
        var token = string.Empty;
        do
        {
            var page = await Server.Invoices.ListInvoicesAsync(new() { Parent = $"taxpayers/{bin}", PageSize = 3, PageToken = token }, cancellationToken: Cancel);
            Assert.InRange(page.Invoices.Count, 1, 3);
            sequences.AddRange(page.Invoices.Select(invoice => invoice.Ledger.Sequence));
            token = page.NextPageToken;
            if (sequences.Count < 20)
            {
                await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
            }
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(n => (long)n), sequences);
        Assert.InRange(sequences.Count, 20, 62);
    }

    [Fact]
    public async Task Pages_of_all_taxpayers_neither_skip_nor_repeat()
    {
        var paid = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PaidAsync(100m)));
        foreach (var (bin, payment) in paid.Concat(paid).Concat(paid))
        {
            await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        }

        var names = await PagesAsync(async token =>
        {
            var page = await Server.Invoices.ListInvoicesAsync(new() { Parent = "taxpayers/-", PageSize = 4, PageToken = token }, cancellationToken: Cancel);
            return (page.Invoices.Select(invoice => invoice.RegistrationNumber), page.NextPageToken);
        });

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(names.OrderBy(name => name[4..16], StringComparer.Ordinal).ThenBy(name => name[26..], StringComparer.Ordinal), names);
        Assert.Equal(15, names.Count(name => paid.Any(taxpayer => name[4..16] == taxpayer.Bin)));
    }

    [Fact]
    public async Task Pages_of_payments_and_deadlines_neither_skip_nor_repeat_where_days_are_equal()
    {
        var bin = await RegisterAsync();
        for (var i = 0; i < 11; i++)
        {
            await RecordAsync(bin, Given.Payment(1m, new(2026, 5, 24 + (i % 2)), $"{i}"));
        }

        var payments = await PagesAsync(async token =>
        {
            var page = await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = $"taxpayers/{bin}", PageSize = 2, PageToken = token }, cancellationToken: Cancel);
            return (page.VatPayments.Select(payment => payment.Name), page.NextPageToken);
        });
        var deadlines = await PagesAsync(async token =>
        {
            var page = await Server.VatPayments.ListIssueDeadlinesAsync(new() { Parent = $"taxpayers/{bin}", PageSize = 3, PageToken = token }, cancellationToken: Cancel);
            return (page.IssueDeadlines.Select(deadline => deadline.VatPayment), page.NextPageToken);
        });

        Assert.Equal(11, payments.Distinct().Count());
        Assert.Equal(payments.Order(StringComparer.Ordinal), payments);
        Assert.Equal(payments, deadlines);
    }

    [Fact]
    public async Task Pages_of_taxpayers_are_in_the_order_of_the_BIN()
    {
        var bins = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            bins.Add(await RegisterAsync());
        }

        var listed = await PagesAsync(async token =>
        {
            var page = await Server.Taxpayers.ListTaxpayersAsync(new() { PageSize = 2, PageToken = token }, cancellationToken: Cancel);
            return (page.Taxpayers.Select(taxpayer => taxpayer.Bin), page.NextPageToken);
        });

        Assert.Equal(listed.Order(StringComparer.Ordinal).Distinct(), listed);
        Assert.Subset(listed.ToHashSet(), bins.ToHashSet());
    }

    [Fact]
    public async Task Filters_by_day_and_number_hold()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        foreach (var (day, number) in new[] { (26, "7"), (27, "7"), (27, "8"), (28, "7") })
        {
            Clock.SetNoon(new(2026, 5, day));
            var invoice = Given.Invoice(payment.Name, 100m);
            invoice.Number = number;
            await IssueAsync(Given.Request(invoice, bin));
        }

        Assert.Equal([2, 3, 4], await SequencesAsync(new() { IssueDateFrom = Given.Date(new(2026, 5, 27)) }));
        Assert.Equal([1, 2, 3], await SequencesAsync(new() { IssueDateTo = Given.Date(new(2026, 5, 27)) }));
        Assert.Equal([2], await SequencesAsync(new() { IssueDateFrom = Given.Date(new(2026, 5, 27)), IssueDateTo = Given.Date(new(2026, 5, 27)), Number = "7" }));
        Assert.Equal([1, 2, 4], await SequencesAsync(new() { Number = "7" }));
        Assert.Empty(await SequencesAsync(new() { Number = "9" }));

        var json = (await Json.ReadAsync(
            $"/v1/taxpayers/{bin}/invoices?number=7&issueDateFrom.year=2026&issueDateFrom.month=5&issueDateFrom.day=27")).Success();
        Assert.Equal([2, 4], json["invoices"]!.AsArray().Select(invoice => (int)invoice!["ledger"]!["sequence"]!));

        async Task<IEnumerable<long>> SequencesAsync(V1.ListInvoicesRequest request)
        {
            request.Parent = $"taxpayers/{bin}";
            return (await Server.Invoices.ListInvoicesAsync(request, cancellationToken: Cancel)).Invoices.Select(invoice => invoice.Ledger.Sequence);
        }
    }

    [Fact]
    public async Task Payments_are_filtered_by_their_day()
    {
        var bin = await RegisterAsync();
        foreach (var day in new[] { 20, 21, 22 })
        {
            await RecordAsync(bin, Given.Payment(1m, new(2026, 5, day), $"{day}"));
        }

        var answer = await Server.VatPayments.ListVatPaymentsAsync(
            new() { Parent = $"taxpayers/{bin}", PaidOnFrom = Given.Date(new(2026, 5, 21)), PaidOnTo = Given.Date(new(2026, 5, 21)) }, cancellationToken: Cancel);

        Assert.Equal(new DateOnly(2026, 5, 21), Assert.Single(answer.VatPayments).PaidOn.Day());
    }

    [Fact]
    public async Task A_token_that_was_edited_or_belongs_to_another_list_or_filter_is_refused()
    {
        var (bin, payment) = await PaidAsync(100m);
        await RecordAsync(bin, Given.Payment(1m, document: "2"));
        for (var i = 0; i < 3; i++)
        {
            await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        }

        var parent = $"taxpayers/{bin}";
        var token = (await Server.Invoices.ListInvoicesAsync(new() { Parent = parent, PageSize = 1 }, cancellationToken: Cancel)).NextPageToken;
        var edited = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        var paymentToken = (await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = parent, PageSize = 1 }, cancellationToken: Cancel)).NextPageToken;

        Assert.Single((await Server.Invoices.ListInvoicesAsync(new() { Parent = parent, PageToken = token, PageSize = 1 }, cancellationToken: Cancel)).Invoices);
        V1.ListInvoicesRequest[] refused =
        [
            new() { Parent = parent, PageToken = edited },
            new() { Parent = parent, PageToken = token[..^1] },
            new() { Parent = parent, PageToken = token + "A" },
            new() { Parent = parent, PageToken = paymentToken },
            new() { Parent = parent, PageToken = "не токен" },
            new() { Parent = parent, PageToken = new('A', 2000) },
            new() { Parent = parent, PageToken = " " },
            new() { Parent = parent, PageToken = token, Number = "1" },
            new() { Parent = parent, PageToken = token, IssueDateFrom = Given.Date(new(2026, 1, 1)) },
            new() { Parent = "taxpayers/-", PageToken = token },
        ];
        foreach (var request in refused)
        {
            var refusal = await RpcRefusal.OfAsync(Server.Invoices.ListInvoicesAsync(request, cancellationToken: Cancel));
            Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], refusal.Violations);
        }

        Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], (await Json.ReadAsync($"/v1/{parent}/invoices?pageToken={edited}")).Violations);
        var deadlines = await RpcRefusal.OfAsync(Server.VatPayments.ListIssueDeadlinesAsync(new() { Parent = parent, PageToken = paymentToken }, cancellationToken: Cancel));
        Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], deadlines.Violations);
        var taxpayers = await RpcRefusal.OfAsync(Server.Taxpayers.ListTaxpayersAsync(new() { PageToken = token }, cancellationToken: Cancel));
        Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], taxpayers.Violations);
    }

    [Fact]
    public async Task A_negative_page_size_a_reversed_range_and_a_false_parent_are_told_together()
    {
        var refusal = await RpcRefusal.OfAsync(Server.Invoices.ListInvoicesAsync(
            new()
            {
                Parent = "taxpayers/12",
                PageSize = -1,
                IssueDateFrom = Given.Date(new(2026, 5, 2)),
                IssueDateTo = Given.Date(new(2026, 5, 1)),
                Number = "No 5",
            },
            cancellationToken: Cancel));

        Assert.Equal(StatusCode.InvalidArgument, refusal.Code);
        Assert.Equal(
            ["issue_date_to: FIELD_INVALID", "number: FIELD_INVALID", "page_size: FIELD_INVALID", "parent: FIELD_INVALID"],
            refusal.Violations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_without_a_size_has_50_and_a_page_of_too_many_1000()
    {
        var bin = await RegisterAsync();
        foreach (var half in new[] { 0, 500, 1000 })
        {
            await Server.VatPayments.BatchRecordVatPaymentsAsync(
                new() { Parent = $"taxpayers/{bin}", VatPayments = { Enumerable.Range(half, half < 1000 ? 500 : 1).Select(i => Given.Payment(1m, document: $"{i}")) } },
                cancellationToken: Cancel);
        }

        var parent = $"taxpayers/{bin}";
        Assert.Equal(50, (await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = parent }, cancellationToken: Cancel)).VatPayments.Count);
        var large = await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = parent, PageSize = int.MaxValue }, cancellationToken: Cancel);
        Assert.Equal(1000, large.VatPayments.Count);
        var rest = await Server.VatPayments.ListVatPaymentsAsync(new() { Parent = parent, PageToken = large.NextPageToken }, cancellationToken: Cancel);
        Assert.Single(rest.VatPayments);
        Assert.Empty(rest.NextPageToken);
    }

    private static async Task<IReadOnlyList<string>> PagesAsync(Func<string, Task<(IEnumerable<string> Items, string Token)>> read)
    {
        var all = new List<string>();
        var token = string.Empty;
        do
        {
            var page = await read(token);
            all.AddRange(page.Items);
            token = page.Token;
        }
        while (token.Length > 0);
        return all;
    }
}

public sealed class SqliteListTests(SqliteServer server) : ListTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresListTests(PostgresServer server) : ListTests(server), IClassFixture<PostgresServer>;

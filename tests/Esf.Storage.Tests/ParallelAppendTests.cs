using System.Collections.Concurrent;
using Esf.Domain.Invoices;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>Several servers on one database: what the ports promise under parallel batches.</summary>
public abstract class ParallelAppendTests(StoreProvider provider) : StoreTests(provider)
{
    private const int Servers = 4;

    [Fact]
    public async Task Sequences_of_a_taxpayer_are_1_2_3_without_a_gap_in_the_order_of_the_batch_also_under_parallel_batches_of_several_servers()
    {
        string[] bins = ["100000000001", "100000000002", "100000000003"];
        var payments = new[] { await PaidAsync(bin: bins[0]), await PaidAsync(bin: bins[1]), await PaidAsync(bin: bins[2]) };
        var servers = await OpenServersAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() =>
        {
            // The taxpayers in different orders, so that a store which locks as it goes would run into a deadlock.
            var batch = Enumerable.Range(0, 12).Select(n => Given.Invoice(payments[(i + n * (1 + (i % 2))) % 3]));
            return servers[i % Servers].Ledgers.AppendAsync([.. batch], Cancel);
        })));

        foreach (var bin in bins)
        {
            var ofTaxpayer = answers.Select(batch => batch.Select(outcome => outcome.Appended()).Where(invoice => invoice.RegistrationNumber.Bin == bin));
            Assert.All(ofTaxpayer, batch => Assert.Equal(batch.OrderBy(invoice => invoice.Position.Sequence), batch));
            var sequences = ofTaxpayer.SelectMany(batch => batch).Select(invoice => invoice.Position.Sequence).Order().ToList();
            Assert.Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i), sequences);
            await AssertUnbrokenAsync(bin, sequences.Count);
        }

        Assert.Equal(32 * 12, await Database.CountAsync("invoices", Cancel));
    }

    [Fact]
    public async Task A_thousand_parallel_issues_of_one_taxpayer_are_1_to_1000_without_a_gap()
    {
        var payment = await PaidAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Store.Invoices.AppendAsync(Given.Invoice(payment), Cancel)));

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), outcomes.Select(outcome => outcome.Appended().Position.Sequence).Order());
        await AssertUnbrokenAsync(Given.Bin, 1000);
    }

    [Fact]
    public async Task The_same_request_sent_64_times_at_once_to_several_servers_gives_one_invoice_and_64_equal_answers()
    {
        var item = Given.Invoice(await PaidAsync());
        var servers = await OpenServersAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Task.Run(() => (i % 2 == 0 ? servers[i % Servers].Invoices : servers[i % Servers].Ledgers).AppendAsync(item, Cancel))));

        Assert.Single(outcomes, outcome => outcome is AppendOutcome.Appended);
        Assert.Single(outcomes.Select(outcome => outcome is AppendOutcome.Replayed replayed ? replayed.Record.Text() : outcome.Appended().Text()).Distinct());
        await AssertUnbrokenAsync(Given.Bin, 1);
    }

    [Fact]
    public async Task Of_parallel_amendments_of_one_invoice_exactly_one_wins_and_the_others_are_told_that_the_family_has_changed()
    {
        var payment = await PaidAsync();
        var servers = await OpenServersAsync();
        var invoice = (await Store.Ledgers.AppendAsync(Given.Invoice(payment, 10m), Cancel)).Appended();
        for (var round = 1; round <= 5; round++)
        {
            var family = await FamilyAsync(invoice);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            {
                var item = i % 2 == 0 ? Given.Correction(family, payment, i + 1) : Given.Revocation(family);
                return (i % 4 < 2 ? servers[i % Servers].Ledgers : servers[i % Servers].Invoices).AppendAsync(item, Cancel);
            })));

            var winner = Assert.Single(outcomes, outcome => outcome is AppendOutcome.Appended).Recorded();
            Assert.Equal(15, outcomes.Count(outcome => outcome is AppendOutcome.FamilyChanged));
            var standing = await FamilyAsync(invoice);
            Assert.Equal((winner.Position.Sequence, winner.RegistrationNumber), (standing.Head, standing.Target.StateChangedBy));
            Assert.Equal(1_000_000m - ((winner as Invoice)?.Content.Totals.VatAmount.Value ?? 0m), (await RemainingAsync(payment)).Value);
            invoice = winner as Invoice ?? (await Store.Ledgers.AppendAsync(Given.Invoice(payment, 10m), Cancel)).Appended();
        }
    }

    [Fact]
    public async Task A_payment_is_never_freed_of_more_than_was_taken_also_under_parallel_batches()
    {
        var payment = await PaidAsync(100m);
        var servers = await OpenServersAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                var issued = await servers[i % Servers].Ledgers.AppendAsync(Given.Invoice(payment, 12.5m), Cancel);
                var family = await FamilyAsync(issued.Appended());
                Assert.IsType<Revocation>((await servers[(i + 1) % Servers].Ledgers.AppendAsync(Given.Revocation(family), Cancel)).Recorded());
            }
        })));

        Assert.Equal(100m, (await RemainingAsync(payment)).Value);
        await AssertUnbrokenAsync(Given.Bin, 80);
    }

    [Fact]
    public async Task A_payment_is_never_overdrawn_also_under_parallel_batches()
    {
        var payment = await PaidAsync(100m);
        var servers = await OpenServersAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            servers[i % Servers].Ledgers.AppendAsync([Given.Invoice(payment, 3m), Given.Invoice(payment, 4m)], Cancel))));

        var taken = outcomes.SelectMany(batch => batch).OfType<AppendOutcome.Appended>().Sum(appended => ((Invoice)appended.Record).Content.Totals.VatAmount.Value);
        Assert.InRange(taken, 98m, 100m);
        Assert.Equal(100m - taken, (await RemainingAsync(payment)).Value);
        Assert.Equal((long)(taken * 100m), (await Database.QueryAsync("select cast(sum(amount_tiyn) as bigint) from payment_movements", row => row.GetInt64(0), Cancel))[0]);
        await AssertUnbrokenAsync(Given.Bin, outcomes.SelectMany(batch => batch).Count(outcome => outcome is AppendOutcome.Appended));
    }

    [Fact]
    public async Task Appends_recordings_and_replacements_go_on_beside_each_other()
    {
        var payment = await PaidAsync();
        var servers = await OpenServersAsync();
        var appends = Enumerable.Range(0, 60).Select(i => Task.Run(async () => await servers[i % Servers].Ledgers.AppendAsync(Given.Invoice(payment), Cancel)));
        var recordings = Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            await servers[i % Servers].VatPayments.RecordAsync(Given.Payment(1m, $"PP-{i + 2}"), Cancel);
            return (AppendOutcome?)null;
        }));
        var replacements = Enumerable.Range(0, 3).Select(i => Task.Run(async () =>
        {
            await servers[i].Taxpayers.ReplaceAsync(Given.Taxpayer(name: $"Name {i}"), null, Given.Noon, Cancel);
            return (AppendOutcome?)null;
        }));

        var outcomes = await Task.WhenAll([.. appends, .. recordings, .. replacements]);

        Assert.All(outcomes.OfType<AppendOutcome>(), outcome => Assert.True(outcome is AppendOutcome.Appended or AppendOutcome.TaxpayerChanged));
        Assert.Equal(31, await Database.CountAsync("vat_payments", Cancel));
        Assert.Equal(4, (await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel))!.Version);
        await AssertUnbrokenAsync(Given.Bin, outcomes.Count(outcome => outcome is AppendOutcome.Appended));
    }

    [Fact]
    public async Task Paging_under_appends_neither_skips_nor_repeats()
    {
        var payment = await PaidAsync();
        var before = (await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, 50).Select(_ => Given.Invoice(payment))], Cancel)).Count;
        var other = await OpenStoreAsync();
        var appending = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await other.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel);
            }
        }, Cancel);

        var listed = new List<long>();
        InvoiceKey? after = null;
        while (await Store.Register.ListInvoicesAsync(new(null, null, null, null, after, 7), Cancel) is { Items: [_, ..] page })
        {
            listed.AddRange(page.Select(invoice => invoice.Position.Sequence));
            after = new(page[^1].RegistrationNumber.Bin, page[^1].Position.Sequence);
        }

        await appending;
        Assert.Equal(Enumerable.Range(1, listed.Count).Select(i => (long)i), listed);
        Assert.True(listed.Count >= before);
        await AssertUnbrokenAsync(Given.Bin, before + 120);
    }

    [Fact]
    public async Task Facts_are_as_of_one_moment()
    {
        var payment = await PaidAsync(1000m);
        var other = await OpenStoreAsync();
        var items = Enumerable.Range(0, 100).Select(i => Given.Invoice(payment, number: Given.Digits(i))).ToList();
        var appending = Task.Run(async () =>
        {
            foreach (var item in items)
            {
                await other.Ledgers.AppendAsync(item, Cancel);
            }
        }, Cancel);

        // Request, number and balance are written by one transaction: facts that know one of them know all three.
        for (var i = 0; i < items.Count; i++)
        {
            var facts = await Store.Register.ReadIssueFactsAsync(
                new(Given.Bin, items[i].RequestId, Given.Digits(i), items[i].Content.IssueDate, [payment.Id], null), Cancel);
            Assert.Equal(facts.Request is not null, facts.NumberTaken);
            Assert.Equal(facts.NumberTaken, facts.Payments[payment.Id].Allocated.Value > i);
        }

        await appending;
    }

    [Fact]
    public async Task Facts_of_a_family_are_as_of_one_moment()
    {
        var payment = await PaidAsync(1000m);
        var other = await OpenStoreAsync();
        var first = (await Store.Ledgers.AppendAsync(Given.Invoice(payment, 1m), Cancel)).Appended();
        var amending = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                var family = await FamilyAsync(first);
                await other.Ledgers.AppendAsync(Given.Addition(family, payment, 1m), Cancel);
            }
        }, Cancel);

        // Members, head and balance are written by one transaction.
        for (var i = 0; i < 200; i++)
        {
            var facts = await FactsAsync(first.RegistrationNumber);
            Assert.Equal(facts.Family!.Head, facts.Family.InForce.Count());
            Assert.Equal(facts.Family.Head, facts.Payments[payment.Id].Allocated.Value);
        }

        await amending;
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_load_loses_nothing_acknowledged_and_retries_of_the_rest_end_in_one_invoice_each()
    {
        var payment = await PaidAsync();
        var servers = await OpenServersAsync();
        var items = Enumerable.Range(0, 300).Select(_ => Given.Invoice(payment)).ToList();
        var acknowledged = new ConcurrentDictionary<Guid, string>();
        var sending = Task.WhenAll(items.Select((item, i) => Task.Run(() => SendOnceAsync(servers[i % Servers], item), Cancel)));
        await WaitForAsync(() => acknowledged.Count >= 20);

        var before = acknowledged.ToArray();
        await using var after = await Database.CrashAsync(Cancel);
        var reopened = await OpenStoreAsync(after);
        if (!IsPostgres)
        {
            await RetryAsync(before);
        }

        await sending;
        if (IsPostgres)
        {
            // The same database goes on: what was acknowledged after the crash must be there too.
            await RetryAsync(acknowledged.ToArray());
        }

        await AssertUnbrokenAsync(Given.Bin, items.Count, reopened);
        await reopened.DisposeAsync();

        async Task SendOnceAsync(Store server, LedgerAppend item)
        {
            try
            {
                acknowledged[item.RequestId] = (await server.Invoices.AppendAsync(item, Cancel)).Appended().Text();
            }
            catch (Exception e) when (e is StoreUnavailableException or CommitUnknownException)
            {
                // The client does not know whether it was appended; it sends it again later.
            }
        }

        async Task RetryAsync(KeyValuePair<Guid, string>[] expected)
        {
            var answers = new Dictionary<Guid, string>();
            foreach (var item in items)
            {
                var outcome = await reopened.Invoices.AppendAsync(item, Cancel);
                answers[item.RequestId] = outcome is AppendOutcome.Replayed replayed ? replayed.Record.Text() : outcome.Appended().Text();
            }

            Assert.All(expected, pair => Assert.Equal(pair.Value, answers[pair.Key]));
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, Cancel);
        }
    }

    private async Task<Store[]> OpenServersAsync() => [Store, await OpenStoreAsync(), await OpenStoreAsync(), await OpenStoreAsync()];
}

public sealed class SqliteParallelAppendTests() : ParallelAppendTests(StoreProvider.Sqlite);

public sealed class PostgresParallelAppendTests() : ParallelAppendTests(StoreProvider.Postgres);

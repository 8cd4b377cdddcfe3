using Esf.Domain.Ledger;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="IInvoiceStore"/>; those about parallel servers stand in <see cref="ParallelAppendTests"/>.</summary>
public abstract class InvoiceStoreTests(StoreProvider provider) : StoreTests(provider)
{
    private IInvoiceStore Ledgers => Store.Ledgers;

    [Fact]
    public async Task The_totals_of_a_taxpayers_invoices_whatever_their_signs_never_exceed_a_bound_together()
    {
        // 960,000,000,000,000.00 KZT each: the bound of 90,000,000,000,000,000.00 has room for 93.
        const decimal Vat = 160_000_000_000_000m;
        var payment = await PaidAsync(50_000_000_000_000_000m);
        var outcomes = await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, 95).Select(_ => Given.Invoice(payment, Vat)), Given.Invoice(payment)], Cancel);

        Assert.All(outcomes.Take(93), outcome => outcome.Appended());
        Assert.All(
            outcomes.Skip(93).Take(2),
            outcome => Assert.Equal(Given.Money(90_240_000_000_000_000m), Assert.IsType<AppendOutcome.TotalExceeded>(outcome).Total));
        Assert.Equal(94, outcomes[^1].Appended().Position.Sequence);

        // The register remembers, and what is given back counts as well: no order of documents can get a sum beyond it.
        var again = await Store.Ledgers.AppendAsync(Given.Invoice(payment, Vat), Cancel);
        Assert.IsType<AppendOutcome.TotalExceeded>(again);
        var back = await Store.Ledgers.AppendAsync(Given.Addition(await FamilyAsync(outcomes[0].Appended()), payment, -Vat), Cancel);
        Assert.IsType<AppendOutcome.TotalExceeded>(back);
        Assert.Null(await Store.Chains.FindWrongBalanceAsync(Given.Bin, Cancel));
        await Database.ExecuteAsync("update taxpayers set gross_tiyn = gross_tiyn - 1", Cancel);
        Assert.Equal("taxpayers.gross_tiyn", (await Store.Chains.FindWrongBalanceAsync(Given.Bin, Cancel))?.Column);
    }

    [Fact]
    public async Task A_batch_is_answered_item_by_item_in_order_a_refused_item_leaves_nothing_behind_and_does_not_fail_its_neighbours()
    {
        var payment = await PaidAsync(100m);
        var missing = Given.Payment(document: "never recorded");
        var replayed = Given.Invoice(payment, 10m, "1");
        var outcomes = await Ledgers.AppendAsync(
            [
                replayed,
                Given.Invoice(payment, 10m, "1"),
                Given.Invoice(missing, 10m, "2"),
                Given.Invoice(payment, 10m, "2"),
                Given.Invoice(payment, 81m, "3"),
                Given.Invoice(payment, 10m, "3") with { TaxpayerVersion = 2 },
                Given.Invoice(Given.Payment(bin: Given.OtherBin), 10m, "3"),
                Given.Invoice(payment, 10m, "3", Given.Noon.AddDays(-1)),
                replayed,
                replayed with { RequestHash = Given.OtherHash },
                Given.Invoice(payment, 80m, "3"),
            ],
            Cancel);

        Assert.Equal(1, outcomes[0].Appended().Position.Sequence);
        Assert.IsType<AppendOutcome.NumberTaken>(outcomes[1]);
        Assert.Equal(new AppendOutcome.PaymentMissing(missing.Id), outcomes[2]);
        Assert.Equal(2, outcomes[3].Appended().Position.Sequence);
        Assert.Equal(new AppendOutcome.PaymentExhausted(payment.Id, Given.Money(80m)), outcomes[4]);
        Assert.IsType<AppendOutcome.TaxpayerChanged>(outcomes[5]);
        Assert.IsType<AppendOutcome.TaxpayerChanged>(outcomes[6]);
        Assert.IsType<AppendOutcome.DayPassed>(outcomes[7]);
        Assert.Equal(new AppendOutcome.Replayed(outcomes[0].Appended()), outcomes[8]);
        Assert.IsType<AppendOutcome.RequestIdReused>(outcomes[9]);
        Assert.Equal(3, outcomes[10].Appended().Position.Sequence);

        await AssertUnbrokenAsync(Given.Bin, 3);
        Assert.Equal(3, await Database.CountAsync("requests", Cancel));
        Assert.Equal(3, await Database.CountAsync("payment_movements", Cancel));
        Assert.Equal(0m, (await RemainingAsync(payment)).Value);
    }

    [Fact]
    public async Task A_batch_has_1_to_256_items()
    {
        var payment = await PaidAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledgers.AppendAsync([], Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledgers.AppendAsync([.. Invoices(payment, 257)], Cancel));

        var outcomes = await Ledgers.AppendAsync([.. Invoices(payment, 256)], Cancel);

        Assert.Equal(Enumerable.Range(1, 256).Select(i => (long)i), outcomes.Select(outcome => outcome.Appended().Position.Sequence));
        await AssertUnbrokenAsync(Given.Bin, 256);
    }

    [Fact]
    public async Task What_is_answered_as_appended_is_durable()
    {
        var payment = await PaidAsync();
        var appended = (await Ledgers.AppendAsync([.. Invoices(payment, 50)], Cancel)).Select(outcome => outcome.Appended()).ToList();

        // Nothing is closed: the process is gone, or the server has thrown everybody out.
        await using var after = await Database.CrashAsync(Cancel);
        var reopened = await OpenStoreAsync(after);

        await AssertUnbrokenAsync(Given.Bin, 50, reopened);
        foreach (var invoice in appended)
        {
            Assert.Equal(invoice.Text(), (await reopened.Register.FindInvoiceAsync(invoice.RegistrationNumber, Cancel))!.Text());
        }

        await reopened.DisposeAsync();
    }

    [Fact]
    public async Task Every_document_carries_the_hash_of_the_one_before_it_the_hash_is_that_of_exactly_the_bytes_stored()
    {
        var payment = await PaidAsync();
        var first = (await Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        var second = (await Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel))[0].Appended();

        Assert.Equal(LedgerHash.None, first.Position.PreviousHash);
        Assert.Equal(first.Position.Hash, second.Position.PreviousHash);
        var stored = await Database.QueryAsync(
            "select document, hash, previous_hash from ledger order by sequence",
            row => (Document: row.GetFieldValue<byte[]>(0), Hash: row.GetString(1), Previous: row.GetString(2)),
            Cancel);
        Assert.All(stored, row => Assert.Equal(LedgerHash.Of(row.Document).ToString(), row.Hash));
        Assert.Contains($"\"previousHash\":\"{first.Position.Hash}\"", System.Text.Encoding.UTF8.GetString(stored[1].Document), StringComparison.Ordinal);
        await AssertUnbrokenAsync(Given.Bin, 3);
    }

    [Fact]
    public async Task A_request_id_is_kept_for_ever_with_the_hash_of_its_request_in_the_transaction_of_its_document()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment);
        await Ledgers.AppendAsync(item, Cancel);
        await Ledgers.AppendAsync([.. Invoices(payment, 20)], Cancel);

        var facts = await Store.Register.ReadIssueFactsAsync(new(Given.Bin, item.RequestId, null, Given.PaidOn, [], null), Cancel);
        Assert.Equal(item.RequestHash, facts.Request!.RequestHash);
        Assert.Equal(1, facts.Request.Record.Position.Sequence);

        // The failure comes when the request is written, after the document.
        await Database.FailOnNumberAsync("666", Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => Ledgers.AppendAsync(Given.Invoice(payment, number: "666"), Cancel));
        Assert.Equal(21, await Database.CountAsync("invoices", Cancel));
        Assert.Equal(21, await Database.CountAsync("requests", Cancel));
    }

    [Fact]
    public async Task The_same_request_id_with_the_same_request_is_answered_with_the_stored_document_also_within_one_batch()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment, 10m);
        var within = await Ledgers.AppendAsync([item, item], Cancel);
        var later = await Ledgers.AppendAsync(item, Cancel);

        var appended = within[0].Appended().Text();
        Assert.Equal(appended, Assert.IsType<AppendOutcome.Replayed>(within[1]).Record.Text());
        Assert.Equal(appended, Assert.IsType<AppendOutcome.Replayed>(later).Record.Text());
        Assert.Equal(999_990m, (await RemainingAsync(payment)).Value);
        await AssertUnbrokenAsync(Given.Bin, 1);
    }

    [Fact]
    public async Task A_replay_is_answered_also_when_the_taxpayer_was_replaced_and_the_day_has_passed()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment);
        await Ledgers.AppendAsync(item, Cancel);
        await Ledgers.AppendAsync(Given.Invoice(payment, at: Given.Noon.AddDays(1)), Cancel);
        await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(name: "New name"), null, Given.Noon, Cancel);

        Assert.IsType<AppendOutcome.Replayed>(await Ledgers.AppendAsync(item, Cancel));
    }

    [Fact]
    public async Task The_same_request_id_with_another_request_is_refused_and_leaves_nothing_behind()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment, 10m);
        var other = Given.Invoice(payment, 20m) with { RequestId = item.RequestId, RequestHash = Given.OtherHash };
        var within = await Ledgers.AppendAsync([item, other], Cancel);
        var later = await Ledgers.AppendAsync(other, Cancel);

        Assert.IsType<AppendOutcome.RequestIdReused>(within[1]);
        Assert.IsType<AppendOutcome.RequestIdReused>(later);
        Assert.Equal(999_990m, (await RemainingAsync(payment)).Value);
        await AssertUnbrokenAsync(Given.Bin, 1);
    }

    [Fact]
    public async Task A_request_id_of_a_refused_item_is_free()
    {
        var payment = await PaidAsync(10m);
        var refused = Given.Invoice(payment, 11m);
        await Ledgers.AppendAsync(refused, Cancel);

        (await Ledgers.AppendAsync(Given.Invoice(payment, 10m) with { RequestId = refused.RequestId, RequestHash = Given.OtherHash }, Cancel)).Appended();
    }

    [Fact]
    public async Task A_request_id_belongs_to_its_taxpayer_another_taxpayer_may_use_the_same_one()
    {
        var item = Given.Invoice(await PaidAsync());
        var other = Given.Invoice(await PaidAsync(bin: Given.OtherBin)) with { RequestId = item.RequestId, RequestHash = Given.OtherHash };
        var outcomes = await Ledgers.AppendAsync([item, other], Cancel);

        Assert.All(outcomes, outcome => Assert.Equal(1, outcome.Appended().Position.Sequence));
    }

    [Fact]
    public async Task A_number_is_unique_for_its_taxpayer_within_a_day_of_issue()
    {
        var payment = await PaidAsync();
        var other = await PaidAsync(bin: Given.OtherBin);
        (await Ledgers.AppendAsync(Given.Invoice(payment, number: "17"), Cancel)).Appended();

        Assert.IsType<AppendOutcome.NumberTaken>(await Ledgers.AppendAsync(Given.Invoice(payment, number: "17", at: Given.Noon.AddMinutes(1)), Cancel));
        (await Ledgers.AppendAsync(Given.Invoice(other, number: "17"), Cancel)).Appended();
        (await Ledgers.AppendAsync(Given.Invoice(payment, number: "17", at: Given.Noon.AddDays(1)), Cancel)).Appended();
    }

    [Fact]
    public async Task An_absent_number_is_assigned_the_sequence_or_a_later_one_where_that_stands()
    {
        var payment = await PaidAsync();
        var given = Enumerable.Range(2, 4).Select(number => Given.Invoice(payment, number: Given.Digits(number)));
        var absent = await Ledgers.AppendAsync([Given.Invoice(payment), .. given, Given.Invoice(payment, number: "6"), Given.Invoice(payment)], Cancel);
        var taken = await Ledgers.AppendAsync([Given.Invoice(payment, number: "9"), Given.Invoice(payment), Given.Invoice(payment)], Cancel);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], absent.Select(Number));

        // Sequence 9 stands as a number in the same batch, so the next is tried.
        Assert.Equal(["9", "10", "11"], taken.Select(outcome => Number(outcome) is "9" or "10" or "11" ? Number(outcome) : $"not {Number(outcome)}"));
        await AssertUnbrokenAsync(Given.Bin, 10);

        static string Number(AppendOutcome outcome) => outcome.Appended().Content.Number!;
    }

    [Fact]
    public async Task An_absent_number_is_assigned_also_behind_a_long_run_of_taken_ones()
    {
        var payment = await PaidAsync();
        await Ledgers.AppendAsync([.. Enumerable.Range(101, 100).Select(number => Given.Invoice(payment, number: Given.Digits(number)))], Cancel);

        // The head is 100: 101, 102, 104, 108, 116, 132 and 164 stand, 228 is the next of the steps.
        var assigned = (await Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment)], Cancel)).Select(outcome => outcome.Appended().Content.Number);

        Assert.Equal(["228", "229"], assigned);
    }

    [Fact]
    public async Task An_absent_number_belongs_to_its_day()
    {
        var payment = await PaidAsync();
        await Ledgers.AppendAsync(Given.Invoice(payment, number: "2"), Cancel);

        Assert.Equal("2", (await Ledgers.AppendAsync(Given.Invoice(payment, at: Given.Noon.AddDays(1)), Cancel)).Appended().Content.Number);
    }

    [Fact]
    public async Task A_payment_is_never_overdrawn_nor_freed_of_more_than_was_taken_one_that_is_missing_refuses_the_item()
    {
        var payment = await PaidAsync(100m);
        var second = Given.Payment(50m, "PP-2");
        await Store.VatPayments.RecordAsync(second, Cancel);
        IReadOnlyList<PaymentAllocation> both = [new(payment.Id, Given.Money(60m)), new(second.Id, Given.Money(50m))];

        (await Ledgers.AppendAsync(Given.Invoice(Given.Bin, both), Cancel)).Appended();
        var exhausted = await Ledgers.AppendAsync(Given.Invoice(Given.Bin, [new(payment.Id, Given.Money(40m)), new(second.Id, Given.Money(0.01m))]), Cancel);
        var missing = await Ledgers.AppendAsync(Given.Invoice(Given.Bin, [new(payment.Id, Given.Money(41m)), new("20260525-0000000000000000", Given.Money(1m))]), Cancel);
        var ofAnother = await Ledgers.AppendAsync(Given.Invoice(Given.Bin, [new((await PaidAsync(bin: Given.OtherBin)).Id, Given.Money(1m))]), Cancel);

        Assert.Equal(new AppendOutcome.PaymentExhausted(second.Id, Given.Money(0m)), exhausted);
        Assert.Equal(new AppendOutcome.PaymentMissing("20260525-0000000000000000"), missing);
        Assert.IsType<AppendOutcome.PaymentMissing>(ofAnother);
        Assert.Equal(40m, (await RemainingAsync(payment)).Value);
        Assert.Equal(0m, (await RemainingAsync(second)).Value);
    }

    [Fact]
    public async Task An_item_is_refused_when_its_taxpayer_was_replaced_since_it_was_read_or_when_the_ledger_has_moved_to_a_later_day()
    {
        var payment = await PaidAsync();
        var endOfDay = new DateTimeOffset(2026, 5, 26, 18, 59, 59, TimeSpan.Zero);
        (await Ledgers.AppendAsync(Given.Invoice(payment, at: endOfDay), Cancel)).Appended();

        // A clock that lags within the day is put right; time never goes back along a ledger.
        Assert.Equal(endOfDay, (await Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended().Content.IssueTime);
        (await Ledgers.AppendAsync(Given.Invoice(payment, at: endOfDay.AddSeconds(1)), Cancel)).Appended();
        Assert.IsType<AppendOutcome.DayPassed>(await Ledgers.AppendAsync(Given.Invoice(payment, at: endOfDay), Cancel));

        await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(name: "New name"), null, Given.Noon, Cancel);
        Assert.IsType<AppendOutcome.TaxpayerChanged>(await Ledgers.AppendAsync(Given.Invoice(payment, at: endOfDay.AddDays(1)), Cancel));
    }

    [Fact]
    public async Task A_fault_fails_the_whole_batch_nothing_of_it_is_stored()
    {
        var payment = await PaidAsync(100m);
        await Database.FailOnNumberAsync("666", Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            Ledgers.AppendAsync([Given.Invoice(payment, 10m), Given.Invoice(payment, 10m, "666"), Given.Invoice(payment, 10m)], Cancel));

        foreach (var table in new[] { "ledger", "invoices", "requests", "payment_movements" })
        {
            Assert.Equal(0, await Database.CountAsync(table, Cancel));
        }

        Assert.Equal(100m, (await RemainingAsync(payment)).Value);
        Assert.Equal(1, (await Ledgers.AppendAsync(Given.Invoice(payment, 10m), Cancel)).Appended().Position.Sequence);
    }

    [Fact]
    public async Task A_full_ledger_is_a_fault_and_stores_nothing()
    {
        var payment = await PaidAsync();
        await Database.ExecuteAsync($"update taxpayers set head_sequence = {RegistrationNumber.MaxSequence}", Cancel);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledgers.AppendAsync(Given.Invoice(payment), Cancel));
        Assert.Equal(0, await Database.CountAsync("invoices", Cancel));
    }

    [Fact]
    public async Task A_cancelled_append_that_has_not_begun_stores_nothing()
    {
        var payment = await PaidAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ledgers.AppendAsync(Given.Invoice(payment), new(canceled: true)));

        Assert.Equal(0, await Database.CountAsync("invoices", Cancel));
    }

    private static IEnumerable<LedgerAppend> Invoices(VatPayment payment, int count) => Enumerable.Range(0, count).Select(_ => Given.Invoice(payment));
}

public sealed class SqliteInvoiceStoreTests() : InvoiceStoreTests(StoreProvider.Sqlite);

public sealed class PostgresInvoiceStoreTests() : InvoiceStoreTests(StoreProvider.Postgres);

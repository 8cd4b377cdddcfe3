using Esf.Domain.Invoices;
using Esf.Domain.Offsets;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Storage.Tests;

/// <summary>Every sentence of <see cref="IOffsetReader"/>, on both engines.</summary>
public abstract class OffsetReaderTests(StoreProvider provider) : StoreTests(provider)
{
    private protected override RegisterKind Kind => RegisterKind.Sandbox;

    private readonly FakeTimeProvider _clock = new(Given.Noon);

    [Fact]
    public async Task A_moment_has_all_documents_up_to_its_place_and_no_other_one()
    {
        var payment = await PaidAsync();
        await AppendAsync(Given.Invoice(payment, 10m));
        var moment = await MomentAsync();
        await AppendAsync(Given.Invoice(payment, 20m));

        Assert.Equal([10m], await AmountsAsync(moment));
        Assert.Equal([10m, 20m], await AmountsAsync(await MomentAsync()));
    }

    [Fact]
    public async Task The_moment_of_an_instant_has_what_was_committed_until_then_and_nothing_later()
    {
        var payment = await PaidAsync();
        await AppendAsync(Given.Invoice(payment, 10m));
        var instant = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMicroseconds(1));
        await AppendAsync(Given.Invoice(payment, 20m));

        Assert.Empty(await AmountsAsync(await MomentAsync(instant.AddMicroseconds(-1))));
        Assert.Equal([10m], await AmountsAsync(await MomentAsync(instant)));
        Assert.Equal([10m, 20m], await AmountsAsync(await MomentAsync(instant.AddMicroseconds(1))));
        var moment = await MomentAsync(instant);
        Assert.Equal((1, instant), (moment.Position, moment.CompleteThrough));
    }

    [Fact]
    public async Task The_moment_of_an_instant_never_changes_once_it_was_answered_whatever_a_later_server_s_clock_says()
    {
        var payment = await PaidAsync();
        var behind = await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon));
        await AppendAsync(Given.Invoice(payment, 10m));
        _clock.Advance(TimeSpan.FromHours(1));
        var instant = _clock.GetUtcNow();
        var store = await OpenStoreAsync(clock: _clock);

        // Behind the last commit, and the clock has not passed it: nothing but the answer settles it.
        var moment = await store.Offsets.FindMomentAsync(instant, Cancel);
        await behind.Ledgers.AppendAsync(Given.Invoice(payment, 20m), Cancel);

        Assert.Equal(moment, await store.Offsets.FindMomentAsync(instant, Cancel));
        Assert.Equal([10m], await AmountsAsync(moment!));
        Assert.Equal(instant.AddMicroseconds(1), (await store.Register.ReadFeedAsync(null, 0, 10, Cancel)).Events[1].CommitTime);
    }

    [Fact]
    public async Task An_instant_that_has_not_passed_has_no_moment_yet()
    {
        var payment = await PaidAsync();
        await AppendAsync(Given.Invoice(payment, 10m));
        var store = await OpenStoreAsync(clock: _clock);

        Assert.Null(await store.Offsets.FindMomentAsync(Given.Noon.AddMicroseconds(1), Cancel));
        Assert.NotNull(await store.Offsets.FindMomentAsync(Given.Noon, Cancel));
    }

    [Fact]
    public async Task Offsets_continue_behind_a_key_and_a_list_of_one_moment_is_always_the_same()
    {
        var (payment, other) = (await PaidAsync(), await PaidAsync(bin: Given.OtherBin));
        for (var i = 1; i <= 4; i++)
        {
            await AppendAsync(Given.Invoice(payment, i));
            await AppendAsync(Given.Invoice(other, 10 * i));
        }

        var query = new OffsetQuery(await MomentAsync(), null, null, null, null, null);
        var all = await Store.Offsets.ListOffsetsAsync(query, null, 100, Cancel);
        Assert.Equal(all.OrderBy(o => o.Date).ThenBy(o => o.Invoice.Bin, StringComparer.Ordinal).ThenBy(o => o.Invoice.Sequence), all);
        Assert.Equal(8, await Store.Offsets.CountOffsetsAsync(query, Cancel));

        var paged = new List<Offset>();
        while (await Store.Offsets.ListOffsetsAsync(query, paged.Count == 0 ? null : KeyOf(paged[^1]), 3, Cancel) is { Count: > 0 } page)
        {
            paged.AddRange(page);
            await AppendAsync(Given.Invoice(payment, 7m));
        }

        Assert.Equal(all.Select(KeyOf), paged.Select(KeyOf));
        Assert.Equal(all.SelectMany(o => o.Payments), paged.SelectMany(o => o.Payments));
        var own = query with { Bin = Given.Bin };
        Assert.Equal([3m, 4m], (await Store.Offsets.ListOffsetsAsync(own, KeyOf(all.Single(o => o.Amount == Given.Money(2m))), 9, Cancel)).Select(o => o.Amount.Value));
    }

    [Fact]
    public async Task An_offset_that_a_later_document_ended_is_effective_at_the_moments_before()
    {
        var payment = await PaidAsync();
        var first = (await AppendAsync(Given.Invoice(payment, 10m))).Appended();
        var second = (await AppendAsync(Given.Invoice(payment, 20m))).Appended();
        var before = await MomentAsync();
        var corrected = (await AppendAsync(Given.Correction(await FamilyAsync(first), payment, 5m))).Appended();
        var revocation = (await AppendAsync(Given.Revocation(await FamilyAsync(second)))).Recorded();

        Assert.Equal([OffsetState.Effective, OffsetState.Effective], (await ListAsync(before)).Select(offset => offset.State));
        var now = await ListAsync(await MomentAsync());
        Assert.Equal([OffsetState.Replaced, OffsetState.Withdrawn, OffsetState.Effective], now.Select(offset => offset.State));
        Assert.Equal([corrected.RegistrationNumber, revocation.RegistrationNumber, null], now.Select(offset => offset.End?.By));
        Assert.Single(await Store.Offsets.ListOffsetsAsync(new(await MomentAsync(), null, null, null, null, OffsetState.Replaced), null, 9, Cancel));
        Assert.Equal(2, await Store.Offsets.CountOffsetsAsync(new(before, null, null, null, null, OffsetState.Effective), Cancel));
    }

    [Fact]
    public async Task An_offset_names_the_payments_that_its_invoice_stands_on()
    {
        var payment = await PaidAsync();
        var first = (await AppendAsync(Given.Invoice(payment, 10m))).Appended();
        var same = (await AppendAsync(Given.Correction(await FamilyAsync(first), payment, 10m))).Appended();
        await AppendAsync(Given.Correction(await FamilyAsync(same), payment, 4m));

        var listed = await ListAsync(await MomentAsync());

        Assert.Equal([10m, 10m, 4m], listed.Select(offset => Assert.Single(offset.Payments).Amount.Value));
        Assert.All(listed, offset => Assert.Equal(
            (payment.Id, payment.DocumentNumber, payment.PaidOn),
            (offset.Payments[0].PaymentId, offset.Payments[0].DocumentNumber, offset.Payments[0].PaidOn)));
        Assert.All(listed, offset => Assert.Equal(offset.Amount, Esf.Domain.Amounts.Amount.Sum(offset.Payments.Select(part => part.Amount))));
    }

    [Fact]
    public async Task Sums_have_what_begins_on_its_own_day_and_subtract_what_ends_on_the_day_of_the_later_document()
    {
        var payment = await PaidAsync();
        var first = (await AppendAsync(Given.Invoice(payment, 10m))).Appended();
        await AppendAsync(Given.Invoice(payment, 20m));
        var nextDay = Given.Noon.AddDays(1);
        await AppendAsync(Given.Correction(await FamilyAsync(first), payment, 4m, nextDay));

        var query = new OffsetQuery(await MomentAsync(), null, null, null, null, null);
        Assert.Equal(
            [("2026-05-26", 30m, 0m, 30m, 150m), ("2026-05-27", 4m, 10m, -6m, -30m)],
            (await Store.Offsets.SumOffsetsAsync(query, OffsetGroup.Day, "", 9, Cancel)).Select(sum => Told(sum.Key, sum.Totals)));
        Assert.Equal(("", 34m, 10m, 24m, 120m), Told("", await Store.Offsets.TotalOffsetsAsync(query, Cancel)));
        Assert.Equal(("", 4m, 10m, -6m, -30m), Told("", await Store.Offsets.TotalOffsetsAsync(query with { From = new(2026, 5, 27) }, Cancel)));
        Assert.Equal(
            [(Given.Bin, new DateOnly(2026, 5, 26), 30m), (Given.Bin, new(2026, 5, 27), -6m)],
            (await Store.Offsets.SumTaxpayersAsync([Given.Bin, Given.OtherBin], TaxPeriod.Of(new(2026, 1, 1)), TaxPeriod.Of(new(2026, 12, 31)), query.Moment, Cancel))
                .Select(day => (day.Bin, day.Day, day.Totals.Net.Value)));
        var (documents, count) = await Store.Offsets.ListDocumentsAsync(Given.Bin, TaxPeriod.Of(new(2026, 5, 26)), TaxPeriod.Of(new(2026, 5, 27)), query.Moment, 2, Cancel);
        Assert.Equal([1L, 2L], documents.Select(number => number.Sequence));
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task A_sum_is_exact_however_large_it_is()
    {
        // 60 of 800,000,000,000,000.01 each: the turnover is 96,000,000,000,000,001.20 KZT, more tiyn than 64 bits hold.
        var payments = new[] { await PaidAsync(20_000_000_000_000_000m), await PaidAsync(20_000_000_000_000_000m, Given.OtherBin) };
        foreach (var payment in payments)
        {
            await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, 60).Select(_ => Large(payment))], Cancel);
        }

        var query = new OffsetQuery(await MomentAsync(), null, null, null, null, null);
        Assert.Equal(
            (120, 19_200_000_000_000_000m, 96_000_000_000_000_001.20m), Told(await Store.Offsets.TotalOffsetsAsync(query, Cancel)));
        Assert.Equal(
            [(120, 19_200_000_000_000_000m, 96_000_000_000_000_001.20m)],
            (await Store.Offsets.SumOffsetsAsync(query, OffsetGroup.Day, "", 9, Cancel)).Select(sum => Told(sum.Totals)));
        Assert.Equal(
            [(60, 9_600_000_000_000_000m, 48_000_000_000_000_000.60m), (60, 9_600_000_000_000_000m, 48_000_000_000_000_000.60m)],
            (await Store.Offsets.SumOffsetsAsync(query, OffsetGroup.Taxpayer, "", 9, Cancel)).Select(sum => Told(sum.Totals)));

        static (long, decimal, decimal) Told(OffsetTotals totals) => (totals.Count, totals.Amount.Value, totals.NetTurnover.Value);

        static LedgerAppend Large(VatPayment payment)
        {
            var item = Given.Invoice(payment, 160_000_000_000_000m);
            var content = (InvoiceContent)item.Content;
            return item with { Content = content with { Totals = content.Totals with { TurnoverAmount = Given.Money(800_000_000_000_000.01m) } } };
        }
    }

    [Fact]
    public async Task An_empty_register_has_a_moment_and_nothing_in_it()
    {
        var moment = await MomentAsync();

        Assert.Equal(0, moment.Position);
        Assert.Empty(await ListAsync(moment));
        Assert.Equal(OffsetTotals.None, await Store.Offsets.TotalOffsetsAsync(new(moment, null, null, null, null, null), Cancel));
    }

    private static (string Key, decimal Begins, decimal Ends, decimal Net, decimal Turnover) Told(string key, OffsetTotals totals) =>
        (key, totals.Amount.Value, totals.WithdrawnAmount.Value, totals.Net.Value, totals.NetTurnover.Value);

    private static OffsetKey KeyOf(Offset offset) => new(offset.Date, offset.Invoice.Bin, offset.Invoice.Sequence);

    private async Task<RegisterMoment> MomentAsync(DateTimeOffset? asOf = null) =>
        await Store.Offsets.FindMomentAsync(asOf, Cancel) ?? throw new InvalidOperationException($"{asOf} is not settled.");

    private Task<IReadOnlyList<Offset>> ListAsync(RegisterMoment moment) =>
        Store.Offsets.ListOffsetsAsync(new(moment, null, null, null, null, null), null, 100, Cancel);

    private async Task<IEnumerable<decimal>> AmountsAsync(RegisterMoment moment) => (await ListAsync(moment)).Select(offset => offset.Amount.Value);

    // With a clock of the test: the store of the suite has the machine's.
    private async Task<AppendOutcome> AppendAsync(LedgerAppend item) => await (await OpenStoreAsync(clock: _clock)).Invoices.AppendAsync(item, Cancel);
}

public sealed class SqliteOffsetReaderTests() : OffsetReaderTests(StoreProvider.Sqlite);

public sealed class PostgresOffsetReaderTests() : OffsetReaderTests(StoreProvider.Postgres);

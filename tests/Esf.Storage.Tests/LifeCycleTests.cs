using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="IInvoiceStore"/> about documents that amend an invoice, and what <see cref="IRegisterReader"/> tells of families.</summary>
public abstract class LifeCycleTests(StoreProvider provider) : StoreTests(provider)
{
    private static readonly DateTimeOffset NextDay = Given.Noon.AddDays(1);

    private IInvoiceStore Ledgers => Store.Ledgers;

    [Fact]
    public async Task A_corrected_or_revoked_invoice_keeps_its_document_its_state_names_the_document_that_changed_it()
    {
        var payment = await PaidAsync(100m);
        var original = await IssueAsync(payment, 10m);
        var corrected = (await Ledgers.AppendAsync(Given.Correction(await FamilyAsync(original), payment, 12m), Cancel)).Appended();
        var revocation = await RevokeAsync(corrected);

        var standing = (await Store.Register.ListInvoicesAsync(new(Given.Bin, null, null, null, null, 10), Cancel)).Items;
        Assert.Equal(
            [
                (original with { State = InvoiceState.Corrected, StateChangedBy = corrected.RegistrationNumber }).Text(),
                (corrected with { State = InvoiceState.Revoked, StateChangedBy = revocation.RegistrationNumber }).Text(),
            ],
            standing.Select(invoice => invoice.Text()));
        Assert.Equal(standing[0].Text(), (await Store.Register.FindInvoiceAsync(original.RegistrationNumber, Cancel))!.Text());
        Assert.NotEqual(original.Etag, standing[0].Etag);
        Assert.Null(await Store.Register.FindInvoiceAsync(revocation.RegistrationNumber, Cancel));
        await AssertUnbrokenAsync(Given.Bin, 3);
    }

    [Fact]
    public async Task A_corrected_invoice_takes_over_the_payments_of_the_original_more_takes_more_and_less_frees_the_rest()
    {
        var payment = await PaidAsync(100m);
        var other = await PayAsync(50m);
        var invoice = await IssueAsync(payment, 60m);
        invoice = await CorrectAsync(invoice, payment, 90m);
        Assert.Equal((10m, 50m), await RemainderAsync());

        invoice = await CorrectAsync(invoice, payment, 40m);
        Assert.Equal((60m, 50m), await RemainderAsync());

        // Nothing moves where the amount stays; all moves where the payment changes.
        invoice = await CorrectAsync(invoice, payment, 40m);
        Assert.Equal((60m, 50m), await RemainderAsync());
        invoice = await CorrectAsync(invoice, other, 40m);
        Assert.Equal((100m, 10m), await RemainderAsync());
        Assert.Equal(
            new AppendOutcome.PaymentExhausted(other.Id, Given.Money(10m)),
            await Ledgers.AppendAsync(Given.Correction(await FamilyAsync(invoice), other, 50.01m), Cancel));

        Assert.Equal([6000, 3000, -5000, -4000, 4000], await MovementsAsync());
        await AssertUnbrokenAsync(Given.Bin, 5);

        async Task<(decimal, decimal)> RemainderAsync() => ((await RemainingAsync(payment)).Value, (await RemainingAsync(other)).Value);
    }

    [Fact]
    public async Task A_revocation_frees_payments_and_so_does_a_negative_difference()
    {
        var payment = await PaidAsync(100m);
        var invoice = await IssueAsync(payment, 60m);
        await AddAsync(invoice, payment, 30m);
        Assert.Equal(10m, (await RemainingAsync(payment)).Value);

        await AddAsync(invoice, payment, -50m);
        Assert.Equal(60m, (await RemainingAsync(payment)).Value);
        Assert.Equal(InvoiceState.Issued, (await FamilyAsync(invoice)).Target.State);

        // What a revocation frees can be taken again at once.
        var other = await IssueAsync(payment, 60m);
        Assert.Equal(0m, (await RemainingAsync(payment)).Value);
        var outcomes = await Ledgers.AppendAsync([Given.Revocation(await FamilyAsync(other)), Given.Invoice(payment, 60m)], Cancel);
        Assert.IsType<Revocation>(outcomes[0].Recorded());
        outcomes[1].Appended();
        Assert.Equal(0m, (await RemainingAsync(payment)).Value);
    }

    [Fact]
    public async Task A_payment_is_never_freed_of_more_than_was_taken_it_is_a_fault_and_stores_nothing()
    {
        var payment = await PaidAsync(100m);
        var invoice = await IssueAsync(payment, 60m);
        var family = await FamilyAsync(invoice);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledgers.AppendAsync(Given.Addition(family, payment, -60.01m), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Ledgers.AppendAsync([Given.Addition(family, payment, -60m), Given.Invoice(payment, 0.01m), Given.Invoice(payment, -0.02m)], Cancel));

        Assert.Equal(40m, (await RemainingAsync(payment)).Value);
        await AssertUnbrokenAsync(Given.Bin, 1);
    }

    [Fact]
    public async Task A_document_that_amends_an_invoice_is_refused_when_another_document_has_touched_the_family_since_it_was_read()
    {
        var payment = await PaidAsync();
        var family = await FamilyAsync(await IssueAsync(payment, 10m));
        var unrelated = await IssueAsync(payment, 10m);
        (await Ledgers.AppendAsync(Given.Addition(family, payment, 5m), Cancel)).Appended();

        foreach (var late in new[] { Given.Addition(family, payment, 5m), Given.Correction(family, payment, 5m), Given.Revocation(family) })
        {
            Assert.IsType<AppendOutcome.FamilyChanged>(await Ledgers.AppendAsync(late, Cancel));
        }

        // Within a batch too, before anything else of the item is looked at; other families are not touched.
        var current = await FamilyAsync(family.Target);
        var outcomes = await Ledgers.AppendAsync(
            [
                Given.Addition(current, payment, 1m),
                Given.Addition(current, Given.Payment(document: "never recorded"), 1m),
                Given.Correction(await FamilyAsync(unrelated), payment, 1m),
                Given.Revocation(current with { Head = 4 }),
                Given.Addition(current with { Sequence = 77 }, payment, 1m),
            ],
            Cancel);
        outcomes[0].Appended();
        Assert.IsType<AppendOutcome.FamilyChanged>(outcomes[1]);
        outcomes[2].Appended();
        Assert.IsType<Revocation>(outcomes[3].Recorded());
        Assert.IsType<AppendOutcome.FamilyChanged>(outcomes[4]);
        await AssertUnbrokenAsync(Given.Bin, 6);
    }

    [Fact]
    public async Task A_refusal_for_the_family_stands_behind_those_for_request_taxpayer_and_day_and_before_those_for_number_and_payment()
    {
        var payment = await PaidAsync(10m);
        var family = await FamilyAsync(await IssueAsync(payment, 10m));
        var revocation = Given.Revocation(family, NextDay);
        await Ledgers.AppendAsync(revocation, Cancel);

        Assert.IsType<AppendOutcome.RequestIdReused>(await Ledgers.AppendAsync(revocation with { RequestHash = Given.OtherHash }, Cancel));
        Assert.IsType<AppendOutcome.TaxpayerChanged>(await Ledgers.AppendAsync(Given.Revocation(family) with { TaxpayerVersion = 2 }, Cancel));
        Assert.IsType<AppendOutcome.DayPassed>(await Ledgers.AppendAsync(Given.Revocation(family), Cancel));
        Assert.IsType<AppendOutcome.FamilyChanged>(await Ledgers.AppendAsync(Given.Correction(family, payment, 11m, NextDay), Cancel));
        Assert.IsType<AppendOutcome.PaymentExhausted>(
            await Ledgers.AppendAsync(Given.Addition(await FamilyAsync(family.Target), payment, 11m, NextDay), Cancel));
    }

    [Fact]
    public async Task A_repeated_correction_or_revocation_is_answered_with_the_stored_document()
    {
        var payment = await PaidAsync();
        var issue = Given.Invoice(payment, 10m);
        var original = (await Ledgers.AppendAsync(issue, Cancel)).Appended();
        var correction = Given.Correction(await FamilyAsync(original), payment, 12m);
        var corrected = (await Ledgers.AppendAsync(correction, Cancel)).Appended();
        var revocation = Given.Revocation(await FamilyAsync(corrected));

        var outcomes = await Ledgers.AppendAsync([correction, revocation, correction, revocation, issue], Cancel);

        // Each answer is the document as it stands at its place in the batch.
        var revoked = outcomes[1].Recorded();
        Assert.Equal(corrected.Text(), Replayed(outcomes[0]));
        Assert.Equal((corrected with { State = InvoiceState.Revoked, StateChangedBy = revoked.RegistrationNumber }).Text(), Replayed(outcomes[2]));
        Assert.Equal(revoked.Text(), Replayed(outcomes[3]));
        Assert.Equal((original with { State = InvoiceState.Corrected, StateChangedBy = corrected.RegistrationNumber }).Text(), Replayed(outcomes[4]));
        Assert.Equal(revoked.Text(), Replayed(await Ledgers.AppendAsync(revocation, Cancel)));
        var facts = await Store.Register.ReadIssueFactsAsync(new(Given.Bin, revocation.RequestId, null, Given.PaidOn, [], original.RegistrationNumber), Cancel);
        Assert.Equal(revoked.Text(), facts.Request!.Record.Text());
        await AssertUnbrokenAsync(Given.Bin, 3);

        static string Replayed(AppendOutcome outcome) => Assert.IsType<AppendOutcome.Replayed>(outcome).Record.Text();
    }

    [Fact]
    public async Task Revocations_are_found_by_their_numbers_and_nothing_else_is()
    {
        var payment = await PaidAsync(100m);
        var first = await IssueAsync(payment, 10m);
        var second = await IssueAsync(payment, 12m);
        var (one, two) = (await RevokeAsync(first), await RevokeAsync(second));

        var found = await Store.Register.FindRevocationsAsync(
            [one.RegistrationNumber, first.RegistrationNumber, two.RegistrationNumber, new(Given.Bin, first.Content.IssueDate, 99)], Cancel);

        Assert.Equal(
            new[] { one, two }.Select(revocation => revocation.Text()),
            found.OrderBy(item => item.Key.Sequence).Select(item => item.Value.Text()));
        Assert.Empty(await Store.Register.FindRevocationsAsync([], Cancel));
    }

    [Fact]
    public async Task A_revocation_takes_a_sequence_and_no_number()
    {
        var payment = await PaidAsync();
        var family = await FamilyAsync(await IssueAsync(payment, 10m));
        var outcomes = await Ledgers.AppendAsync([Given.Revocation(family), Given.Invoice(payment), Given.Invoice(payment, number: "2")], Cancel);

        Assert.Equal(2, outcomes[0].Recorded().Position.Sequence);
        Assert.Equal((3, "3"), (outcomes[1].Appended().Position.Sequence, outcomes[1].Appended().Content.Number));
        Assert.Equal((4, "2"), (outcomes[2].Appended().Position.Sequence, outcomes[2].Appended().Content.Number));
    }

    [Fact]
    public async Task The_chain_holds_documents_of_every_kind()
    {
        var payment = await PaidAsync();
        var invoice = await IssueAsync(payment, 10m);
        var addition = await AddAsync(invoice, payment, -1m);
        var corrected = await CorrectAsync(invoice, payment, 12m);
        var revocation = await RevokeAsync(addition);

        var links = (await Store.Chains.ReadLedgerAsync(Given.Bin, 0, 10, Cancel))!.Links;
        Assert.Equal(
            [invoice.Position.Hash, addition.Position.Hash, corrected.Position.Hash, revocation.Position.Hash],
            links.Select(link => LedgerHash.Of(link.Document.Span)));
        Assert.Equal(revocation.Text(), RevocationDocument.Read(links[3].Document).Text());
        await AssertUnbrokenAsync(Given.Bin, 4);
    }

    [Fact]
    public async Task A_family_is_its_first_issue_its_head_its_members_in_force_and_the_target_in_whatever_state()
    {
        var payment = await PaidAsync();
        var first = await IssueAsync(payment, 10m);
        await IssueAsync(payment, 10m);
        var alone = await FamilyAsync(first);
        Assert.Equal((1L, first.Content.IssueDate, 1L), (alone.Sequence, alone.FirstIssued, alone.Head));
        Assert.Equal(first.Text(), alone.Target.Text());
        Assert.Equal([first.Text()], alone.InForce.Select(invoice => invoice.Text()));

        var addition = await AddAsync(first, payment, 2m, NextDay);
        var withdrawn = await AddAsync(first, payment, 3m, NextDay);
        var corrected = (await Ledgers.AppendAsync(Given.Correction(await FamilyAsync(first), payment, 11m, NextDay), Cancel)).Appended();
        await RevokeAsync(withdrawn, NextDay);

        // The same family is seen from each of its members, with another target.
        foreach (var member in new[] { first, addition, withdrawn, corrected })
        {
            var family = await FamilyAsync(member);
            Assert.Equal((1L, first.Content.IssueDate, 6L), (family.Sequence, family.FirstIssued, family.Head));
            Assert.Equal([addition.Text(), corrected.Text()], family.InForce.Select(invoice => invoice.Text()));
            Assert.Equal(member.RegistrationNumber, family.Target.RegistrationNumber);
            Assert.Equal(member == first ? InvoiceState.Corrected : member == withdrawn ? InvoiceState.Revoked : InvoiceState.Issued, family.Target.State);
            Assert.Equal(corrected.RegistrationNumber, family.Main!.RegistrationNumber);
        }
    }

    [Fact]
    public async Task A_family_is_null_when_there_is_no_such_invoice_of_the_taxpayer()
    {
        var payment = await PaidAsync();
        var invoice = await IssueAsync(payment, 10m);
        var revocation = await RevokeAsync(invoice);
        await RegisterAsync(Given.OtherBin);

        Assert.Null((await FactsAsync(new(Given.Bin, invoice.Content.IssueDate, 9))).Family);
        Assert.Null((await FactsAsync(new(Given.Bin, invoice.Content.IssueDate.AddDays(1), 1))).Family);
        Assert.Null((await FactsAsync(revocation.RegistrationNumber)).Family);
        var ofAnother = await Store.Register.ReadIssueFactsAsync(
            new(Given.OtherBin, null, null, invoice.Content.IssueDate, [payment.Id], invoice.RegistrationNumber), Cancel);
        Assert.Null(ofAnother.Family);
        Assert.Empty(ofAnother.Payments);
        Assert.Equal(Given.OtherBin, ofAnother.Taxpayer!.Taxpayer.Bin);
    }

    [Fact]
    public async Task Payments_of_the_facts_are_those_that_are_named_and_those_that_the_family_of_the_target_stands_on()
    {
        var payment = await PaidAsync(100m);
        var ofAddition = await PayAsync(50m);
        var named = await PayAsync(40m);
        var unrelated = await PayAsync(30m);
        var first = await IssueAsync(payment, 10m);
        await IssueAsync(unrelated, 10m);
        await AddAsync(first, ofAddition, 2m);

        // The correction moves nothing of the payment, but stands on it.
        var corrected = await CorrectAsync(first, payment, 10m);
        foreach (var target in new[] { first, corrected })
        {
            var facts = await Store.Register.ReadIssueFactsAsync(
                new(Given.Bin, null, null, Given.PaidOn, [named.Id, payment.Id, "unknown"], target.RegistrationNumber), Cancel);
            Assert.Equal(
                new[] { payment, ofAddition, named }.ToDictionary(paid => paid.Id),
                facts.Payments.ToDictionary(stored => stored.Key, stored => stored.Value.Payment));
            Assert.Equal(90m, facts.Payments[payment.Id].Remaining.Value);
        }
    }

    [Fact]
    public async Task Sums_of_the_offset_by_day_and_as_of_an_instant_are_plain_queries()
    {
        var payment = await PaidAsync();
        var first = await IssueAsync(payment, 10m);
        var addition = await AddAsync(first, payment, 4m, NextDay);
        (await Ledgers.AppendAsync(Given.Correction(await FamilyAsync(first), payment, 25m, NextDay), Cancel)).Appended();
        await RevokeAsync(addition, NextDay.AddDays(1));

        // What was reported for a day stays: 10; then 4 + 25 - 10; then -4.
        Assert.Equal([1000, 1900, -400], await SumAsync("select sum(offset_tiyn - withdrawn_tiyn) from ledger group by issue_date order by issue_date"));
        Assert.Equal([1400], await SumAsync(
            $"select sum(offset_tiyn - withdrawn_tiyn) from ledger where commit_time_us <= (select commit_time_us from ledger where sequence = {addition.Position.Sequence})"));
        Assert.Equal([1, 2], await SumAsync("select ended_sequence from offset_ends order by sequence"));

        Task<List<long>> SumAsync(string sql) => Database.QueryAsync(
            sql, row => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), Cancel);
    }

    private Task<List<long>> MovementsAsync() =>
        Database.QueryAsync("select amount_tiyn from payment_movements order by sequence, amount_tiyn", row => row.GetInt64(0), Cancel);

    private async Task<VatPayment> PayAsync(decimal amount)
    {
        var payment = Given.Payment(amount, $"PP-of-{amount}");
        await Store.VatPayments.RecordAsync(payment, Cancel);
        return payment;
    }

    private async Task<Invoice> IssueAsync(VatPayment payment, decimal vat) => (await Ledgers.AppendAsync(Given.Invoice(payment, vat), Cancel)).Appended();

    private async Task<Invoice> CorrectAsync(Invoice target, VatPayment payment, decimal vat) =>
        (await Ledgers.AppendAsync(Given.Correction(await FamilyAsync(target), payment, vat), Cancel)).Appended();

    private async Task<Invoice> AddAsync(Invoice target, VatPayment payment, decimal vat, DateTimeOffset? at = null) =>
        (await Ledgers.AppendAsync(Given.Addition(await FamilyAsync(target), payment, vat, at), Cancel)).Appended();

    private async Task<Revocation> RevokeAsync(Invoice target, DateTimeOffset? at = null) =>
        Assert.IsType<Revocation>((await Ledgers.AppendAsync(Given.Revocation(await FamilyAsync(target), at), Cancel)).Recorded());
}

public sealed class SqliteLifeCycleTests() : LifeCycleTests(StoreProvider.Sqlite);

public sealed class PostgresLifeCycleTests() : LifeCycleTests(StoreProvider.Postgres);

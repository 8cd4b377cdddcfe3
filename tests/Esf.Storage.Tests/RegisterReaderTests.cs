using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="IRegisterReader"/>.</summary>
public abstract class RegisterReaderTests(StoreProvider provider) : StoreTests(provider)
{
    private IRegisterReader Register => Store.Register;

    [Fact]
    public async Task A_missing_thing_is_null_or_absent_from_a_list_it_is_never_an_exception()
    {
        Assert.Null(await Register.FindTaxpayerAsync(Given.Bin, Cancel));
        Assert.Null(await Register.FindVatPaymentAsync(Given.Bin, "20260525-0000000000000000", Cancel));
        Assert.Null(await Register.FindInvoiceAsync(new(Given.Bin, Given.PaidOn, 1), Cancel));
        Assert.Empty(await Register.ListTaxpayersAsync("", 10, Cancel));
        Assert.Empty(await Register.ListVatPaymentsAsync(new(null, null, null, Given.Money(1m), null, 10), Cancel));
        Assert.Empty((await Register.ListInvoicesAsync(new(null, null, null, null, null, 10), Cancel)).Items);
        Assert.Null(await Store.Chains.ReadLedgerAsync(Given.Bin, 0, 10, Cancel));
        await Register.PingAsync(Cancel);

        var facts = await Register.ReadIssueFactsAsync(new(Given.Bin, Guid.NewGuid(), "1", Given.PaidOn, ["20260525-0000000000000000"], null), Cancel);
        Assert.Null(facts.Taxpayer);
        Assert.Null(facts.Request);
        Assert.False(facts.NumberTaken);
        Assert.Empty(facts.Payments);
    }

    [Fact]
    public async Task A_registration_number_of_another_day_or_taxpayer_finds_nothing()
    {
        var invoice = (await Store.Ledgers.AppendAsync(Given.Invoice(await PaidAsync()), Cancel)).Appended();

        Assert.NotNull(await Register.FindInvoiceAsync(invoice.RegistrationNumber, Cancel));
        Assert.Null(await Register.FindInvoiceAsync(new(Given.Bin, invoice.Content.IssueDate.AddDays(1), 1), Cancel));
        Assert.Null(await Register.FindInvoiceAsync(new(Given.OtherBin, invoice.Content.IssueDate, 1), Cancel));
    }

    [Fact]
    public async Task Taxpayers_are_listed_by_BIN_compared_byte_by_byte()
    {
        string[] bins = ["300000000000", "000000000009", "100000000000", "099999999999", "200000000000"];
        foreach (var bin in bins)
        {
            await RegisterAsync(bin);
        }

        var first = await Register.ListTaxpayersAsync("", 2, Cancel);
        var second = await Register.ListTaxpayersAsync(first[^1].Taxpayer.Bin, 10, Cancel);

        Assert.Equal(bins.Order(StringComparer.Ordinal), first.Concat(second).Select(taxpayer => taxpayer.Taxpayer.Bin));
        Assert.Equal(2, first.Count);
    }

    [Fact]
    public async Task Payments_are_listed_by_day_of_payment_taxpayer_and_id_compared_byte_by_byte()
    {
        await RegisterAsync(Given.Bin);
        await RegisterAsync(Given.OtherBin);
        var payments = Enumerable.Range(0, 24)
            .Select(i => Given.Payment(i + 1, $"PP-{i}", i % 2 == 0 ? Given.Bin : Given.OtherBin, Given.PaidOn.AddDays(-(i % 3))))
            .ToList();
        await Store.VatPayments.RecordAsync(payments, Cancel);

        var listed = new List<StoredVatPaymentKey>();
        VatPaymentKey? after = null;
        while (await Register.ListVatPaymentsAsync(new(null, null, null, null, after, 5), Cancel) is { Count: > 0 } page)
        {
            listed.AddRange(page.Select(stored => new StoredVatPaymentKey(stored.Payment.PaidOn, stored.Payment.TaxpayerBin, stored.Payment.Id)));
            after = new(listed[^1].PaidOn, listed[^1].Bin, listed[^1].Id);
        }

        var expected = payments.OrderBy(payment => payment.PaidOn)
            .ThenBy(payment => payment.TaxpayerBin, StringComparer.Ordinal)
            .ThenBy(payment => payment.Id, StringComparer.Ordinal)
            .Select(payment => new StoredVatPaymentKey(payment.PaidOn, payment.TaxpayerBin, payment.Id));
        Assert.Equal(expected, listed);
    }

    [Fact]
    public async Task A_payment_that_an_invoice_has_used_is_left_out_when_less_than_the_least_rest_is_left()
    {
        var almost = await PaidAsync(832_001m);
        var whole = Given.Payment(0.5m, "PP-2");
        var open = Given.Payment(2m, "PP-3");
        await Store.VatPayments.RecordAsync([whole, open], Cancel);
        await Store.Ledgers.AppendAsync(Given.Invoice(almost, 832_000.48m), Cancel);
        await Store.Ledgers.AppendAsync(Given.Invoice(open, 1m), Cancel);

        var listed = await Register.ListVatPaymentsAsync(new(Given.Bin, null, null, Given.Money(1m), null, 10), Cancel);

        Assert.Equal([whole.Id, open.Id], listed.Select(stored => stored.Payment.Id).OrderBy(id => id == open.Id));
        Assert.Equal(Given.Money(0.52m), (await Register.FindVatPaymentAsync(Given.Bin, almost.Id, Cancel))!.Remaining);
    }

    [Fact]
    public async Task What_a_request_id_has_done_is_found_by_it_and_by_nobody_else()
    {
        var payment = await PaidAsync();
        await RegisterAsync(Given.OtherBin);
        var append = Given.Invoice(payment);
        var invoice = (await Store.Ledgers.AppendAsync(append, Cancel)).Appended();

        var found = await Register.FindRequestAsync(Given.Bin, append.RequestId, Cancel);

        Assert.Equal((Given.Hash, invoice.Text()), (found!.RequestHash, found.Record.Text()));
        Assert.Null(await Register.FindRequestAsync(Given.OtherBin, append.RequestId, Cancel));
        Assert.Null(await Register.FindRequestAsync(Given.Bin, Guid.NewGuid(), Cancel));
    }

    [Fact]
    public async Task Payments_are_restricted_by_taxpayer_days_and_remainder()
    {
        await PaidAsync(bin: Given.OtherBin);
        var spent = await PaidAsync(5m);
        var later = Given.Payment(document: "PP-2", paidOn: Given.PaidOn.AddDays(1));
        await Store.VatPayments.RecordAsync(later, Cancel);
        await Store.Ledgers.AppendAsync(Given.Invoice(spent, 5m), Cancel);

        Assert.Equal([spent.Id, later.Id], await IdsAsync(new(Given.Bin, null, null, null, null, 10)));
        Assert.Equal([later.Id], await IdsAsync(new(Given.Bin, null, null, Given.Money(1m), null, 10)));
        Assert.Equal([later.Id], await IdsAsync(new(Given.Bin, null, null, Given.Money(2_000_000m), null, 10)));
        Assert.Equal([later.Id], await IdsAsync(new(null, Given.PaidOn.AddDays(1), null, null, null, 10)));
        Assert.Equal([spent.Id], await IdsAsync(new(Given.Bin, null, Given.PaidOn, null, null, 10)));
        Assert.Empty(await IdsAsync(new(Given.Bin, Given.PaidOn.AddDays(2), Given.PaidOn.AddDays(3), null, null, 10)));

        async Task<IEnumerable<string>> IdsAsync(VatPaymentQuery query) =>
            (await Register.ListVatPaymentsAsync(query, Cancel)).Select(stored => stored.Payment.Id);
    }

    [Fact]
    public async Task Invoices_are_listed_by_taxpayer_and_sequence_compared_byte_by_byte()
    {
        var payment = await PaidAsync();
        var other = await PaidAsync(bin: Given.OtherBin);
        await Store.Ledgers.AppendAsync([.. Enumerable.Range(0, 12).SelectMany(_ => new[] { Given.Invoice(payment), Given.Invoice(other) })], Cancel);

        var listed = new List<InvoiceKey>();
        while (await Register.ListInvoicesAsync(new(null, null, null, null, listed.LastOrDefault(), 5), Cancel) is { Items: [_, ..] page })
        {
            listed.AddRange(page.Select(invoice => new InvoiceKey(invoice.RegistrationNumber.Bin, invoice.Position.Sequence)));
        }

        // By number, not by text: 10 stands behind 9.
        var bins = new[] { Given.Bin, Given.OtherBin }.Order(StringComparer.Ordinal);
        Assert.Equal(bins.SelectMany(bin => Enumerable.Range(1, 12).Select(i => new InvoiceKey(bin, i))), listed);
    }

    [Fact]
    public async Task A_part_of_a_list_ends_where_its_documents_are_large_enough_and_says_so()
    {
        const int Count = 12;
        var payment = await PaidAsync();
        var large = Given.Invoice(payment);
        var content = (InvoiceContent)large.Content;
        var lines = Enumerable.Repeat(content.Lines[0] with { Description = new('Я', 1600) }, 100).ToArray();
        await Store.Ledgers.AppendAsync(
            [.. Enumerable.Range(0, Count).Select(_ => large with { RequestId = Guid.NewGuid(), Content = content with { Lines = lines } })], Cancel);

        var list = await Register.ListInvoicesAsync(new(null, null, null, null, null, 100), Cancel);
        var feed = await Register.ReadFeedAsync(null, 0, 100, Cancel);
        var chain = (await Store.Chains.ReadLedgerAsync(Given.Bin, 0, 100, Cancel))!;

        var fitting = list.Items.Count;
        Assert.InRange(fitting, 2, Count - 1);
        Assert.Equal((true, true), (list.IsCut, chain.IsCut));
        Assert.Equal((fitting, fitting), (feed.Events.Count, chain.Links.Count));
        Assert.Equal(feed.Events[^1].Position, feed.Position);
        var bytes = chain.Links.Select(link => link.Document.Length).ToArray();
        Assert.True(bytes.SkipLast(1).Sum() < Limits.DocumentBytes && bytes.Sum() >= Limits.DocumentBytes);

        // Fewer than that are a whole part.
        Assert.False((await Register.ListInvoicesAsync(new(null, null, null, null, null, 2), Cancel)).IsCut);
        Assert.False((await Store.Chains.ReadLedgerAsync(Given.Bin, 0, 2, Cancel))!.IsCut);
        Assert.Equal(Count, (await Register.ReadFeedAsync(null, feed.Position, 100, Cancel)).Events[^1].Position);
    }

    [Fact]
    public async Task Invoices_are_restricted_by_taxpayer_days_and_number()
    {
        var payment = await PaidAsync();
        var other = await PaidAsync(bin: Given.OtherBin);
        await Store.Ledgers.AppendAsync(
            [
                Given.Invoice(payment, number: "7"),
                Given.Invoice(payment, number: "8", at: Given.Noon.AddDays(1)),
                Given.Invoice(other, number: "7", at: Given.Noon.AddDays(2)),
            ],
            Cancel);
        var day = new DateOnly(2026, 5, 26);

        Assert.Equal([1, 2], await SequencesAsync(new(Given.Bin, null, null, null, null, 10)));
        Assert.Equal([1], await SequencesAsync(new(Given.Bin, null, day, null, null, 10)));
        Assert.Equal([2], await SequencesAsync(new(Given.Bin, day.AddDays(1), day.AddDays(1), null, null, 10)));
        Assert.Equal([2], await SequencesAsync(new(Given.Bin, null, null, "8", null, 10)));
        Assert.Equal(2, (await SequencesAsync(new(null, null, null, "7", null, 10))).Count);
        Assert.Equal([1], await SequencesAsync(new(null, day.AddDays(2), null, null, null, 10)));

        async Task<List<long>> SequencesAsync(InvoiceQuery query) =>
            [.. (await Register.ListInvoicesAsync(query, Cancel)).Items.Select(invoice => invoice.Position.Sequence)];
    }

    [Fact]
    public async Task An_invoice_that_is_listed_or_found_equals_the_one_that_was_answered_when_it_was_appended()
    {
        var payment = await PaidAsync();
        var at = Given.Noon.AddTicks(TimeSpan.TicksPerMicrosecond);
        var answered = (await Store.Ledgers.AppendAsync([Given.Invoice(payment, 0.01m, at: at), Given.Invoice(payment, 999m, "000123", at)], Cancel))
            .Select(outcome => outcome.Appended().Text());
        var listed = (await Register.ListInvoicesAsync(new(Given.Bin, null, null, null, null, 10), Cancel)).Items;

        Assert.Equal(answered, listed.Select(invoice => invoice.Text()));
        foreach (var invoice in listed)
        {
            Assert.Equal(invoice.Text(), (await Register.FindInvoiceAsync(invoice.RegistrationNumber, Cancel))!.Text());
        }
    }

    [Fact]
    public async Task Facts_are_the_taxpayer_the_request_the_number_and_the_payments_that_were_found()
    {
        var payment = await PaidAsync();
        var second = Given.Payment(2m, "PP-2");
        await Store.VatPayments.RecordAsync(second, Cancel);
        var item = Given.Invoice(payment, 10m, "5");
        var invoice = (await Store.Ledgers.AppendAsync(item, Cancel)).Appended();

        var facts = await Register.ReadIssueFactsAsync(
            new(Given.Bin, item.RequestId, "5", invoice.Content.IssueDate, [payment.Id, second.Id, second.Id, "unknown"], null), Cancel);
        Assert.Equal(await Register.FindTaxpayerAsync(Given.Bin, Cancel), facts.Taxpayer);
        Assert.Equal(item.RequestHash, facts.Request!.RequestHash);
        Assert.Equal(invoice.Text(), facts.Request.Record.Text());
        Assert.True(facts.NumberTaken);
        Assert.Equal([payment.Id, second.Id], facts.Payments.Keys.OrderBy(id => id == second.Id));
        Assert.Equal(new(payment, Given.Money(10m), Given.Noon), facts.Payments[payment.Id]);

        var none = await Register.ReadIssueFactsAsync(new(Given.Bin, null, null, invoice.Content.IssueDate, [], null), Cancel);
        Assert.NotNull(none.Taxpayer);
        Assert.Null(none.Request);
        Assert.False(none.NumberTaken);
        Assert.Empty(none.Payments);

        var otherDay = await Register.ReadIssueFactsAsync(new(Given.Bin, null, "5", invoice.Content.IssueDate.AddDays(1), [], null), Cancel);
        Assert.False(otherDay.NumberTaken);
    }

    [Fact]
    public async Task The_chain_is_read_as_it_stands_in_the_database_byte_for_byte_also_when_somebody_has_tampered_with_it()
    {
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync([Given.Invoice(payment), Given.Invoice(payment), Given.Invoice(payment)], Cancel);
        var bytes = IsPostgres ? "'\\x7b7d20'::bytea" : "x'7b7d20'";
        await Database.ExecuteAsync($"update ledger set document = {bytes}, previous_hash = 'FORGED' where sequence = 2", Cancel);

        var links = (await Store.Chains.ReadLedgerAsync(Given.Bin, 0, 10, Cancel))!.Links;
        Assert.Equal([1, 2, 3], links.Select(link => link.Sequence));
        Assert.Equal("{} "u8, links[1].Document.Span);
        Assert.Equal("FORGED", links[1].PreviousHash);
        Assert.NotEqual(LedgerHash.Of(links[1].Document.Span).ToString(), links[1].Hash);
        Assert.Equal([3], (await Store.Chains.ReadLedgerAsync(Given.Bin, 2, 1, Cancel))!.Links.Select(link => link.Sequence));
    }

    private sealed record StoredVatPaymentKey(DateOnly PaidOn, string Bin, string Id);
}

public sealed class SqliteRegisterReaderTests() : RegisterReaderTests(StoreProvider.Sqlite);

public sealed class PostgresRegisterReaderTests() : RegisterReaderTests(StoreProvider.Postgres);

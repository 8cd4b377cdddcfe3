using Esf.Domain.Payments;

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="Domain.Storage.IVatPaymentStore"/>.</summary>
public abstract class VatPaymentStoreTests(StoreProvider provider) : StoreTests(provider)
{
    private const string Account = "KZ000060000000000006";
    private const string OtherAccount = "KZ000030000000000003";

    [Fact]
    public async Task A_payment_is_recorded_once_per_taxpayer_document_number_day_budget_code_and_account_recording_it_again_answers_what_is_stored_and_changes_nothing()
    {
        await RegisterAsync();
        await RegisterAsync(Given.OtherBin);
        var payment = Given.Payment() with { PayerAccount = Account };
        var first = await Store.VatPayments.RecordAsync(payment, Cancel);
        var again = await Store.VatPayments.RecordAsync([new(payment, [])], Given.Noon.AddHours(1), Cancel);
        var conflicting = Assert.Single(await Store.VatPayments.RecordAsync([payment with { Amount = Given.Money(7m) }], Cancel));
        var others = await Store.VatPayments.RecordAsync(
            [
                Given.Payment(document: "PP-2"),
                Given.Payment(bin: Given.OtherBin),
                Given.Payment(paidOn: Given.PaidOn.AddDays(6)),
                new(payment.TaxpayerBin, payment.DocumentNumber, payment.PaidOn, payment.Amount, "105101", payment.Kind),
                payment with { PayerAccount = OtherAccount },
            ],
            Cancel);

        Assert.Equal(new(payment, Given.Money(0m), Given.Noon), first);
        Assert.Equal(first, Assert.Single(again).Stored());
        Assert.Equal(first, Assert.IsType<PaymentIdentity.Conflict>(conflicting).Stored);
        Assert.Equal(6, others.Append(again[0]).Select(other => (other.Stored().Payment.TaxpayerBin, other.Stored().Payment.Id)).Distinct().Count());
        Assert.Equal(6, await Database.CountAsync("vat_payments", Cancel));
    }

    [Fact]
    public async Task A_payment_that_was_recorded_without_its_account_learns_it_from_the_first_copy_that_names_it_and_keeps_its_name()
    {
        await RegisterAsync();
        var plain = await Store.VatPayments.RecordAsync(Given.Payment(), Cancel);
        var known = await Store.VatPayments.RecordAsync(Given.Payment() with { PayerAccount = Account }, Cancel);
        var other = await Store.VatPayments.RecordAsync(Given.Payment() with { PayerAccount = OtherAccount }, Cancel);

        Assert.Equal((plain.Payment.Id, Account), (known.Payment.Id, known.Payment.PayerAccount));
        Assert.NotEqual(plain.Payment.Id, other.Payment.Id);
        Assert.Equal(known, await Store.VatPayments.RecordAsync(Given.Payment() with { PayerAccount = Account }, Cancel));
        Assert.Equal(known, await Store.VatPayments.RecordAsync(Given.Payment(), Cancel));
        Assert.Equal(known, await Store.Register.FindVatPaymentAsync(Given.Bin, plain.Payment.Id, Cancel));
        Assert.Equal(2, await Database.CountAsync("vat_payments", Cancel));
    }

    [Theory]
    [InlineData("PP-1", 1, null, true)]
    [InlineData("PP-1", -5, null, true)]
    [InlineData("PP-1", 6, null, false)]
    [InlineData("pp-1", 0, null, true)]
    [InlineData("00PP-1", 0, null, true)]
    [InlineData("PP-1", 1, Account, true)]
    [InlineData("PP-1", 1, OtherAccount, false)]
    [InlineData("PP-10", 1, null, false)]
    public async Task What_may_be_a_copy_of_a_stored_payment_is_not_recorded_unless_the_caller_says_that_it_is_another(
        string document, int days, string? account, bool isAsked)
    {
        await RegisterAsync();
        var stored = await Store.VatPayments.RecordAsync(Given.Payment() with { PayerAccount = Account }, Cancel);
        var sent = Given.Payment(document: document, paidOn: Given.PaidOn.AddDays(days)) with { PayerAccount = account };

        var first = Assert.Single(await Store.VatPayments.RecordAsync([sent], Cancel));

        if (isAsked)
        {
            Assert.Equal([stored], Assert.IsType<PaymentIdentity.MayBeRepeated>(first).Stored);
            Assert.Equal(1, await Database.CountAsync("vat_payments", Cancel));
        }

        var distinct = new VatPaymentRecording(sent, [stored.Payment.Id]);
        var recorded = Assert.Single(await Store.VatPayments.RecordAsync([distinct], Given.Noon, Cancel)).Stored();
        Assert.NotEqual(stored.Payment.Id, recorded.Payment.Id);
        Assert.Equal(recorded, Assert.Single(await Store.VatPayments.RecordAsync([distinct], Given.Noon, Cancel)).Stored());
        Assert.Equal(2, await Database.CountAsync("vat_payments", Cancel));
    }

    [Fact]
    public async Task The_same_key_may_occur_more_than_once_in_one_call_and_each_place_is_answered_in_its_turn()
    {
        await RegisterAsync();
        var answers = await Store.VatPayments.RecordAsync(
            [Given.Payment(1m, "B"), Given.Payment(2m, "A"), Given.Payment(3m, "B"), Given.Payment(1m, "B"), Given.Payment(1m, "B", paidOn: Given.PaidOn.AddDays(1))],
            Cancel);

        Assert.Equal(["B", "A"], answers.Take(2).Select(answer => answer.Stored().Payment.DocumentNumber));
        Assert.Equal(answers[0].Stored(), Assert.IsType<PaymentIdentity.Conflict>(answers[2]).Stored);
        Assert.Equal(answers[0].Stored(), answers[3].Stored());
        Assert.Equal([answers[0].Stored()], Assert.IsType<PaymentIdentity.MayBeRepeated>(answers[4]).Stored);
    }

    [Fact]
    public async Task Parallel_recordings_of_the_same_payment_or_of_copies_of_it_store_it_once()
    {
        await RegisterAsync();
        var other = await OpenStoreAsync();

        // In opposite orders, so that a store which locks as it goes would run into a deadlock; half of them with the day of another copy.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
        {
            var payments = Enumerable.Range(0, 20).Select(n => Given.Payment(5m, $"PP-{n}", paidOn: Given.PaidOn.AddDays(i % 2)));
            return (i % 2 == 0 ? Store : other).VatPayments.RecordAsync(i % 4 < 2 ? payments : payments.Reverse(), Cancel);
        }));

        Assert.Equal(20, await Database.CountAsync("vat_payments", Cancel));
    }

    [Fact]
    public async Task A_payment_of_a_taxpayer_that_is_not_registered_is_a_fault_and_leaves_nothing()
    {
        await RegisterAsync();
        await Assert.ThrowsAnyAsync<Exception>(() =>
            Store.VatPayments.RecordAsync([Given.Payment(), Given.Payment(bin: Given.OtherBin)], Cancel));

        Assert.Equal(0, await Database.CountAsync("vat_payments", Cancel));
    }

    [Fact]
    public async Task What_is_answered_is_durable()
    {
        await RegisterAsync();
        var stored = await Store.VatPayments.RecordAsync(Given.Payment(), Cancel);
        await using var after = await Database.CrashAsync(Cancel);
        var reopened = await OpenStoreAsync(after);

        Assert.Equal(stored, await reopened.Register.FindVatPaymentAsync(Given.Bin, stored.Payment.Id, Cancel));
        await reopened.DisposeAsync();
    }
}

public sealed class SqliteVatPaymentStoreTests() : VatPaymentStoreTests(StoreProvider.Sqlite);

public sealed class PostgresVatPaymentStoreTests() : VatPaymentStoreTests(StoreProvider.Postgres);

namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="Domain.Storage.IVatPaymentStore"/>.</summary>
public abstract class VatPaymentStoreTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task A_payment_is_recorded_once_per_taxpayer_document_number_day_and_budget_code_recording_it_again_answers_what_is_stored_and_changes_nothing()
    {
        await RegisterAsync();
        await RegisterAsync(Given.OtherBin);
        var payment = Given.Payment();
        var first = await Store.VatPayments.RecordAsync(payment, Cancel);
        var conflicting = await Store.VatPayments.RecordAsync([payment with { Amount = Given.Money(7m) }], Given.Noon.AddHours(1), Cancel);
        await Store.VatPayments.RecordAsync(
            [
                Given.Payment(document: "PP-2"),
                Given.Payment(bin: Given.OtherBin),
                Given.Payment(paidOn: Given.PaidOn.AddDays(1)),
                new(payment.TaxpayerBin, payment.DocumentNumber, payment.PaidOn, payment.Amount, "105101", payment.Kind),
            ],
            Given.Noon,
            Cancel);

        Assert.Equal(new(payment, Given.Money(0m), Given.Noon), first);
        Assert.Equal([first], conflicting);
        Assert.Equal(5, await Database.CountAsync("vat_payments", Cancel));
    }

    [Fact]
    public async Task The_same_key_may_occur_more_than_once_in_one_call_the_first_is_stored_and_every_place_is_answered()
    {
        await RegisterAsync();
        var answers = await Store.VatPayments.RecordAsync(
            [Given.Payment(1m, "B"), Given.Payment(2m, "A"), Given.Payment(3m, "B")], Given.Noon, Cancel);

        Assert.Equal(["B", "A", "B"], answers.Select(answer => answer.Payment.DocumentNumber));
        Assert.Equal([1m, 2m, 1m], answers.Select(answer => answer.Payment.Amount.Value));
    }

    [Fact]
    public async Task Parallel_recordings_of_the_same_payment_store_it_once_and_all_answer_it()
    {
        await RegisterAsync();
        var other = await OpenStoreAsync();

        // In opposite orders, so that a store which locks as it goes would run into a deadlock.
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
        {
            var payments = Enumerable.Range(0, 20).Select(n => Given.Payment(i + 1, $"PP-{n}"));
            return (i % 2 == 0 ? Store : other).VatPayments.RecordAsync([.. i % 4 < 2 ? payments : payments.Reverse()], Given.Noon, Cancel);
        }));

        Assert.Equal(20, await Database.CountAsync("vat_payments", Cancel));
        var stored = answers[0].ToHashSet();
        Assert.All(answers, answer => Assert.True(stored.SetEquals(answer)));
    }

    [Fact]
    public async Task A_payment_of_a_taxpayer_that_is_not_registered_is_a_fault_and_leaves_nothing()
    {
        await RegisterAsync();
        await Assert.ThrowsAnyAsync<Exception>(() =>
            Store.VatPayments.RecordAsync([Given.Payment(), Given.Payment(bin: Given.OtherBin)], Given.Noon, Cancel));

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

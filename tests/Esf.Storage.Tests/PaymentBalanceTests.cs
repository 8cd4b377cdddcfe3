using CsCheck;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>The balance of payments as a model: whatever is recorded and appended, the store answers and keeps what a dictionary would.</summary>
public abstract class PaymentBalanceTests(StoreProvider provider) : StoreTests(provider)
{
    private const int Payments = 4;

    private static readonly Gen<long> Tiyn = Gen.Long[1, 300];

    private static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Select(Gen.Int[0, Payments - 1], Tiyn, (payment, tiyn) => (Step)new Step.Record(payment, tiyn)),
        Gen.Select(Gen.Int[0, Payments - 1], Tiyn).Array[1, Payments].Array[1, 6].Select(invoices => (Step)new Step.Append(invoices)));

    private long _bins = 100_000_000_000;

    [Fact]
    public async Task Balances_are_those_of_the_model() => await Steps.Array[1, 12].SampleAsync(CheckAsync, iter: 40, threads: 1);

    private async Task CheckAsync(Step[] steps)
    {
        var bin = Given.Digits(Interlocked.Increment(ref _bins));
        await RegisterAsync(bin);
        var model = new Dictionary<string, long>();
        var appended = 0;
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Record record:
                    var payment = Payment(bin, record.Payment, record.Tiyn);
                    await Store.VatPayments.RecordAsync([payment], Cancel);
                    model.TryAdd(payment.Id, record.Tiyn);
                    break;
                case Step.Append append:
                    var batch = append.Invoices.Select(invoice => Given.Invoice(bin, Allocations(bin, invoice))).ToList();
                    var outcomes = await Store.Ledgers.AppendAsync(batch, Cancel);
                    foreach (var (item, outcome) in batch.Zip(outcomes))
                    {
                        appended += Apply(model, item.Content.Movements, outcome);
                    }

                    break;
            }
        }

        var stored = await Store.Register.ListVatPaymentsAsync(new(bin, null, null, null, null, 100), Cancel);
        Assert.Equal(model, stored.ToDictionary(payment => payment.Payment.Id, payment => payment.Remaining.Tiyn));
        await AssertUnbrokenAsync(bin, appended);
    }

    /// <summary>What the model answers is what the store has answered; an appended invoice is taken off it.</summary>
    private static int Apply(Dictionary<string, long> model, IReadOnlyList<PaymentMovement> allocations, AppendOutcome outcome)
    {
        if (allocations.FirstOrDefault(allocation => !model.ContainsKey(allocation.PaymentId)) is { } missing)
        {
            Assert.Equal(new AppendOutcome.PaymentMissing(missing.PaymentId), outcome);
            return 0;
        }

        if (allocations.FirstOrDefault(allocation => model[allocation.PaymentId] < allocation.Amount.Tiyn) is { } exhausted)
        {
            var refusal = Assert.IsType<AppendOutcome.PaymentExhausted>(outcome);
            Assert.Equal((exhausted.PaymentId, model[exhausted.PaymentId]), (refusal.PaymentId, refusal.Remaining.Tiyn));
            return 0;
        }

        Assert.IsType<AppendOutcome.Appended>(outcome);
        foreach (var allocation in allocations)
        {
            model[allocation.PaymentId] -= allocation.Amount.Tiyn;
        }

        return 1;
    }

    private static List<PaymentAllocation> Allocations(string bin, IEnumerable<(int Payment, long Tiyn)> invoice) =>
    [
        .. invoice
            .DistinctBy(allocation => allocation.Payment)
            .Select(allocation => new PaymentAllocation(Payment(bin, allocation.Payment, 1).Id, Domain.Amounts.Amount.FromTiyn(allocation.Tiyn))),
    ];

    private static VatPayment Payment(string bin, int payment, long tiyn) => Given.Payment(tiyn / 100m, $"PP-{payment}", bin);

    private abstract record Step
    {
        internal sealed record Record(int Payment, long Tiyn) : Step;

        internal sealed record Append((int Payment, long Tiyn)[][] Invoices) : Step;
    }
}

public sealed class SqlitePaymentBalanceTests() : PaymentBalanceTests(StoreProvider.Sqlite);

public sealed class PostgresPaymentBalanceTests() : PaymentBalanceTests(StoreProvider.Postgres);

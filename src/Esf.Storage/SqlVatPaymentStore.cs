using Esf.Domain;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Payments of VAT in SQL.</summary>
internal sealed class SqlVatPaymentStore(Dialect dialect, RegisterClock clock) : IVatPaymentStore
{
    private const string Insert = """
        insert into vat_payments (bin, payment_id, document_number, paid_on, amount_tiyn, budget_code, kind, allocated_tiyn, create_time_us)
        values (@bin, @payment_id, @document_number, @paid_on, @amount_tiyn, @budget_code, @kind, 0, @now_us)
        on conflict do nothing
        """;

    private static readonly KeyTable Keys = new("payment_keys", ("bin", KeyType.Text), ("payment_id", KeyType.Text));

    private readonly string _select = $"""
        select {Rows.VatPayment} from {dialect.From(Keys)}
        join vat_payments p on p.bin = payment_keys.bin and p.payment_id = payment_keys.payment_id
        """;

    public Task<IReadOnlyList<StoredVatPayment>> RecordAsync(
        IReadOnlyList<VatPayment> payments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payments.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payments.Count, Limits.BatchItems);

        return dialect.WriteAsync<IReadOnlyList<StoredVatPayment>>(
            async (session, cancel) =>
            {
                // In one order everywhere, so that two recordings of the same payments never wait for each other in a ring. The sort is
                // stable: of several payments of one key the first is stored.
                var inserts = payments
                    .OrderBy(payment => payment.TaxpayerBin, StringComparer.Ordinal)
                    .ThenBy(payment => payment.Id, StringComparer.Ordinal)
                    .Select(payment => ToInsert(payment, now))
                    .ToList();
                await clock.GuardAsync(session, now, cancel).ConfigureAwait(false);
                await session.ExecuteAsync(inserts, cancel).ConfigureAwait(false);

                session.Confirm();

                var select = session.Command(_select);
                dialect.Bind(select, Keys, [.. payments.Select(Key).Distinct().Select(key => new object?[] { key.Bin, key.PaymentId })]);
                var rows = await select.QueryAsync(row => (Id: row.GetString(1), Stored: row.ReadVatPayment()), cancel).ConfigureAwait(false);
                var stored = rows.ToDictionary(row => (row.Stored.Payment.TaxpayerBin, row.Id), row => row.Stored);
                return [.. payments.Select(payment => stored[Key(payment)])];
            },
            cancellationToken);
    }

    private static (string Bin, string PaymentId) Key(VatPayment payment) => (payment.TaxpayerBin, payment.Id);

    private static Statement ToInsert(VatPayment payment, DateTimeOffset now) => new(
        Insert,
        ("bin", payment.TaxpayerBin),
        ("payment_id", payment.Id),
        ("document_number", payment.DocumentNumber),
        ("paid_on", payment.PaidOn),
        ("amount_tiyn", payment.Amount.Tiyn),
        ("budget_code", payment.BudgetCode),
        ("kind", (short)payment.Kind),
        ("now_us", Instant.ToMicroseconds(now)));
}

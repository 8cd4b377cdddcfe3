using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Payments of VAT in SQL.</summary>
internal sealed class SqlVatPaymentStore(Dialect dialect, RegisterClock clock) : IVatPaymentStore
{
    private const string Insert = """
        insert into vat_payments (
            bin, payment_id, document_number, comparable_number, paid_on, amount_tiyn, budget_code, kind, allocated_tiyn, create_time_us, payer_account)
        values (
            @bin, @payment_id, @document_number, @comparable_number, @paid_on, @amount_tiyn, @budget_code, @kind, 0, @now_us, @payer_account)
        """;

    private const string LearnAccount =
        "update vat_payments set payer_account = @payer_account where bin = @bin and payment_id = @payment_id and payer_account = ''";

    private static readonly KeyTable Taxpayers = new("taxpayer_keys", ("bin", KeyType.Text));
    private static readonly KeyTable Numbers =
        new("number_keys", ("bin", KeyType.Text), ("comparable_number", KeyType.Text), ("first_day", KeyType.Date), ("last_day", KeyType.Date));

    // Whether a payment is a copy of another depends on what stands beside it, so recordings of one taxpayer follow one another.
    private readonly string _lock = $"""
        select t.bin from taxpayers t where t.bin in (select taxpayer_keys.bin from {dialect.From(Taxpayers)}) order by t.bin {dialect.RowLock("t", wait: true)}
        """;

    private readonly string _select = $"""
        select distinct {Rows.VatPayment} from {dialect.From(Numbers)}
        join vat_payments p on p.bin = number_keys.bin and p.comparable_number = number_keys.comparable_number
            and p.paid_on >= number_keys.first_day and p.paid_on <= number_keys.last_day
        """;

    public Task<IReadOnlyList<PaymentIdentity>> RecordAsync(
        IReadOnlyList<VatPaymentRecording> payments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payments.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payments.Count, Limits.BatchItems);

        return dialect.WriteAsync<IReadOnlyList<PaymentIdentity>>(
            async (session, cancel) =>
            {
                var shelf = new Shelf(await ReadAsync(session, payments, cancel).ConfigureAwait(false), now);
                var answers = payments.Select(shelf.Place).ToList();
                if (shelf.Statements.Count > 0)
                {
                    await clock.GuardAsync(session, now, cancel).ConfigureAwait(false);
                    session.LastStatements.AddRange(shelf.Statements);
                }
                else
                {
                    // What is answered was written by others; this commit answers for theirs.
                    session.Confirm();
                }

                return answers;
            },
            cancellationToken);
    }

    private async Task<List<StoredVatPayment>> ReadAsync(
        Session session, IReadOnlyList<VatPaymentRecording> payments, CancellationToken cancellationToken)
    {
        var taxpayers = session.Command(_lock);
        dialect.Bind(taxpayers, Taxpayers, [.. payments.Select(one => one.Payment.TaxpayerBin).Distinct().Select(bin => new object?[] { bin })]);
        await taxpayers.QueryAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);

        var candidates = session.Command(_select);
        var keys = payments.Select(one => one.Payment).Select(payment => (
            payment.TaxpayerBin,
            payment.ComparableNumber,
            First: payment.PaidOn.AddDays(-Limits.PaymentCopyDays),
            Last: payment.PaidOn.AddDays(Limits.PaymentCopyDays)));
        dialect.Bind(
            candidates, Numbers, [.. keys.Distinct().Select(key => new object?[] { key.TaxpayerBin, key.ComparableNumber, key.First, key.Last })]);
        return await candidates.QueryAsync(row => row.ReadVatPayment(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The payments that matter for a recording, as they stand while its items are placed one by one.</summary>
    private sealed class Shelf(IEnumerable<StoredVatPayment> stored, DateTimeOffset now)
    {
        private readonly Dictionary<(string Bin, string Number, string BudgetCode), List<StoredVatPayment>> _payments = stored
            .GroupBy(one => KeyOf(one.Payment))
            .ToDictionary(group => group.Key, group => group.ToList());

        /// <summary>What the placing has to write.</summary>
        public List<Statement> Statements { get; } = [];

        /// <summary>Places one payment beside the others.</summary>
        public PaymentIdentity Place(VatPaymentRecording recording)
        {
            var payment = recording.Payment;
            var key = KeyOf(payment);
            if (!_payments.TryGetValue(key, out var beside))
            {
                _payments[key] = beside = [];
            }

            var identity = PaymentIdentity.Of(recording, beside.Where(one => IsNear(one.Payment, payment)));
            switch (identity)
            {
                case PaymentIdentity.Unknown:
                    Statements.Add(ToInsert(payment, now));
                    beside.Add(new(payment, Amount.Zero, now));
                    return new PaymentIdentity.Same(beside[^1], LearnsAccount: false);
                case PaymentIdentity.Same { LearnsAccount: true, Stored: var known }:
                    var learned = known with { Payment = known.Payment with { PayerAccount = payment.PayerAccount, StoredId = known.Payment.Id } };
                    Statements.Add(ToLearn(learned.Payment));
                    beside[beside.IndexOf(known)] = learned;
                    return new PaymentIdentity.Same(learned, LearnsAccount: true);
                default:
                    return identity;
            }
        }

        private static bool IsNear(VatPayment one, VatPayment other) =>
            Math.Abs(one.PaidOn.DayNumber - other.PaidOn.DayNumber) <= Limits.PaymentCopyDays;

        private static (string Bin, string Number, string BudgetCode) KeyOf(VatPayment payment) =>
            (payment.TaxpayerBin, payment.ComparableNumber, payment.BudgetCode);
    }

    private static Statement ToInsert(VatPayment payment, DateTimeOffset now) => new(
        Insert,
        ("bin", payment.TaxpayerBin),
        ("payment_id", payment.Id),
        ("document_number", payment.DocumentNumber),
        ("comparable_number", payment.ComparableNumber),
        ("paid_on", payment.PaidOn),
        ("amount_tiyn", payment.Amount.Tiyn),
        ("budget_code", payment.BudgetCode),
        ("kind", (short)payment.Kind),
        ("now_us", Instant.ToMicroseconds(now)),
        ("payer_account", payment.PayerAccount ?? string.Empty));

    private static Statement ToLearn(VatPayment payment) => new(
        LearnAccount, ("payer_account", payment.PayerAccount), ("bin", payment.TaxpayerBin), ("payment_id", payment.Id));
}

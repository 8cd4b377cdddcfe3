using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Domain.Payments;

/// <summary>Records payments of VAT for a non-resident, and tells until when they must become invoices.</summary>
public sealed class VatPaymentRegistry(IVatPaymentStore store, IRegisterReader reader, LawBook law, TimeProvider clock)
{
    private static readonly VatPaymentRules Rules = new();

    /// <summary>Records payments of one taxpayer with an outcome for each, in order; one that is refused does not touch its neighbours.</summary>
    /// <param name="bin">The taxpayer.</param>
    /// <param name="payments">At most <see cref="Limits.BatchItems"/> payments of that taxpayer.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public async Task<IReadOnlyList<RecordOutcome>> RecordAsync(string bin, IReadOnlyList<VatPaymentRecording> payments, CancellationToken cancellationToken)
    {
        if (await reader.FindTaxpayerAsync(bin, cancellationToken).ConfigureAwait(false) is null)
        {
            throw TaxpayerRegistry.NotFound(bin);
        }

        var now = KazakhstanCalendar.Now(clock);
        var violations = payments.Select(sent => Rules.Judge(new(sent.Payment, law, KazakhstanCalendar.DateOf(now))).ToArray()).ToArray();
        var lawful = payments.Where((_, i) => violations[i].Length == 0).ToArray();
        var identities = lawful.Length == 0 ? [] : await store.RecordAsync(lawful, now, cancellationToken).ConfigureAwait(false);

        var outcomes = new List<RecordOutcome>(payments.Count);
        var next = 0;
        for (var i = 0; i < payments.Count; i++)
        {
            outcomes.Add(violations[i].Length > 0 ? new(null, new EsfException(ErrorCatalogue.RequestInvalid, violations[i])) : Conclude(payments[i].Payment, identities[next++]));
        }

        return outcomes;
    }

    /// <summary>A payment.</summary>
    /// <exception cref="EsfException">VAT_PAYMENT_NOT_FOUND.</exception>
    public async Task<StoredVatPayment> GetAsync(string bin, string paymentId, CancellationToken cancellationToken) =>
        await reader.FindVatPaymentAsync(bin, paymentId, cancellationToken).ConfigureAwait(false)
        ?? throw new EsfException(ErrorCatalogue.VatPaymentNotFound, ("payment", paymentId)) { Resource = NameOf(bin, paymentId) };

    /// <summary>Payments with money left, the soonest closing day first; without those of which only a rounding is left.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="includeClosed">Also those whose window has closed.</param>
    /// <param name="after">Behind this key.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<(IssueDeadline Deadline, VatPaymentKey Key)>> ListDeadlinesAsync(
        string? bin, bool includeClosed, VatPaymentKey? after, int limit, CancellationToken cancellationToken)
    {
        var today = KazakhstanCalendar.Today(clock);

        // Payments by day are payments by closing day: IssueWindowPolicy guarantees it. A rest that is rounding is nobody's work.
        var from = includeClosed ? (DateOnly?)null : law.IssueWindows.EarliestPaymentStillOpen(today);
        var query = new VatPaymentQuery(bin, from, null, law.WholeTenge.RuleFor(today).Unit, after, limit);
        var payments = await reader.ListVatPaymentsAsync(query, cancellationToken).ConfigureAwait(false);
        return
        [
            .. payments.Select(stored => (
                new IssueDeadline(
                    stored.Payment.TaxpayerBin,
                    stored.Payment.Id,
                    stored.Payment.DocumentNumber,
                    stored.Payment.PaidOn,
                    stored.Remaining,
                    law.IssueWindows.WindowFor(stored.Payment.PaidOn),
                    today),
                new VatPaymentKey(stored.Payment.PaidOn, stored.Payment.TaxpayerBin, stored.Payment.Id))),
        ];
    }

    private static RecordOutcome Conclude(VatPayment sent, PaymentIdentity identity) => identity switch
    {
        PaymentIdentity.Same same => new(same.Stored, null),
        PaymentIdentity.Conflict conflict => new(null, new EsfException(
            ErrorCatalogue.VatPaymentConflict,
            ("document", sent.DocumentNumber),
            ("paid_on", sent.PaidOn.Show()),
            ("payment", NameOf(conflict.Stored.Payment)),
            ("stored", Show(conflict.Stored.Payment)),
            ("sent", Show(sent)))
        { Resource = NameOf(conflict.Stored.Payment) }),
        PaymentIdentity.MayBeRepeated copies => new(null, new EsfException(
            ErrorCatalogue.VatPaymentMayBeRepeated,
            ("document", sent.DocumentNumber),
            ("paid_on", sent.PaidOn.Show()),
            ("sent", Show(sent)),
            ("stored", string.Join("; ", copies.Stored.Take(Limits.PaymentsInRefusal).Select(stored => ShowDocument(stored.Payment)))),
            ("payments", string.Join(", ", copies.Stored.Take(Limits.PaymentsInRefusal).Select(stored => NameOf(stored.Payment)))))
        { Resource = NameOf(copies.Stored[0].Payment) }),
        _ => throw new InvalidOperationException($"Unknown identity {identity}."),
    };

    private static string ShowDocument(VatPayment payment) => string.Join(
        ", ",
        new[] { $"{payment.DocumentNumber} / {payment.PaidOn.Show()}", $"{payment.Amount} KZT", payment.PayerAccount }.Where(part => part is not null));

    private static string Show(VatPayment payment) =>
        $"{payment.Amount} KZT, {(payment.Kind == VatPaymentKind.BankPayment ? "BANK_PAYMENT" : "OVERPAYMENT_OFFSET")}";

    private static string NameOf(VatPayment payment) => NameOf(payment.TaxpayerBin, payment.Id);

    private static string NameOf(string bin, string paymentId) => $"taxpayers/{bin}/vatPayments/{paymentId}";
}

/// <summary>What became of one payment: exactly one of the two is there.</summary>
/// <param name="Payment">The payment as stored.</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record RecordOutcome(StoredVatPayment? Payment, EsfException? Refusal);

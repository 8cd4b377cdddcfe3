namespace Esf.Domain.Payments;

/// <summary>A payment that is to be recorded.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="DistinctFrom">Identifiers of stored payments of which the caller says that this one is another.</param>
public sealed record VatPaymentRecording(VatPayment Payment, IReadOnlyCollection<string> DistinctFrom);

/// <summary>What a payment that is to be recorded is to those that are stored.</summary>
public abstract record PaymentIdentity
{
    /// <summary>None of them.</summary>
    public sealed record Unknown : PaymentIdentity;

    /// <summary>This very one.</summary>
    /// <param name="Stored">The stored payment.</param>
    /// <param name="LearnsAccount">Whether the account becomes known by this copy.</param>
    public sealed record Same(StoredVatPayment Stored, bool LearnsAccount) : PaymentIdentity;

    /// <summary>Its document is stored with another amount or kind, or cannot be told apart from a payment that it is said to differ from.</summary>
    /// <param name="Stored">The stored payment.</param>
    public sealed record Conflict(StoredVatPayment Stored) : PaymentIdentity;

    /// <summary>It may be one of these: only the caller can know.</summary>
    /// <param name="Stored">The stored payments, one at least.</param>
    public sealed record MayBeRepeated(IReadOnlyList<StoredVatPayment> Stored) : PaymentIdentity;

    /// <summary>Judges a payment by those that may be it.</summary>
    /// <remarks>
    /// One bank operation reaches the register in copies that carry different fields: the evening export has the day on which the order was
    /// written, the extract that on which the bank carried it out, and not each names the account. So the fields that a copy leaves out do
    /// not make it another payment. What is certainly the same is answered, what is certainly another is stored, the rest is asked.
    /// </remarks>
    /// <param name="sent">The payment.</param>
    /// <param name="candidates">
    /// Stored payments of the taxpayer with its comparable number and budget code, at most <see cref="Limits.PaymentCopyDays"/> away from its day.
    /// </param>
    public static PaymentIdentity Of(VatPaymentRecording sent, IEnumerable<StoredVatPayment> candidates)
    {
        var payment = sent.Payment;
        var near = new List<StoredVatPayment>();
        var same = new List<StoredVatPayment>();
        foreach (var stored in candidates.OrderBy(stored => stored.Payment.PaidOn).ThenBy(stored => stored.Payment.Id, StringComparer.Ordinal))
        {
            var isDistinct = sent.DistinctFrom.Contains(stored.Payment.Id, StringComparer.Ordinal);
            if (stored.Payment.Id == payment.Id)
            {
                return isDistinct || !IsSameMoney(stored.Payment, payment) ? new Conflict(stored) : SameAs(stored, payment);
            }

            if (!isDistinct && MayShareAccount(stored.Payment, payment))
            {
                (IsSameDocument(stored.Payment, payment) ? same : near).Add(stored);
            }
        }

        return (OfSameMoney(same, payment), same, OfSameMoney(near, payment)) switch
        {
            ([var only], _, _) => SameAs(only, payment),
            ([_, _, ..] several, _, _) => new MayBeRepeated(several),
            (_, [var other, ..], _) => new Conflict(other),
            (_, _, [_, ..] copies) => new MayBeRepeated(copies),
            _ => new Unknown(),
        };
    }

    private static Same SameAs(StoredVatPayment stored, VatPayment sent) =>
        new(stored, stored.Payment.PayerAccount is null && sent.PayerAccount is not null);

    private static StoredVatPayment[] OfSameMoney(IEnumerable<StoredVatPayment> candidates, VatPayment payment) =>
        [.. candidates.Where(stored => IsSameMoney(stored.Payment, payment))];

    private static bool IsSameMoney(VatPayment one, VatPayment other) => one.Amount == other.Amount && one.Kind == other.Kind;

    private static bool IsSameDocument(VatPayment one, VatPayment other) =>
        one.PaidOn == other.PaidOn && one.DocumentNumber == other.DocumentNumber;

    private static bool MayShareAccount(VatPayment one, VatPayment other) =>
        one.PayerAccount is null || other.PayerAccount is null || one.PayerAccount == other.PayerAccount;
}

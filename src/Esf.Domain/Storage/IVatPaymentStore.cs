using Esf.Domain.Payments;

namespace Esf.Domain.Storage;

/// <summary>Records payments of VAT.</summary>
/// <remarks>
/// <para>A payment is recorded once per taxpayer, document number, day, budget code and account; recording it again answers what is stored and changes nothing.</para>
/// <para>A payment that was recorded without its account learns it from the first copy that names it, and keeps its name.</para>
/// <para>What may be a copy of a stored payment is not recorded unless the caller says that it is another.</para>
/// <para>Parallel recordings of the same payment, or of copies of it, store it once.</para>
/// <para>What is answered is durable, also where it was stored before: on the disk, and on the standby where the operator has asked for it.</para>
/// </remarks>
public interface IVatPaymentStore
{
    /// <summary>Records payments in one transaction; their taxpayers are registered.</summary>
    /// <param name="payments">1 to <see cref="Limits.BatchItems"/> payments; the same key may occur more than once.</param>
    /// <param name="now">Instant of the recording.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>What each was to those that were stored when its turn came, in order: <see cref="PaymentIdentity.Same"/> with the payment as it
    /// stands now where it is recorded, newly or before.</returns>
    Task<IReadOnlyList<PaymentIdentity>> RecordAsync(
        IReadOnlyList<VatPaymentRecording> payments, DateTimeOffset now, CancellationToken cancellationToken);
}

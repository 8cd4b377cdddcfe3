using Esf.Domain.Payments;

namespace Esf.Domain.Storage;

/// <summary>Records payments of VAT.</summary>
/// <remarks>
/// <para>A payment is recorded once per taxpayer, document number, day and budget code; recording it again answers what is stored and changes nothing.</para>
/// <para>Parallel recordings of the same payment store it once and all answer it.</para>
/// <para>What is answered is durable, also where it was stored before: on the disk, and on the standby where the operator has asked for it.</para>
/// </remarks>
public interface IVatPaymentStore
{
    /// <summary>Records payments in one transaction; their taxpayers are registered.</summary>
    /// <param name="payments">1 to <see cref="Limits.BatchItems"/> payments; the same key may occur more than once.</param>
    /// <param name="now">Instant of the recording.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>What is stored under the key of each, in order; compare it with what was sent to see a conflict.</returns>
    Task<IReadOnlyList<StoredVatPayment>> RecordAsync(IReadOnlyList<VatPayment> payments, DateTimeOffset now, CancellationToken cancellationToken);
}

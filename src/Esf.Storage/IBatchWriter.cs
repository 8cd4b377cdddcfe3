using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Writes the batches of many callers in one transaction; the append queue stands in front of it.</summary>
internal interface IBatchWriter
{
    /// <summary>Appends batches in one transaction; each is written whole or left out.</summary>
    /// <param name="batches">At least one, together at most <see cref="Esf.Domain.Limits.AppendBatch"/> items.</param>
    /// <param name="wait">
    /// True: wait for taxpayers that another transaction holds, at most <see cref="Esf.Domain.Limits.LockWait"/>. False: leave out the
    /// batches that need one of them, without waiting, and wait at most <see cref="Esf.Domain.Limits.SharedLockWait"/> for anything else.
    /// </param>
    /// <param name="cancellationToken">Gives up before the commit; never after it.</param>
    /// <returns>The outcomes of each batch, in order; null for one that was left out.</returns>
    /// <exception cref="TaxpayerLockedException">A taxpayer was held for too long; nothing is stored.</exception>
    /// <exception cref="StoreLockedException">Another row was held for too long; nothing is stored.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    Task<IReadOnlyList<IReadOnlyList<AppendOutcome>?>> AppendAsync(
        IReadOnlyList<IReadOnlyList<LedgerAppend>> batches, bool wait, CancellationToken cancellationToken);
}

/// <summary>Another transaction holds the taxpayer itself: nothing of this taxpayer can be written at the moment.</summary>
internal sealed class TaxpayerLockedException(Exception innerException)
    : StoreLockedException("Another transaction holds the taxpayer.", innerException);

using Esf.Domain.Ledger;
using Esf.Domain.Offsets;

namespace Esf.Domain.Storage;

/// <summary>Reads offsets as the register held them at a moment, whatever is committed meanwhile.</summary>
/// <remarks>
/// <para>A moment is a place in the feed: it has all documents up to that place and no other one.</para>
/// <para>The moment of an instant has what was committed until then, and nothing later.</para>
/// <para>The moment of an instant never changes once it was answered: what commits later has a later commit time, whatever its server's clock says.</para>
/// <para>While an older write may still come, an instant has no moment yet.</para>
/// <para>Offsets are listed by date, taxpayer and sequence, and continue behind a key; a list of one moment is always the same.</para>
/// <para>An offset that a later document ended is EFFECTIVE at the moments before that document.</para>
/// <para>An offset names the payments that its invoice stands on; of a corrected invoice also those that it kept.</para>
/// <para>Sums have what begins on its own day and subtract what ends on the day of the document that ended it.</para>
/// <para>A sum is exact however large it is.</para>
/// </remarks>
public interface IOffsetReader
{
    /// <summary>The moment of an instant, or the latest one.</summary>
    /// <param name="asOf">The instant; null: the end of the feed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the answer could still change: the instant has not passed, or an older write is under way.</returns>
    Task<RegisterMoment?> FindMomentAsync(DateTimeOffset? asOf, CancellationToken cancellationToken);

    /// <summary>Offsets by date, taxpayer and sequence.</summary>
    Task<IReadOnlyList<Offset>> ListOffsetsAsync(OffsetQuery query, OffsetKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many offsets there are.</summary>
    Task<long> CountOffsetsAsync(OffsetQuery query, CancellationToken cancellationToken);

    /// <summary>Sums by group, in the order of their keys, behind a key.</summary>
    /// <param name="query">Which effects; its state is not asked.</param>
    /// <param name="group">By what; a quarter of document days is summed from days by the caller.</param>
    /// <param name="afterKey">Behind this key; empty: from the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<OffsetSum>> SumOffsetsAsync(OffsetQuery query, OffsetGroup group, string afterKey, int limit, CancellationToken cancellationToken);

    /// <summary>The sum of all.</summary>
    Task<OffsetTotals> TotalOffsetsAsync(OffsetQuery query, CancellationToken cancellationToken);

    /// <summary>Sums by day and attributed quarter of some taxpayers, for all that lies in some quarters by its day or by its attribution.</summary>
    Task<IReadOnlyList<DayOfTaxpayer>> SumTaxpayersAsync(
        IReadOnlyCollection<string> bins, TaxPeriod first, TaxPeriod last, RegisterMoment moment, CancellationToken cancellationToken);

    /// <summary>The documents of one taxpayer that lie in some quarters by their day or by attribution, oldest first, and how many there are.</summary>
    Task<(IReadOnlyList<RegistrationNumber> First, int Count)> ListDocumentsAsync(
        string bin, TaxPeriod firstPeriod, TaxPeriod lastPeriod, RegisterMoment moment, int limit, CancellationToken cancellationToken);
}

/// <summary>A moment of the register.</summary>
/// <param name="Position">The last document that it has, as a place in the feed; 0: none.</param>
/// <param name="CompleteThrough">Commit time of that document; the earliest instant when there is none.</param>
public sealed record RegisterMoment(long Position, DateTimeOffset CompleteThrough);

/// <summary>Which offsets. Null members do not restrict.</summary>
/// <param name="Moment">As of this moment.</param>
/// <param name="Bin">Of this taxpayer only.</param>
/// <param name="From">Of this day or later.</param>
/// <param name="To">Of this day or earlier.</param>
/// <param name="SupplierCountryCode">Of suppliers from this country.</param>
/// <param name="State">In this state.</param>
/// <param name="Period">Attributed to this quarter.</param>
public sealed record OffsetQuery(RegisterMoment Moment, string? Bin, DateOnly? From, DateOnly? To, string? SupplierCountryCode, OffsetState? State, TaxPeriod? Period = null);

/// <summary>Place of an offset in the order of lists.</summary>
/// <param name="Date">Date of the offset.</param>
/// <param name="Bin">Taxpayer.</param>
/// <param name="Sequence">Place of the invoice in its ledger.</param>
public sealed record OffsetKey(DateOnly Date, string Bin, long Sequence);

/// <summary>What the documents of one taxpayer did to the offset on one day.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="Day">The day.</param>
/// <param name="Period">The quarter to which the law attributes it.</param>
/// <param name="Totals">What they did.</param>
public sealed record DayOfTaxpayer(string Bin, DateOnly Day, TaxPeriod Period, OffsetTotals Totals);

using Esf.Domain.Amounts;
using Esf.Domain.Ledger;

namespace Esf.Domain.Offsets;

/// <summary>What one document does to the VAT offset: on its day of issue and on no other, and for the quarters to which the law attributes it.</summary>
/// <remarks>
/// An earlier day is never touched, so the offset of any day is the sum of <see cref="Net"/> over the documents of that day, and the register
/// as of an instant is the documents until then (Tax Code, art. 481 p. 3). Beside the day each part carries the quarter of the return that it
/// belongs to, which for what ends is the quarter in which it was taken (art. 483 p. 2).
/// </remarks>
/// <param name="Date">Date of the effect: the day of issue of the document.</param>
/// <param name="Amount">VAT of the document itself, KZT: signed for an additional invoice, nothing for a revocation or for a principal.</param>
/// <param name="AttributedPeriod">The quarter to which the law attributes <paramref name="Amount"/>.</param>
/// <param name="Withdrawn">Offsets of earlier invoices that end on that date.</param>
public sealed record OffsetEffect(DateOnly Date, Amount Amount, TaxPeriod AttributedPeriod, IReadOnlyList<WithdrawnOffset> Withdrawn)
{
    /// <summary>The quarter of the day.</summary>
    public TaxPeriod TaxPeriod => TaxPeriod.Of(Date);

    /// <summary>What ends, KZT, signed.</summary>
    public Amount WithdrawnAmount => Amount.Sum(Withdrawn.Select(offset => offset.Amount));

    /// <summary>By how much the offset of the day changes, KZT, signed.</summary>
    public Amount Net => Amount - WithdrawnAmount;
}

/// <summary>The offset of an earlier invoice that a later document ends.</summary>
/// <param name="Invoice">The earlier invoice.</param>
/// <param name="Amount">Its whole offset, KZT; negative for an additional invoice that had given offset back.</param>
/// <param name="AttributedPeriod">The quarter to which it was attributed, and which it leaves.</param>
public sealed record WithdrawnOffset(RegistrationNumber Invoice, Amount Amount, TaxPeriod AttributedPeriod);

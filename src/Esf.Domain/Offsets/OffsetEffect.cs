using Esf.Domain.Amounts;
using Esf.Domain.Ledger;

namespace Esf.Domain.Offsets;

/// <summary>What one document does to the VAT offset, on its day of issue and on no other (Tax Code, art. 481 p. 3).</summary>
/// <remarks>
/// An earlier day is never touched: what a return has reported for a period stays, and a correction counts from its own day on. So the offset
/// of any day is the sum of <see cref="Net"/> over the documents of that day, and the register as of an instant is the documents until then.
/// </remarks>
/// <param name="Date">Date of the effect: the day of issue of the document.</param>
/// <param name="Amount">VAT of the document itself, KZT: signed for an additional invoice, nothing for a revocation.</param>
/// <param name="Withdrawn">Offset of an earlier invoice that ends on that date; null where nothing ends.</param>
public sealed record OffsetEffect(DateOnly Date, Amount Amount, WithdrawnOffset? Withdrawn)
{
    /// <summary>The quarter in which the effect counts.</summary>
    public TaxPeriod TaxPeriod => TaxPeriod.Of(Date);

    /// <summary>By how much the offset of the day changes, KZT, signed.</summary>
    public Amount Net => Withdrawn is null ? Amount : Amount - Withdrawn.Amount;
}

/// <summary>The offset of an earlier invoice that a later document ends.</summary>
/// <param name="Invoice">The earlier invoice.</param>
/// <param name="Amount">Its whole VAT, KZT; negative for an additional invoice that had given offset back.</param>
public sealed record WithdrawnOffset(RegistrationNumber Invoice, Amount Amount);

using Esf.Domain.Amounts;

namespace Esf.Domain.Offsets;

/// <summary>What one document does to the VAT offset: so much, on its day of issue (Tax Code, art. 481 p. 3).</summary>
/// <param name="Date">Date of the offset: the day of issue, never anything else.</param>
/// <param name="Amount">VAT that is offset, KZT.</param>
public sealed record OffsetEffect(DateOnly Date, Amount Amount)
{
    /// <summary>The quarter in which the offset is taken.</summary>
    public TaxPeriod TaxPeriod => TaxPeriod.Of(Date);
}

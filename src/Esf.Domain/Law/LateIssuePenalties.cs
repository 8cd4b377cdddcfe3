using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>The monthly calculation index (МРП, MCI) of one year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Amount">KZT.</param>
public sealed record CalculationIndex(int Year, Amount Amount);

/// <summary>
/// The fines for an invoice that is issued late (Code of administrative offences, art. 280-1): a warning first, and for another one within a
/// year a fine by the size of the business. No article takes the offset away for lateness.
/// </summary>
/// <param name="Small">Fine of a small business, in MCI.</param>
/// <param name="Medium">Fine of a medium business, in MCI.</param>
/// <param name="Large">Fine of a large business, in MCI.</param>
/// <param name="Indexes">The MCI by year.</param>
public sealed record LateIssuePenalties(int Small, int Medium, int Large, IReadOnlyList<CalculationIndex> Indexes)
{
    /// <summary>The fines of a year as a text: <c>86500.00 / 216250.00 / 432500.00</c>; of the last year known, for a later one.</summary>
    public string Show(int year)
    {
        var index = Indexes.Where(known => known.Year <= year).MaxBy(known => known.Year) ?? Indexes.MinBy(known => known.Year)!;
        return string.Join(" / ", new[] { Small, Medium, Large }.Select(multiple => Amount.Exactly(multiple * index.Amount.Value)!.Value.ToString()));
    }
}

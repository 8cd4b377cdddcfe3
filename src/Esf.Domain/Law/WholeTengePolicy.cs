using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>In what unit VAT is paid and declared; in force from a day on.</summary>
/// <param name="Name">What a note calls it.</param>
/// <param name="InForceFrom">First day of payment that it applies to.</param>
/// <param name="Unit">The unit, KZT.</param>
/// <param name="Note">The reading in words.</param>
public sealed record WholeTengeRule(string Name, DateOnly InForceFrom, Amount Unit, string Note);

/// <summary>Invoices are in tiyn, payments and returns in whole tenge: what is left between the two is rounding, and nobody's work.</summary>
/// <remarks>A rest closes only upwards: the VAT of an invoice is never more than what was paid (<see cref="Sources.OffsetNeverMoreThanPaid"/>).</remarks>
public sealed class WholeTengePolicy(IReadOnlyList<WholeTengeRule> rules)
{
    /// <summary>The rule for a day of payment; the first one for an earlier day.</summary>
    public WholeTengeRule RuleFor(DateOnly paidOn) =>
        rules.Where(rule => rule.InForceFrom <= paidOn).MaxBy(rule => rule.InForceFrom) ?? rules.MinBy(rule => rule.InForceFrom)!;

    /// <summary>Whether what is left of a payment is the rounding of what an invoice took: less than one unit, and not the whole payment.</summary>
    /// <param name="paidOn">The day of the payment.</param>
    /// <param name="allocated">What invoices have taken of it.</param>
    /// <param name="remaining">What is left.</param>
    public bool IsRounding(DateOnly paidOn, Amount allocated, Amount remaining) =>
        allocated.IsPositive && remaining.IsPositive && remaining < RuleFor(paidOn).Unit;
}

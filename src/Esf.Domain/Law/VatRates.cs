using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>The rate of VAT for a non-resident with the turnover dates for which it is in force.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="From">First turnover date.</param>
/// <param name="To">Last turnover date; null while it is in force.</param>
public sealed record DatedVatRate(VatRate Rate, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it is in force on a turnover date.</summary>
    public bool IsInForce(DateOnly turnoverDate) => From <= turnoverDate && (To is null || turnoverDate <= To);
}

/// <summary>
/// The rate of VAT by turnover date: one, and no reduced rate, since VAT for a non-resident is computed at the rate of art. 503 p. 1 alone
/// (Tax Code, art. 502 p. 4).
/// </summary>
public sealed class VatRates(IReadOnlyList<DatedVatRate> rates)
{
    /// <summary>All rates.</summary>
    public IReadOnlyList<DatedVatRate> Rates { get; } = rates;

    /// <summary>The rate on a turnover date; null on a date before the first one.</summary>
    public VatRate? On(DateOnly turnoverDate) => Rates.SingleOrDefault(rate => rate.IsInForce(turnoverDate))?.Rate;
}

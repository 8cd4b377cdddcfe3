using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>A rate of VAT with the turnover dates for which it is in force.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="From">First turnover date.</param>
/// <param name="To">Last turnover date; null while it stands.</param>
/// <param name="IsStandard">Whether it is the rate for a line that names none; the others are for what the law lists.</param>
public sealed record DatedVatRate(VatRate Rate, DateOnly From, DateOnly? To, bool IsStandard)
{
    /// <summary>Whether it is in force on a turnover date.</summary>
    public bool IsInForce(DateOnly turnoverDate) => From <= turnoverDate && (To is null || turnoverDate <= To);
}

/// <summary>The rates of VAT by turnover date (Tax Code, art. 503): on every date at most one standard rate.</summary>
public sealed class VatRates(IReadOnlyList<DatedVatRate> rates)
{
    /// <summary>The standard rate on a turnover date; null on a date before the first rate, which is older than an invoice may be.</summary>
    public VatRate? StandardOn(DateOnly turnoverDate) => rates.SingleOrDefault(rate => rate.IsStandard && rate.IsInForce(turnoverDate))?.Rate;

    /// <summary>All rates on a turnover date, the standard one first.</summary>
    public IReadOnlyList<VatRate> InForceOn(DateOnly turnoverDate) =>
        [.. rates.Where(rate => rate.IsInForce(turnoverDate)).OrderByDescending(rate => rate.IsStandard).Select(rate => rate.Rate)];
}

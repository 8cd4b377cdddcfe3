namespace Esf.Domain.Amounts;

/// <summary>The only place where an amount is rounded: half away from zero.</summary>
/// <remarks>Our reading where the Tax Code is silent: line by line; totals are sums of rounded lines.</remarks>
public static class Rounding
{
    /// <summary>Rounds to 0.01 KZT, half away from zero.</summary>
    public static Amount ToTiyn(decimal value) => Amount.OfRounded(decimal.Round(value, Amount.Decimals, MidpointRounding.AwayFromZero));

    /// <summary>Rounds to whole tenge, half away from zero: the unit of a return (form 300.00).</summary>
    public static long ToTenge(Amount amount) => decimal.ToInt64(decimal.Round(amount.Value, 0, MidpointRounding.AwayFromZero));
}

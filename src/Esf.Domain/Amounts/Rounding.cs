namespace Esf.Domain.Amounts;

/// <summary>The only place where an amount is rounded: half away from zero, to 0.01 KZT.</summary>
/// <remarks>Our reading where the Tax Code is silent: line by line; totals are sums of rounded lines.</remarks>
public static class Rounding
{
    /// <summary>Rounds to 0.01 KZT, half away from zero.</summary>
    public static Amount ToTiyn(decimal value) => Amount.OfRounded(decimal.Round(value, Amount.Decimals, MidpointRounding.AwayFromZero));
}

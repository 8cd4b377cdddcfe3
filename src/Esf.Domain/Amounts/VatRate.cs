using System.Globalization;

namespace Esf.Domain.Amounts;

/// <summary>A rate of VAT in percent, more than 0 and at most 100, with at most two decimals.</summary>
public readonly record struct VatRate
{
    private VatRate(decimal percent) => Percent = percent;

    /// <summary>The rate in percent: 16 means 16 %.</summary>
    public decimal Percent { get; }

    /// <summary>The rate that a number of percent states, or null when it is none.</summary>
    public static VatRate? OfPercent(decimal percent) =>
        percent is > 0m and <= 100m && decimal.Round(percent, 2, MidpointRounding.ToZero) == percent ? new(percent) : null;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a rate.</exception>
    public static VatRate Parse(string text) =>
        (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? OfPercent(percent) : null) ?? throw new FormatException($"'{text}' is not a rate of VAT.");

    /// <summary>The VAT on a turnover, rounded to 0.01 KZT.</summary>
    public Amount Of(Amount turnover) => Rounding.ToTiyn(turnover.Value * Percent / 100m);

    /// <summary>Percent without trailing zeros: <c>16</c>.</summary>
    public override string ToString() => Percent.ToString("0.##", CultureInfo.InvariantCulture);
}

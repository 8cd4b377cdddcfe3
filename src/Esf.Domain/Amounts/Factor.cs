using System.Globalization;

namespace Esf.Domain.Amounts;

/// <summary>A positive quantity, price or rate of exchange: at most 18 digits, 6 of them decimals.</summary>
public readonly record struct Factor
{
    /// <summary>Decimals of a factor, at most.</summary>
    public const int Decimals = 6;

    /// <summary>The largest factor: 18 digits with 6 decimals.</summary>
    public const decimal Max = 999_999_999_999.999999m;

    private Factor(decimal value) => Value = value;

    /// <summary>The number.</summary>
    public decimal Value { get; }

    /// <summary>The factor that a number states exactly, or null when it is not positive, too large or too fine.</summary>
    public static Factor? Exactly(decimal value) =>
        value > 0m && value <= Max && decimal.Round(value, Decimals, MidpointRounding.ToZero) == value ? new(value) : null;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a factor.</exception>
    public static Factor Parse(string text) =>
        (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? Exactly(value) : null) ?? throw new FormatException($"'{text}' is not a factor.");

    /// <summary>Digits without trailing zeros, whatever the culture: <c>520</c>, <c>0.5</c>.</summary>
    public override string ToString() => Value.ToString("0.######", CultureInfo.InvariantCulture);
}

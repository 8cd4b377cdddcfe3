using System.Globalization;

namespace Esf.Domain.Amounts;

/// <summary>A sum of money with exactly two decimals; never a float, never a hidden third digit.</summary>
/// <remarks>KZT everywhere but in <see cref="Invoices.Settlement"/>, where it is in the currency of the contract.</remarks>
public readonly record struct Amount : IComparable<Amount>
{
    /// <summary>Decimals of a sum of money.</summary>
    public const int Decimals = 2;

    /// <summary>The largest sum a document can carry: 17 digits with 2 decimals.</summary>
    public static readonly Amount Max = new(999_999_999_999_999.99m);

    /// <summary>Nothing.</summary>
    public static readonly Amount Zero = new(0m);

    private readonly decimal _value;

    // Adding 0.00 fixes the scale, so that 1 and 1.00 are the same text as well as the same number.
    private Amount(decimal value) => _value = value + 0.00m;

    /// <summary>The sum as a decimal number with scale 2.</summary>
    public decimal Value => _value + 0.00m;

    /// <summary>The sum in tiyn (0.01 KZT), the unit in which the store keeps it; not for totals over taxpayers, which do not fit.</summary>
    public long Tiyn => decimal.ToInt64(_value * 100m);

    /// <summary>Whether a document can carry the sum: at most 17 digits with 2 decimals.</summary>
    public bool FitsDocument => _value <= Max._value && _value >= -Max._value;

    /// <summary>Whether the sum is more than nothing.</summary>
    public bool IsPositive => _value > 0m;

    /// <summary>The sum, positive whatever its sign was.</summary>
    public Amount WithoutSign => new(Math.Abs(_value));

    /// <summary>The sum of so many tiyn.</summary>
    public static Amount FromTiyn(long tiyn) => new(tiyn / 100m);

    /// <summary>The sum of so many thousand millions of tiyn and so many tiyn: a total over many documents, which 64 bits may not hold.</summary>
    public static Amount FromTiynParts(long thousandMillions, long tiyn) => new(((thousandMillions * 1_000_000_000m) + tiyn) / 100m);

    /// <summary>The sum that a number states exactly, or null when it has a third decimal.</summary>
    public static Amount? Exactly(decimal value)
    {
        // What is kept is the cut number: 1.000 would keep its third zero.
        var cut = decimal.Round(value, Decimals, MidpointRounding.ToZero);
        return cut == value ? new(cut) : null;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a sum of money.</exception>
    public static Amount Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && Exactly(value) is { } amount
            ? amount
            : throw new FormatException($"'{text}' is not a sum of money with {Decimals} decimals.");

    /// <summary>The sum of a sequence.</summary>
    public static Amount Sum(IEnumerable<Amount> amounts) => amounts.Aggregate(Zero, (sum, amount) => sum + amount);

    public static Amount operator +(Amount left, Amount right) => new(left._value + right._value);

    public static Amount operator -(Amount left, Amount right) => new(left._value - right._value);

    public static bool operator <(Amount left, Amount right) => left._value < right._value;

    public static bool operator >(Amount left, Amount right) => left._value > right._value;

    public static bool operator <=(Amount left, Amount right) => left._value <= right._value;

    public static bool operator >=(Amount left, Amount right) => left._value >= right._value;

    /// <inheritdoc/>
    public int CompareTo(Amount other) => _value.CompareTo(other._value);

    /// <summary>Digits, a point and two decimals, whatever the culture: <c>832000.00</c>.</summary>
    public override string ToString() => _value.ToString("0.00", CultureInfo.InvariantCulture);

    internal static Amount OfRounded(decimal value) => new(value);
}

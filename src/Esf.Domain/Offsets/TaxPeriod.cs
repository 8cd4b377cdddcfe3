using System.Globalization;

namespace Esf.Domain.Offsets;

/// <summary>A calendar quarter, the tax period of VAT: <c>2026-Q2</c>.</summary>
public readonly record struct TaxPeriod : IComparable<TaxPeriod>
{
    private TaxPeriod(int year, int quarter) => (Year, Quarter) = (year, quarter);

    /// <summary>Calendar year.</summary>
    public int Year { get; }

    /// <summary>Quarter of that year, 1 to 4.</summary>
    public int Quarter { get; }

    /// <summary>The quarter that a date lies in.</summary>
    public static TaxPeriod Of(DateOnly date) => new(date.Year, ((date.Month - 1) / 3) + 1);

    public static bool operator <(TaxPeriod left, TaxPeriod right) => left.CompareTo(right) < 0;

    public static bool operator >(TaxPeriod left, TaxPeriod right) => left.CompareTo(right) > 0;

    public static bool operator <=(TaxPeriod left, TaxPeriod right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TaxPeriod left, TaxPeriod right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(TaxPeriod other) => (Year, Quarter).CompareTo((other.Year, other.Quarter));

    /// <summary>Year, <c>-Q</c>, quarter.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-Q{Quarter}");
}

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

    /// <summary>The first day.</summary>
    public DateOnly FirstDay => new(Year, (Quarter * 3) - 2, 1);

    /// <summary>The last day.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(3).AddDays(-1);

    /// <summary>The quarter before.</summary>
    public TaxPeriod Previous => Quarter == 1 ? new(Year - 1, 4) : new(Year, Quarter - 1);

    /// <summary>The quarter after.</summary>
    public TaxPeriod Next => Quarter == 4 ? new(Year + 1, 1) : new(Year, Quarter + 1);

    /// <summary>Reads what <see cref="ToString"/> writes, of the years 2000 to 2099; null for anything else, like <c>2026-Q5</c>.</summary>
    public static TaxPeriod? TryParse(string text) =>
        text is ['2', '0', >= '0' and <= '9', >= '0' and <= '9', '-', 'Q', >= '1' and <= '4']
            ? new(int.Parse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), text[6] - '0')
            : null;

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

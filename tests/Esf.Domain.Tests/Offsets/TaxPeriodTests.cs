using CsCheck;
using Esf.Domain.Offsets;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Offsets;

public sealed class TaxPeriodTests
{
    private static readonly Gen<DateOnly> Day = Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber);

    [Theory]
    [InlineData("2026-01-01", "2026-Q1")]
    [InlineData("2026-03-31", "2026-Q1")]
    [InlineData("2026-04-01", "2026-Q2")]
    [InlineData("2026-06-30", "2026-Q2")]
    [InlineData("2026-07-01", "2026-Q3")]
    [InlineData("2026-09-30", "2026-Q3")]
    [InlineData("2026-10-01", "2026-Q4")]
    [InlineData("2026-12-31", "2026-Q4")]
    [InlineData("2027-01-01", "2027-Q1")]
    [InlineData("0001-01-01", "0001-Q1")]
    public void A_date_lies_in_its_quarter(string date, string period) => Assert.Equal(period, TaxPeriod.Of(LawCase.Day(date)).ToString());

    [Theory]
    [InlineData("2026-Q5")]
    [InlineData("2026-Q0")]
    [InlineData("2026-q1")]
    [InlineData("2026Q1")]
    [InlineData("2026-Q11")]
    [InlineData("1999-Q4")]
    [InlineData("2100-Q1")]
    [InlineData("٢٠٢٦-Q1")]
    [InlineData("")]
    public void What_is_no_quarter_is_not_read(string text) => Assert.Null(TaxPeriod.TryParse(text));

    [Fact]
    public void What_is_written_is_read_and_neighbours_touch() => Gen.Select(Gen.Int[2000, 2099], Gen.Int[1, 12]).Sample((year, month) =>
    {
        var period = TaxPeriod.Of(new(year, month, 1));

        Assert.Equal(period, TaxPeriod.TryParse(period.ToString()));
        Assert.Equal((period, period), (TaxPeriod.Of(period.FirstDay), TaxPeriod.Of(period.LastDay)));
        Assert.Equal(period.FirstDay.AddDays(-1), period.Previous.LastDay);
        Assert.Equal(period.LastDay.AddDays(1), period.Next.FirstDay);
    });

    [Fact]
    public void The_order_of_periods_is_that_of_their_days() => Gen.Select(Day, Day).Sample((left, right) =>
    {
        var (a, b) = (TaxPeriod.Of(left), TaxPeriod.Of(right));
        var order = ((left.Year * 4) + ((left.Month - 1) / 3)).CompareTo((right.Year * 4) + ((right.Month - 1) / 3));

        Assert.Equal(order, Math.Sign(a.CompareTo(b)));
        Assert.Equal((order < 0, order <= 0, order > 0, order >= 0, order == 0), (a < b, a <= b, a > b, a >= b, a == b));
    });

    [Fact]
    public void The_offset_of_a_document_falls_in_the_quarter_of_its_day() =>
        Assert.Equal(TaxPeriod.Of(new(2026, 7, 1)), new OffsetEffect(new(2026, 7, 1), LawCase.Money(1m), TaxPeriod.Of(new(2026, 4, 1)), []).TaxPeriod);
}

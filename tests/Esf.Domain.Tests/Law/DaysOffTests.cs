using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

public sealed class DaysOffTests
{
    [Theory]
    [InlineData("2026-05-29", "2026-05-29")]
    [InlineData("2026-05-30", "2026-06-01")]
    [InlineData("2026-08-30", "2026-08-31")]
    [InlineData("2026-03-21", "2026-03-26")]
    [InlineData("2026-05-09", "2026-05-12")]
    [InlineData("2026-05-27", "2026-05-28")]
    [InlineData("2026-10-25", "2026-10-27")]
    [InlineData("2027-01-02", "2027-01-05")]
    [InlineData("2028-03-01", "2028-03-01")]
    public void The_next_working_day_skips_weekends_holidays_and_the_days_that_holidays_on_weekends_take(string day, string workingDay) =>
        Assert.Equal(LawCase.Day(workingDay), LawBook.Default.DaysOff.NextWorkingDay(LawCase.Day(day)));

    [Theory]
    [InlineData("2026-03-09")]
    [InlineData("2026-03-24")]
    [InlineData("2026-03-25")]
    [InlineData("2026-05-11")]
    public void A_holiday_of_the_state_on_a_weekend_takes_the_next_working_day(string day) => Assert.True(LawBook.Default.DaysOff.Include(LawCase.Day(day)));

    [Fact]
    public void The_30th_of_August_is_no_holiday_from_2026() => Assert.False(LawBook.Default.DaysOff.Include(new(2027, 8, 30)));
}

namespace Esf.Domain.Law;

/// <summary>A public holiday: the same day each year, or one day of one year.</summary>
/// <param name="Month">Month.</param>
/// <param name="Day">Day of the month.</param>
/// <param name="FromYear">First year.</param>
/// <param name="ToYear">Last year; null while it is in force.</param>
/// <param name="IsMoved">Whether the next working day is off where it falls on a weekend: so for holidays of the state, not for religious ones.</param>
public sealed record Holiday(int Month, int Day, int FromYear, int? ToYear = null, bool IsMoved = true)
{
    /// <summary>Its day in a year; null where it is not in force.</summary>
    public DateOnly? In(int year) => year >= FromYear && (ToYear is null || year <= ToYear) ? new DateOnly(year, Month, Day) : null;
}

/// <summary>Days off of a five-day week in Kazakhstan (Law on holidays; Labour Code, art. 84-85).</summary>
/// <remarks>Weekends that the government moves by a decree of one year are not in it.</remarks>
public sealed class DaysOff(IReadOnlyList<Holiday> holidays)
{
    /// <summary>The holidays.</summary>
    public IReadOnlyList<Holiday> Holidays { get; } = holidays;

    /// <summary>Whether a day is no working day.</summary>
    public bool Include(DateOnly day) => IsWeekend(day) || HolidaysOf(day.Year).Contains(day) || MovedTo(day.Year).Contains(day);

    /// <summary>The first working day on or after a day.</summary>
    public DateOnly NextWorkingDay(DateOnly day)
    {
        while (Include(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private HashSet<DateOnly> HolidaysOf(int year) => [.. Holidays.Select(holiday => holiday.In(year)).OfType<DateOnly>()];

    // Each holiday on a weekend takes the next day that is neither a weekend, nor a holiday, nor taken by an earlier one.
    private HashSet<DateOnly> MovedTo(int year)
    {
        var off = HolidaysOf(year);
        var moved = new HashSet<DateOnly>();
        foreach (var holiday in Holidays.Where(holiday => holiday.IsMoved).Select(holiday => holiday.In(year)).OfType<DateOnly>().Where(IsWeekend).Order())
        {
            var day = holiday;
            while (IsWeekend(day) || off.Contains(day) || moved.Contains(day))
            {
                day = day.AddDays(1);
            }

            moved.Add(day);
        }

        return moved;
    }
}

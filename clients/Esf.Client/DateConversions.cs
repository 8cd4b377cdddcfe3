using Google.Type;

namespace Esf.Client;

/// <summary>Between the civil dates of the contract and <see cref="DateOnly"/>.</summary>
public static class DateConversions
{
    /// <summary>The same day in the contract's form.</summary>
    public static Date ToProtoDate(this DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    /// <summary>The same day as a <see cref="DateOnly"/>.</summary>
    /// <exception cref="FormatException">It is not a whole day of the calendar: a part is missing, or 30 February.</exception>
    public static DateOnly ToDateOnly(this Date date)
    {
        ArgumentNullException.ThrowIfNull(date);
        if (date.Year is < 1 or > 9999
            || date.Month is < 1 or > 12
            || date.Day < 1
            || date.Day > System.DateTime.DaysInMonth(date.Year, date.Month))
        {
            throw new FormatException($"Year {date.Year}, month {date.Month}, day {date.Day} is no day of the calendar.");
        }

        return new DateOnly(date.Year, date.Month, date.Day);
    }
}

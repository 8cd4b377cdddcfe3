using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Domain.Tests;

/// <summary>UTC+5 for the whole country, whatever the time-zone data of the host says.</summary>
public sealed class KazakhstanCalendarTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 25, 19, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_begins_at_19_hours_UTC()
    {
        Assert.Equal(new(2026, 5, 25), KazakhstanCalendar.DateOf(Midnight.AddTicks(-1)));
        Assert.Equal(new(2026, 5, 26), KazakhstanCalendar.DateOf(Midnight));
        Assert.Equal(Midnight, KazakhstanCalendar.StartOf(new(2026, 5, 26)));
        Assert.Equal(TimeSpan.Zero, KazakhstanCalendar.StartOf(new(2026, 5, 26)).Offset);
    }

    [Fact]
    public void The_offset_in_which_an_instant_is_written_does_not_matter() =>
        Assert.Equal(new(2026, 5, 26), KazakhstanCalendar.DateOf(new(2026, 5, 25, 14, 0, 0, TimeSpan.FromHours(-5))));

    [Fact]
    public void Every_day_has_24_hours_and_they_are_its_own() => Gen.Int[1, DateOnly.MaxValue.DayNumber].Sample(number =>
    {
        var day = DateOnly.FromDayNumber(number);
        var start = KazakhstanCalendar.StartOf(day);

        Assert.Equal(day, KazakhstanCalendar.DateOf(start));
        Assert.Equal(day.AddDays(-1), KazakhstanCalendar.DateOf(start.AddTicks(-1)));
        Assert.Equal(day, KazakhstanCalendar.DateOf(start.AddTicks(TimeSpan.TicksPerDay - 1)));
    });

    [Fact]
    public void Today_is_the_day_of_the_clock()
    {
        var clock = new FakeTimeProvider(Midnight.AddSeconds(-1));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("old Almaty", TimeSpan.FromHours(6), "UTC+6", "UTC+6"));

        Assert.Equal(new(2026, 5, 25), KazakhstanCalendar.Today(clock));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new(2026, 5, 26), KazakhstanCalendar.Today(clock));
    }

    [Fact]
    public void Now_is_cut_to_microseconds_and_never_rounded_into_the_next_day()
    {
        var clock = new FakeTimeProvider(Midnight.AddTicks(-1));

        Assert.Equal(Midnight.AddMicroseconds(-1), KazakhstanCalendar.Now(clock));
        Assert.Equal(new(2026, 5, 25), KazakhstanCalendar.DateOf(KazakhstanCalendar.Now(clock)));
    }

    [Fact]
    public void Cutting_gives_UTC_and_takes_less_than_a_microsecond() => Gen.Select(Gen.Long[0, 3_000_000_000_000_000_000], Gen.Int[-14, 14]).Sample((ticks, hours) =>
    {
        var instant = new DateTimeOffset(ticks + TimeSpan.TicksPerDay, TimeSpan.FromHours(hours));
        var cut = KazakhstanCalendar.CutToMicroseconds(instant);

        Assert.Equal(TimeSpan.Zero, cut.Offset);
        Assert.Equal(0, cut.Ticks % TimeSpan.TicksPerMicrosecond);
        Assert.InRange((instant - cut).Ticks, 0, TimeSpan.TicksPerMicrosecond - 1);
        Assert.Equal(cut, KazakhstanCalendar.CutToMicroseconds(cut));
    });
}

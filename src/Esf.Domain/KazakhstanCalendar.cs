namespace Esf.Domain;

/// <summary>Civil time of Kazakhstan: the whole country is at UTC+5 since 2024-03-01.</summary>
/// <remarks>
/// The offset stands here because the host's time-zone data cannot be trusted: data older than 2024a still has Almaty at UTC+6.
/// Every date of this service lies after the change, except turnover dates, which arrive as dates.
/// </remarks>
public static class KazakhstanCalendar
{
    /// <summary>Offset from UTC in force since 2024-03-01 (tzdata 2024a).</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(5);

    /// <summary>The civil date in Kazakhstan at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The instant at which a civil date begins in Kazakhstan, in UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>The civil date in Kazakhstan now.</summary>
    public static DateOnly Today(TimeProvider clock) => DateOf(clock.GetUtcNow());

    /// <summary>The instant now in UTC, cut to the microseconds that the store keeps.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => CutToMicroseconds(clock.GetUtcNow());

    /// <summary>An instant in UTC without the digits that PostgreSQL would drop.</summary>
    public static DateTimeOffset CutToMicroseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

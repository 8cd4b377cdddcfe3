namespace Esf.Storage;

/// <summary>An instant as both engines store it: microseconds since 1970-01-01T00:00:00Z.</summary>
internal static class Instant
{
    /// <summary>The stored form; digits behind the microsecond are cut, never rounded up.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of a stored form, in UTC.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

using Esf.Domain;

namespace Esf.Server.Tests.Support;

/// <summary>A clock that stands where the test puts it. Timers run on the machine's, for nothing in the service waits for a legal day.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long _utcTicks = Given.Noon.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _utcTicks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _utcTicks, now.UtcTicks);

    /// <summary>Noon of a day in Kazakhstan.</summary>
    public void SetNoon(DateOnly day) => Set(KazakhstanCalendar.StartOf(day).AddHours(12));
}

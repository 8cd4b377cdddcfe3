using Esf.Domain;

namespace Esf.Server.Hosting;

/// <summary>A clock that starts at <c>Sandbox:ClockStart</c> when the server starts, and runs on.</summary>
internal sealed class SandboxClock : TimeProvider
{
    private readonly TimeSpan _ahead;

    private SandboxClock(DateTimeOffset start) => _ahead = start - System.GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>The clock of the server: the machine's, or in Development the sandbox's.</summary>
    /// <exception cref="StartupException">The setting is no instant, is out of range, or stands outside Development.</exception>
    public static TimeProvider From(IConfiguration configuration, IHostEnvironment environment)
    {
        var setting = configuration["Sandbox:ClockStart"];
        if (string.IsNullOrWhiteSpace(setting))
        {
            return System;
        }

        if (!environment.IsDevelopment())
        {
            throw new StartupException("Sandbox:ClockStart is set outside Development. Offset dates come from the clock, so the server does not start.");
        }

        // Every day that the law counts from here on, years ahead and back, must be a day.
        return Instants.TryParse(setting, out var start) && start >= Limits.SandboxFrom && start < Limits.SandboxUntil
            ? new SandboxClock(KazakhstanCalendar.CutToMicroseconds(start))
            : throw new StartupException(
                $"Sandbox:ClockStart is '{setting}'; write an instant with its offset, like 2026-05-26T09:00:00+05:00, "
                + $"from {Limits.SandboxFrom.UtcDateTime:yyyy-MM-dd} on and before {Limits.SandboxUntil.UtcDateTime:yyyy-MM-dd}.");
    }
}

using System.Globalization;
using Esf.Domain;
using Esf.Storage;

namespace Esf.Server.Hosting;

/// <summary>Settings of what confirms the clock: <c>Storage:ClockTolerance</c> and <c>Storage:AcceptClockLeap</c>.</summary>
internal static class ClockSettings
{
    /// <exception cref="StartupException">A setting cannot be read or is out of bounds.</exception>
    public static void Read(IConfiguration configuration, StoreOptions options)
    {
        var tolerance = configuration["Storage:ClockTolerance"];
        if (!string.IsNullOrWhiteSpace(tolerance))
        {
            // A bare "5" would be five days.
            options.ClockTolerance = TimeSpan.TryParse(tolerance, CultureInfo.InvariantCulture, out var bound)
                && bound >= Limits.ClockToleranceMin && bound <= Limits.ClockToleranceMax
                ? bound
                : throw new StartupException(
                    $"Storage:ClockTolerance is '{tolerance}'; write hours:minutes:seconds like 00:00:05, "
                    + $"from {Limits.ClockToleranceMin:g} to {Limits.ClockToleranceMax:g}.");
        }

        var leap = configuration["Storage:AcceptClockLeap"];
        if (!string.IsNullOrWhiteSpace(leap))
        {
            options.AcceptClockLeap = Instants.TryParse(leap, out var lastCommit)
                ? lastCommit
                : throw new StartupException(
                    $"Storage:AcceptClockLeap is '{leap}'; write the last commit as the refusal told it, like 2026-05-26T04:00:00.123456Z.");
        }
    }
}

/// <summary>Instants in settings.</summary>
internal static class Instants
{
    /// <summary>
    /// Reads an instant with its offset: without one it would be read as the host's time, and nobody could say which day that is in Almaty.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length);
}

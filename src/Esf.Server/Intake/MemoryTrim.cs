using Esf.Domain;

namespace Esf.Server.Intake;

/// <summary>Gives memory back to the system once large calls are over.</summary>
/// <remarks>
/// The collector keeps what a flood has taken until the next full collection, and an idle server has none. A service that shares its
/// machine with a database must not keep it. One full collection, when no large call has come for a while, is a pause of some tens of
/// milliseconds.
/// </remarks>
internal sealed class MemoryTrim(MemoryBudget budget) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Limits.MemoryTrimPeriod);
        for (var wasLarge = false; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            var isLarge = budget.TakeMost() > Limits.MemoryTrimFrom;
            if (wasLarge && !isLarge)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            wasLarge = isLarge;
        }
    }
}

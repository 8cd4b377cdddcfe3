using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>Passes over the folder, again and again; longer pauses while the service or the folder is away.</summary>
internal sealed class ExchangeService(FolderExchange exchange, ExchangeOptions options, ExchangeLog log)
{
    // A call that is under way when the service is told to stop may end; the SDK's own deadline is longer.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>Runs until it is told to stop, or once.</summary>
    public async Task<ExitCode> RunAsync(bool once, CancellationToken stop)
    {
        using var hard = new CancellationTokenSource();
        using var stopping = stop.Register(() => hard.CancelAfter(Grace));
        var misses = 0;
        while (true)
        {
            var (outcome, isUsable) = await PassAsync(stop, hard.Token);
            if (once || stop.IsCancellationRequested)
            {
                return !isUsable ? ExitCode.Usage
                    : outcome.IsUnavailable ? ExitCode.Unavailable
                    : once && outcome.IsRefused ? ExitCode.Access
                    : once && outcome.Failed > 0 ? ExitCode.Refused : ExitCode.Ok;
            }

            misses = isUsable && !outcome.IsUnavailable ? 0 : misses + 1;
            try
            {
                await Task.Delay(Pause(misses), options.TimeProvider, stop);
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Ok;
            }
        }
    }

    private async Task<(PassOutcome Outcome, bool IsUsable)> PassAsync(CancellationToken stop, CancellationToken hard)
    {
        try
        {
            return (await exchange.RunAsync(stop, hard), true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Trouble("folder", Finding.Of(Reasons.FolderUnusable, "", ("cause", failure.Message)));
            return (default, false);
        }
        catch (OperationCanceledException) when (hard.IsCancellationRequested)
        {
            return (default, true);
        }
    }

    // Doubling, with jitter: folders of many taxpayers must not come back at one instant.
    private TimeSpan Pause(int misses)
    {
        if (misses == 0)
        {
            return options.Interval;
        }

        var ceiling = Math.Min(options.MaxPause.Ticks, options.Interval.Ticks * (1L << Math.Min(misses, 10)));
        return TimeSpan.FromTicks((ceiling / 2) + Random.Shared.NextInt64((ceiling / 2) + 1));
    }
}

using System.Globalization;
using Esf.Server.Tests.Support;

namespace Esf.Benchmarks;

/// <summary>Failovers under load, one after the other, each on a cluster of its own: what was lost, and how soon callers are served again.</summary>
internal static class Failover
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(40);

    /// <summary>Runs them and prints a row for each.</summary>
    /// <param name="times">How many.</param>
    /// <param name="stalled">Whether the standby stalls before.</param>
    /// <returns>Whether nothing was lost, doubled or acknowledged too early.</returns>
    public static async Task<bool> RunAsync(int times, bool stalled)
    {
        Console.WriteLine(stalled ? "The standby stalls for 40 s, then the primary dies." : "The primary dies under load.");
        Console.WriteLine("| run | acknowledged | lost | numbers twice | doubled | acknowledged while stalled | first success after promotion | refusals meanwhile | after it |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        var isWell = true;
        for (var run = 1; run <= times; run++)
        {
            var outcome = stalled ? await FailoverScenario.StalledAsync(Stall, CancellationToken.None) : await FailoverScenario.CleanAsync(CancellationToken.None);
            var refusals = string.Join(", ", outcome.Refusals.OrderBy(refusal => refusal.Key, StringComparer.Ordinal).Select(refusal => $"{refusal.Key} {refusal.Value}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {run} | {outcome.Acknowledged} | {outcome.Lost} | {outcome.GivenTwice} | {outcome.Doubled} | {outcome.AcknowledgedWhileStalled} | {outcome.FirstSuccess.TotalSeconds:0.00} s | {refusals} | {outcome.RefusalsAfterPromotion} |"));
            isWell &= (outcome.Lost, outcome.GivenTwice, outcome.Doubled, outcome.AcknowledgedWhileStalled) == (0, 0, 0, 0);
        }

        return isWell;
    }
}

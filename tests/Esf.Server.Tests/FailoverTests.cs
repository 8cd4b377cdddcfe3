using Esf.Server.Tests.Support;
using Esf.Storage.Tests;

namespace Esf.Server.Tests;

/// <summary>A primary dies and its synchronous standby takes over. Many such failovers are a scenario of Esf.Benchmarks.</summary>
public sealed class FailoverTests
{
    private static readonly string[] Repeatable = ["STORE_UNAVAILABLE", "OUTCOME_UNKNOWN", "RATE_LIMITED"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failover_loses_nothing_that_was_acknowledged_and_is_over_soon_after_the_promotion()
    {
        Assert.SkipUnless(CanRun, "PostgreSQL is not installed.");
        var outcome = await FailoverScenario.CleanAsync(Cancel);

        AssertNothingLost(outcome);
        Assert.InRange(outcome.FirstSuccess, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_failover_behind_a_standby_that_had_stalled_loses_nothing_that_was_acknowledged()
    {
        Assert.SkipUnless(CanRun, "PostgreSQL is not installed.");
        var outcome = await FailoverScenario.StalledAsync(TimeSpan.FromSeconds(5), Cancel);

        AssertNothingLost(outcome);
        Assert.Equal(0, outcome.AcknowledgedWhileStalled);
        Assert.Contains("OUTCOME_UNKNOWN", outcome.Refusals.Keys);
    }

    private static bool CanRun => PostgresInstallation.Find() is not null || Environment.GetEnvironmentVariable("CI") == "true";

    private static void AssertNothingLost(FailoverOutcome outcome)
    {
        Assert.Equal((0, 0, 0), (outcome.Lost, outcome.GivenTwice, outcome.Doubled));
        Assert.All(outcome.Refusals.Keys, reason => Assert.Contains(reason, Repeatable));
    }
}

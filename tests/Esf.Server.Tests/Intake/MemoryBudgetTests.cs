using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Hosting;
using Esf.Server.Intake;
using Microsoft.Extensions.Configuration;

namespace Esf.Server.Tests.Intake;

/// <summary>What calls hold at once is bounded, and given back.</summary>
public sealed class MemoryBudgetTests
{
    private const long Total = 8 * Limits.LightBodyBytes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_call_that_does_not_fit_is_shed_and_told_to_come_again()
    {
        var budget = new MemoryBudget(Total);
        using var first = budget.Open();
        first.TakeAnswer(Total);
        using var second = budget.Open();

        var refusal = Assert.Throws<EsfException>(() => second.TakeBody(1));

        Assert.Equal(("RATE_LIMITED", Limits.MemoryRetry), (refusal.Row.Reason, refusal.RetryAfter));
        first.Dispose();
        second.TakeBody(1);
    }

    [Fact]
    public void Large_bodies_leave_room_for_light_ones()
    {
        var budget = new MemoryBudget(Total);
        using var large = budget.Open();
        large.TakeBody(Limits.LightBodyBytes + (Total / 4));
        using var another = budget.Open();
        using var light = budget.Open();

        Assert.Throws<EsfException>(() => another.TakeBody(Limits.LightBodyBytes + 1));
        light.TakeBody(Limits.LightBodyBytes);
        large.ReturnBody(1);
        another.TakeBody(Limits.LightBodyBytes + 1);
    }

    [Fact]
    public async Task Large_work_waits_in_line_and_is_done_in_the_order_of_its_coming()
    {
        var budget = new MemoryBudget(4 * Limits.LightWorkBytes);
        using var call = budget.Open();
        var first = await call.WorkAsync(long.MaxValue, Cancel);
        var second = call.WorkAsync(2 * Limits.LightWorkBytes, Cancel).AsTask();
        var third = call.WorkAsync(Limits.LightWorkBytes + 1, Cancel).AsTask();

        Assert.False(second.IsCompleted || third.IsCompleted);
        first.Dispose();
        var held = await second;
        Assert.False(third.IsCompleted);
        held.Dispose();
        (await third).Dispose();

        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task Who_gives_up_in_line_lets_the_next_one_go()
    {
        var budget = new MemoryBudget(4 * Limits.LightWorkBytes);
        using var call = budget.Open();
        var first = await call.WorkAsync(Limits.LightWorkBytes + 1, Cancel);
        using var patience = new CancellationTokenSource();
        var large = call.WorkAsync(2 * Limits.LightWorkBytes, patience.Token).AsTask();
        var small = call.WorkAsync(Limits.LightWorkBytes - 1, Cancel).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        first.Dispose();
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task The_end_of_a_call_gives_everything_back()
    {
        var budget = new MemoryBudget(4 * Limits.LightWorkBytes);
        var call = budget.Open();
        call.TakeBody(2 * Limits.LightBodyBytes);
        call.TakeAnswer(1000);
        await call.KeepWorkAsync(1000, Cancel);
        await call.KeepWorkAsync(Limits.LightWorkBytes + 1, Cancel);

        call.Dispose();
        call.Dispose();

        Assert.Equal(0, budget.Taken);
        Assert.True(budget.TakeMost() > Limits.LightWorkBytes);
        Assert.Equal(0, budget.TakeMost());
    }

    [Theory]
    [InlineData("256MiB")]
    [InlineData("2GiB")]
    public void A_size_with_its_unit_is_a_budget(string setting) => Assert.NotNull(MemoryBudget.From(Of(setting)));

    [Theory]
    [InlineData("512")]
    [InlineData("512MB")]
    [InlineData("-1GiB")]
    [InlineData("255MiB")]
    [InlineData("1.5GiB")]
    [InlineData("99999999999GiB")]
    public void What_is_no_size_or_too_small_is_refused_with_what_to_write(string setting)
    {
        var refusal = Assert.Throws<StartupException>(() => MemoryBudget.From(Of(setting)));

        Assert.Equal($"Limits:MemoryBudget is '{setting}'; write a size like 512MiB or 2GiB, at least 256MiB.", refusal.Message);
    }

    private static IConfiguration Of(string setting) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(MemoryBudget.Setting, setting)]).Build();
}

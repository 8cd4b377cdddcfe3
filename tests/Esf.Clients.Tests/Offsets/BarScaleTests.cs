using CsCheck;
using Esf.Cli.Output.Audit;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Bars compare amounts of either sign around one zero.</summary>
public sealed class BarScaleTests
{
    [Fact]
    public void The_greatest_amount_has_the_longest_bar_and_half_of_it_half_the_bar()
    {
        var scale = new BarScale([100m, 50m, 0m]);

        Assert.Equal(BarScale.MaxWidth, scale.Bar(100m).Length);
        Assert.Equal(BarScale.MaxWidth / 2, scale.Bar(50m).Length);
        Assert.Equal("", scale.Bar(0m));
        Assert.Single(scale.Bar(0.01m));
    }

    [Fact]
    public void What_was_withdrawn_runs_to_the_left_of_zero()
    {
        var scale = new BarScale([300m, -100m]);

        Assert.Equal(new string(' ', 12) + new string('█', 36), scale.Bar(300m));
        Assert.Equal(new string('█', 12), scale.Bar(-100m));
        Assert.Equal(new string(' ', 6) + new string('█', 6), scale.Bar(-50m));
    }

    [Fact]
    public void Every_bar_fits_and_only_zero_has_none() =>
        Gen.Decimal[-1_000_000_000_000m, 1_000_000_000_000m].Array[1, 20].Sample(amounts =>
        {
            var scale = new BarScale(amounts);
            return amounts.All(amount => scale.Bar(amount).Length <= BarScale.MaxWidth + 1 && scale.Bar(amount).Contains('█') == (amount != 0));
        });
}

using CsCheck;
using Esf.Domain.Amounts;

namespace Esf.Domain.Tests.Amounts;

public sealed class VatRateTests
{
    [Theory]
    [InlineData("0.01")]
    [InlineData("16")]
    [InlineData("16.00")]
    [InlineData("16.000")]
    [InlineData("100")]
    public void A_rate_is_more_than_zero_and_at_most_a_hundred_percent(string percent) =>
        Assert.Equal(Text.ToDecimal(percent), VatRate.OfPercent(Text.ToDecimal(percent))?.Percent);

    [Theory]
    [InlineData("0")]
    [InlineData("-16")]
    [InlineData("100.01")]
    [InlineData("16.001")]
    public void Anything_else_is_no_rate(string percent)
    {
        Assert.Null(VatRate.OfPercent(Text.ToDecimal(percent)));
        Assert.Throws<FormatException>(() => VatRate.Parse(percent));
    }

    [Theory]
    [InlineData("16", "16")]
    [InlineData("16.00", "16")]
    [InlineData("12.50", "12.5")]
    [InlineData("100", "100")]
    public void The_text_has_no_trailing_zeros(string percent, string text) => Assert.Equal(text, VatRate.OfPercent(Text.ToDecimal(percent)).ToString());

    [Fact]
    public void A_text_is_read_as_the_rate_that_wrote_it() => Gen.Int[1, 10_000].Sample(hundredths =>
    {
        var rate = VatRate.OfPercent(hundredths / 100m)!.Value;
        Assert.Equal(rate, VatRate.Parse(rate.ToString()));
    });

    [Fact]
    public void The_VAT_of_the_sample_is_832_000() => Assert.Equal("832000.00", VatRate.OfPercent(16m)!.Value.Of(Amount.FromTiyn(520_000_000)).ToString());
}

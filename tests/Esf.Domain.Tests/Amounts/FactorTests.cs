using CsCheck;
using Esf.Domain.Amounts;

namespace Esf.Domain.Tests.Amounts;

public sealed class FactorTests
{
    [Theory]
    [InlineData("0.000001")]
    [InlineData("1")]
    [InlineData("1.500000")]
    [InlineData("1.5000000000")]
    [InlineData("999999999999.999999")]
    public void A_factor_is_positive_with_at_most_six_decimals(string value) =>
        Assert.Equal(Text.ToDecimal(value), Factor.Exactly(Text.ToDecimal(value))?.Value);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.0000001")]
    [InlineData("1.0000001")]
    [InlineData("1000000000000")]
    [InlineData("999999999999.9999991")]
    public void What_is_not_positive_or_too_large_or_too_fine_is_no_factor(string value)
    {
        Assert.Null(Factor.Exactly(Text.ToDecimal(value)));
        Assert.Throws<FormatException>(() => Factor.Parse(value));
    }

    [Fact]
    public void The_largest_factor_has_eighteen_digits() => Assert.Equal(18, Factor.Exactly(Factor.Max).ToString()!.Count(char.IsAsciiDigit));

    [Fact]
    public void A_text_is_read_as_the_factor_that_wrote_it() => Gen.Long[1, 999_999_999_999_999_999].Sample(millionths =>
    {
        var factor = Factor.Exactly(millionths * 0.000001m)!.Value;
        Assert.Equal(factor, Factor.Parse(factor.ToString()));
        Assert.Equal(millionths, factor.Value * 1_000_000m);
    });

    [Theory]
    [InlineData("520", "520")]
    [InlineData("520.000000", "520")]
    [InlineData("0.500", "0.5")]
    [InlineData("100", "100")]
    [InlineData("0.000001", "0.000001")]
    public void The_text_has_no_trailing_zeros(string value, string text) => Assert.Equal(text, Factor.Exactly(Text.ToDecimal(value)).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("+1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    public void What_no_factor_wrote_is_not_read(string text) => Assert.Throws<FormatException>(() => Factor.Parse(text));
}

using CsCheck;
using Esf.Domain.Amounts;

namespace Esf.Domain.Tests.Amounts;

public sealed class AmountTests
{
    private const long MaxTiyn = 99_999_999_999_999_999;

    private static readonly Gen<long> Tiyn = Gen.OneOf(Gen.Long[-MaxTiyn, MaxTiyn], Gen.Long[-200, 200]);

    [Fact]
    public void The_largest_amount_has_seventeen_digits()
    {
        Assert.Equal(17, Amount.Max.ToString().Count(char.IsAsciiDigit));
        Assert.Equal(MaxTiyn, Amount.Max.Tiyn);
    }

    [Fact]
    public void A_document_carries_seventeen_digits_of_either_sign_and_not_a_tiyn_more()
    {
        Assert.True(Amount.FromTiyn(MaxTiyn).FitsDocument);
        Assert.True(Amount.FromTiyn(-MaxTiyn).FitsDocument);
        Assert.False(Amount.FromTiyn(MaxTiyn + 1).FitsDocument);
        Assert.False(Amount.FromTiyn(-MaxTiyn - 1).FitsDocument);
    }

    [Fact]
    public void Tiyn_come_back_as_they_went_in() => Tiyn.Sample(tiyn => Assert.Equal(tiyn, Amount.FromTiyn(tiyn).Tiyn));

    [Fact]
    public void The_text_is_the_tiyn_with_a_point() => Tiyn.Sample(tiyn =>
        Assert.Equal(FormattableString.Invariant($"{(tiyn < 0 ? "-" : "")}{Math.Abs(tiyn) / 100}.{Math.Abs(tiyn) % 100:00}"), Amount.FromTiyn(tiyn).ToString()));

    [Fact]
    public void A_text_is_read_as_the_amount_that_wrote_it() => Tiyn.Sample(tiyn =>
        Assert.Equal(Amount.FromTiyn(tiyn), Amount.Parse(Amount.FromTiyn(tiyn).ToString())));

    [Fact]
    public void A_sum_is_the_sum_of_the_tiyn() => Gen.Long[-MaxTiyn / 200, MaxTiyn / 200].Array[0, 200].Sample(tiyn =>
        Assert.Equal(tiyn.Sum(), Amount.Sum(tiyn.Select(Amount.FromTiyn)).Tiyn));

    [Fact]
    public void Adding_and_subtracting_are_those_of_the_tiyn() => Gen.Select(Tiyn, Tiyn).Sample((left, right) =>
    {
        Assert.Equal(left + right, (Amount.FromTiyn(left) + Amount.FromTiyn(right)).Tiyn);
        Assert.Equal(left - right, (Amount.FromTiyn(left) - Amount.FromTiyn(right)).Tiyn);
    });

    [Fact]
    public void The_order_is_that_of_the_tiyn() => Gen.Select(Tiyn, Tiyn).Sample((left, right) =>
    {
        var (a, b) = (Amount.FromTiyn(left), Amount.FromTiyn(right));
        Assert.Equal(left.CompareTo(right), a.CompareTo(b));
        Assert.Equal((left < right, left <= right, left > right, left >= right, left == right), (a < b, a <= b, a > b, a >= b, a == b));
    });

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.00")]
    [InlineData("1.000")]
    [InlineData("1.0000000")]
    public void One_is_one_however_it_is_written(string text)
    {
        var amount = Amount.Exactly(Text.ToDecimal(text))!.Value;

        Assert.Equal(Amount.FromTiyn(100), amount);
        Assert.Equal(Amount.FromTiyn(100).GetHashCode(), amount.GetHashCode());
        Assert.Equal("1.00", amount.ToString());
        Assert.Equal(2, amount.Value.Scale);
    }

    [Fact]
    public void Every_amount_has_two_decimals_in_its_number() => Gen.Select(Tiyn, Tiyn).Sample((left, right) =>
    {
        Assert.Equal(2, Amount.FromTiyn(left).Value.Scale);
        Assert.Equal(2, (Amount.FromTiyn(left) + Amount.FromTiyn(right)).Value.Scale);
        Assert.Equal(2, (Amount.FromTiyn(left) - Amount.FromTiyn(right)).Value.Scale);
    });

    [Fact]
    public void An_amount_that_nobody_made_is_zero()
    {
        Assert.Equal(Amount.Zero, default);
        Assert.Equal("0.00", default(Amount).ToString());
        Assert.Equal(2, default(Amount).Value.Scale);
        Assert.False(default(Amount).IsPositive);
    }

    [Theory]
    [InlineData("-0")]
    [InlineData("-0.00")]
    public void Zero_has_no_sign(string text)
    {
        Assert.Equal("0.00", Amount.Parse(text).ToString());
        Assert.Equal("0.00", (Amount.FromTiyn(-5) + Amount.FromTiyn(5)).ToString());
        Assert.Equal("0.00", Rounding.ToTiyn(-0.001m).ToString());
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("-0.005")]
    [InlineData("999999999999999.999")]
    [InlineData("832000.0000000000000001")]
    public void A_third_decimal_is_never_rounded_away(string text)
    {
        Assert.Null(Amount.Exactly(Text.ToDecimal(text)));
        Assert.Throws<FormatException>(() => Amount.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1.00")]
    [InlineData("1,00")]
    [InlineData("1e2")]
    [InlineData("1 000.00")]
    [InlineData("0x10")]
    [InlineData("\u0661.00")]
    public void What_no_amount_wrote_is_not_read(string text) => Assert.Throws<FormatException>(() => Amount.Parse(text));

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public void Positive_is_more_than_nothing(long tiyn, bool isPositive) => Assert.Equal(isPositive, Amount.FromTiyn(tiyn).IsPositive);

    [Fact]
    public void What_does_not_fit_the_store_overflows_loudly()
    {
        var twice = Amount.FromTiyn(long.MaxValue) + Amount.FromTiyn(long.MaxValue);

        Assert.Throws<OverflowException>(() => twice.Tiyn);
    }
}

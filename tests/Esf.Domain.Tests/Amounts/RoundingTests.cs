using System.Numerics;
using CsCheck;
using Esf.Domain.Amounts;

namespace Esf.Domain.Tests.Amounts;

/// <summary>Half away from zero, to 0.01 KZT, compared with a computation in integers.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData("0.005", "0.01")]
    [InlineData("0.015", "0.02")]
    [InlineData("0.025", "0.03")]
    [InlineData("0.0049999999999999999999999999", "0.00")]
    [InlineData("0.0050000000000000000000000001", "0.01")]
    [InlineData("-0.005", "-0.01")]
    [InlineData("-0.015", "-0.02")]
    [InlineData("-0.0149999", "-0.01")]
    [InlineData("2.344999", "2.34")]
    [InlineData("2.345", "2.35")]
    [InlineData("999999999999999.985", "999999999999999.99")]
    [InlineData("7", "7.00")]
    public void Rounds_half_away_from_zero(string value, string rounded) => Assert.Equal(rounded, Rounding.ToTiyn(Text.ToDecimal(value)).ToString());

    [Fact]
    public void Rounds_as_integers_do() => Gen.Select(Gen.Long[-1_000_000_000_000_000, 1_000_000_000_000_000], Gen.Int[0, 9]).Sample((digits, scale) =>
        Assert.Equal(DivideHalfAway((BigInteger)digits * 100, BigInteger.Pow(10, scale)), Rounding.ToTiyn(digits * TenToMinus(scale)).Tiyn));

    [Fact]
    public void Rounds_every_half_away_from_zero() => Gen.Long[0, 1_000_000_000_000].Sample(tiyn =>
    {
        Assert.Equal(tiyn + 1, Rounding.ToTiyn((tiyn * 0.01m) + 0.005m).Tiyn);
        Assert.Equal(-tiyn - 1, Rounding.ToTiyn((-tiyn * 0.01m) - 0.005m).Tiyn);
    });

    [Fact]
    public void VAT_is_the_rounded_share_of_the_turnover() =>
        Gen.Select(Gen.Long[-99_999_999_999_999_999, 99_999_999_999_999_999], Gen.Int[1, 10_000]).Sample((tiyn, hundredths) => Assert.Equal(
            DivideHalfAway((BigInteger)tiyn * hundredths, 10_000),
            VatRate.OfPercent(hundredths / 100m)!.Value.Of(Amount.FromTiyn(tiyn)).Tiyn));

    [Fact]
    public void Quantity_times_price_that_a_document_can_carry_is_exact_before_it_is_rounded() =>
        Gen.Int[9, 18]
            .SelectMany(digits => Gen.Select(Gen.Long[1, (long)BigInteger.Pow(10, digits) - 1], Gen.Long[1, (long)BigInteger.Pow(10, 27 - digits) - 1]))
            .Sample((quantity, price) => Assert.Equal(
                DivideHalfAway((BigInteger)quantity * price, BigInteger.Pow(10, 10)),
                Rounding.ToTiyn(Factor.Exactly(quantity * 0.000001m)!.Value.Value * Factor.Exactly(price * 0.000001m)!.Value.Value).Tiyn));

    private static BigInteger DivideHalfAway(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(BigInteger.Abs(dividend), divisor, out var remainder);
        return dividend.Sign * (remainder * 2 >= divisor ? quotient + 1 : quotient);
    }

    private static decimal TenToMinus(int scale) => new(1, 0, 0, false, (byte)scale);
}

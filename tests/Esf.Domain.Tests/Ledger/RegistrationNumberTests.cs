using CsCheck;
using Esf.Domain.Ledger;

namespace Esf.Domain.Tests.Ledger;

public sealed class RegistrationNumberTests
{
    private const string Bin = "941240001151";

    [Fact]
    public void It_says_the_taxpayer_the_day_and_the_place() =>
        Assert.Equal("ESF-941240001151-20260526-00000001", new RegistrationNumber(Bin, new(2026, 5, 26), 1).ToString());

    [Fact]
    public void It_has_34_characters_and_is_read_as_what_wrote_it() =>
        Gen.Select(Gen.Long[0, 999_999_999_999], Gen.Int[0, DateOnly.MaxValue.DayNumber], Gen.Long[1, RegistrationNumber.MaxSequence])
            .Sample((bin, day, sequence) =>
            {
                var number = new RegistrationNumber(FormattableString.Invariant($"{bin:000000000000}"), DateOnly.FromDayNumber(day), sequence);

                Assert.Equal(RegistrationNumber.Length, number.ToString().Length);
                Assert.Equal(34, number.ToString().Length);
                Assert.Equal(number, RegistrationNumber.TryParse(number.ToString()));
            });

    [Theory]
    [InlineData("")]
    [InlineData("ESF-941240001151-20260526-00000000")]
    [InlineData("ESF-941240001151-20260230-00000001")]
    [InlineData("ESF-941240001151-20261301-00000001")]
    [InlineData("ESF-941240001151-00000101-00000001")]
    [InlineData("ESF-94124000115-20260526-000000001")]
    [InlineData("ESF-941240001151-20260526-0000001")]
    [InlineData("ESF-941240001151-20260526-000000001")]
    [InlineData("ESF-941240001151-2026-05-26-00000001")]
    [InlineData("esf-941240001151-20260526-00000001")]
    [InlineData(" ESF-941240001151-20260526-00000001")]
    [InlineData("ESF-941240001151-20260526-00000001\n")]
    [InlineData("ESF-941240001151-20260526-0000000\u0661")]
    [InlineData("ESF-941240001151-20260526--0000001")]
    public void What_is_none_is_not_read(string text) => Assert.Null(RegistrationNumber.TryParse(text));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000_000)]
    public void A_sequence_that_does_not_fit_eight_digits_is_refused(long sequence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RegistrationNumber(Bin, new(2026, 5, 26), sequence));

    [Fact]
    public void The_largest_sequence_is_eight_nines() =>
        Assert.Equal("ESF-941240001151-20260526-99999999", new RegistrationNumber(Bin, new(2026, 5, 26), RegistrationNumber.MaxSequence).ToString());
}

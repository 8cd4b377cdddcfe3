using CsCheck;
using Esf.Cli.Input.Declarations;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Quarters and amounts as they are typed, and what is refused because it could mean two things.</summary>
public sealed class DeclaredValueTests
{
    [Theory]
    [InlineData("2026-Q2")]
    [InlineData("2026Q2")]
    [InlineData("2026 Q2")]
    [InlineData("2026-q2")]
    [InlineData("2026-2")]
    [InlineData("2026/2")]
    [InlineData("Q2 2026")]
    [InlineData("2 кв. 2026")]
    [InlineData("2кв 2026")]
    [InlineData("2-кв. 2026")]
    [InlineData("2 квартал 2026")]
    [InlineData("2 квартал 2026 года")]
    [InlineData("2\u00A0кв.\u00A02026\u00A0г.")]
    [InlineData("II кв. 2026")]
    [InlineData("ІІ квартал 2026 г.")]
    [InlineData("2026 год, 2 квартал")]
    [InlineData("2026 г. 2 кв.")]
    [InlineData("2-тоқсан 2026")]
    [InlineData("2026 ж. 2-тоқсан")]
    [InlineData("2026 жыл 2 тоқсан")]
    public void The_second_quarter_of_2026_is_known_by_many_names(string text)
    {
        Assert.True(TaxPeriodText.TryParse(text, out var period));
        Assert.Equal("2026-Q2", period.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-Q5")]
    [InlineData("2026-Q0")]
    [InlineData("2026-5")]
    [InlineData("2026-02")]
    [InlineData("2.2026")]
    [InlineData("02.2026")]
    [InlineData("20262")]
    [InlineData("2026-Q22")]
    [InlineData("1926-Q2")]
    [InlineData("V кв. 2026")]
    [InlineData("IIII кв. 2026")]
    [InlineData("2 кв.")]
    [InlineData("2026-04-01")]
    public void A_month_a_fifth_quarter_and_half_a_quarter_are_none(string text) => Assert.False(TaxPeriodText.TryParse(text, out _));

    [Theory]
    [InlineData("832000", 832000)]
    [InlineData("832 000", 832000)]
    [InlineData("1\u00A0234\u202F567", 1234567)]
    [InlineData("832000,00", 832000)]
    [InlineData("832000.0", 832000)]
    [InlineData("-832 000,00", -832000)]
    [InlineData("\u2212832000", -832000)]
    [InlineData(" 832000 тг.", 832000)]
    [InlineData("832 000 KZT", 832000)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("999999999999999", 999999999999999)]
    public void Whole_tenge_are_read_with_spaces_and_zero_tiyn(string text, long expected)
    {
        Assert.Equal(expected, WholeTenge.Parse(text, out var problem));
        Assert.Null(problem);
    }

    public static TheoryData<string, string> BadAmounts => new()
    {
        { "1,000", nameof(DeclarationPhrases.AmountAmbiguous) },
        { "1.000", nameof(DeclarationPhrases.AmountAmbiguous) },
        { "1,234,567", nameof(DeclarationPhrases.AmountAmbiguous) },
        { "1.234.567,00", nameof(DeclarationPhrases.AmountAmbiguous) },
        { "0,5", nameof(DeclarationPhrases.AmountNotWhole) },
        { "832000.01", nameof(DeclarationPhrases.AmountNotWhole) },
        { "1000000000000000", nameof(DeclarationPhrases.AmountTooLong) },
        { "1 00", nameof(DeclarationPhrases.AmountMalformed) },
        { "12 34 567", nameof(DeclarationPhrases.AmountMalformed) },
        { "", nameof(DeclarationPhrases.AmountMalformed) },
        { "-", nameof(DeclarationPhrases.AmountMalformed) },
        { "1e6", nameof(DeclarationPhrases.AmountMalformed) },
        { "NaN", nameof(DeclarationPhrases.AmountMalformed) },
        { "(832000)", nameof(DeclarationPhrases.AmountMalformed) },
        { "٣", nameof(DeclarationPhrases.AmountMalformed) },
        { "=1+1", nameof(DeclarationPhrases.AmountMalformed) },
    };

    [Theory]
    [MemberData(nameof(BadAmounts))]
    public void What_could_be_two_amounts_or_none_is_refused(string text, string what)
    {
        Assert.Null(WholeTenge.Parse(text, out var problem));
        Assert.Same(typeof(DeclarationPhrases).GetField(what)!.GetValue(null), problem);
    }

    [Fact]
    public void Every_amount_is_read_back_however_its_thousands_are_separated() =>
        Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Char[" \u00A0\u202F'"]).Sample((amount, space) =>
        {
            var grouped = amount.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture).Replace(',', space);
            return WholeTenge.Parse(grouped, out _) == amount && WholeTenge.Parse($"{amount},00", out _) == amount;
        });

    [Theory]
    [InlineData("941240001151", true)]
    [InlineData("011140001654", true)]
    [InlineData("020440002422", true)]
    [InlineData("941240001152", false)]
    [InlineData("000000000000", false)]
    [InlineData("94124000115", false)]
    [InlineData("9412400011511", false)]
    [InlineData("94124000115a", false)]
    public void The_check_digit_of_a_taxpayer_is_checked_before_anything_is_sent(string text, bool isValid) =>
        Assert.Equal(isValid, Bin.IsValid(text));
}

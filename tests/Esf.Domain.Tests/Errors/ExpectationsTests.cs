using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Errors;

public sealed class ExpectationsTests
{
    [Theory]
    [InlineData("characters:3..450")]
    [InlineData("digits:12")]
    [InlineData("letters:3")]
    [InlineData("date")]
    [InlineData("decimal:15.2")]
    [InlineData("one_of:A, B")]
    [InlineData("name:taxpayers/*")]
    [InlineData("items:1..50")]
    [InlineData("at_most:1.00")]
    [InlineData("json_object")]
    [InlineData("json_list")]
    [InlineData("json_text")]
    [InlineData("json_at:3.17")]
    [InlineData("json_form")]
    [InlineData("integer")]
    [InlineData("boolean")]
    [InlineData("content_type")]
    [InlineData("http")]
    [InlineData("instant")]
    [InlineData("not_later_than:2026-05-26")]
    [InlineData("not_earlier_than:2026-Q1")]
    [InlineData("protobuf")]
    [InlineData("text")]
    [InlineData("known_field")]
    [InlineData("once")]
    [InlineData("same_as:parent")]
    [InlineData("not:KZT")]
    [InlineData("range:0..30")]
    [InlineData("positive:12.6")]
    [InlineData("not_negative")]
    [InlineData("later_than:registered_on")]
    public void An_expectation_has_a_text_in_each_language(string expectation)
    {
        var (en, ru, kk) = (Expectations.Text(expectation, Language.En), Expectations.Text(expectation, Language.Ru), Expectations.Text(expectation, Language.Kk));
        var value = expectation.Contains(':', StringComparison.Ordinal) ? expectation[(expectation.IndexOf(':', StringComparison.Ordinal) + 1)..] : string.Empty;

        Assert.Equal(4, new[] { expectation, en, ru, kk }.Distinct().Count());
        Assert.All([en, ru, kk], text => Assert.All(Parts(expectation, value), part => Assert.Contains(part, text, StringComparison.Ordinal)));
        Assert.All([en, ru, kk], text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\p{IsCyrillic}", en);
        Assert.Matches(@"\p{IsCyrillic}{3}", ru);
        Assert.DoesNotMatch(@"[әғқңөұүһі]", ru);
        Assert.Matches(@"\p{IsCyrillic}{3}", kk);
    }

    [Theory]
    [InlineData("not_later_than:2026-05-26", "2026-05-26 or earlier", "2026-05-26 или раньше", "2026-05-26 немесе одан ертерек")]
    [InlineData("digits:12", "12 digits and nothing else", "только цифры; количество: 12", "тек цифрлар; саны: 12")]
    [InlineData("characters:3..450", "text of 3 to 450 characters", "текст длиной от 3 до 450 символов", "3–450 таңбадан тұратын мәтін")]
    [InlineData(
        "decimal:15.2",
        "a decimal number without an exponent, at most 15 digits before the point and 2 after it",
        "десятичное число без экспоненты, не более 15 цифр до точки и 2 после неё",
        "экспонентасыз ондық сан, нүктеге дейін ең көбі 15, нүктеден кейін ең көбі 2 цифр")]
    [InlineData(
        "json_date",
        "a date as {\"year\": 2026, \"month\": 5, \"day\": 26}",
        "дата вида {\"year\": 2026, \"month\": 5, \"day\": 26}",
        "{\"year\": 2026, \"month\": 5, \"day\": 26} түріндегі күн")]
    public void An_expectation_is_told_as_people_say_it(string expectation, string en, string ru, string kk) => Assert.Equal(
        (en, ru, kk),
        (Expectations.Text(expectation, Language.En), Expectations.Text(expectation, Language.Ru), Expectations.Text(expectation, Language.Kk)));

    [Theory]
    [InlineData("<= 2026-05-26")]
    [InlineData("105104")]
    [InlineData("")]
    [InlineData("something:else")]
    public void What_is_no_expectation_is_its_own_text(string argument) => Assert.All(
        Enum.GetValues<Language>(), language => Assert.Equal(argument, Expectations.Text(argument, language)));

    [Fact]
    public void Codes_say_their_bounds()
    {
        Assert.Equal("characters:3..450", Expectations.Characters(3, 450));
        Assert.Equal("digits:12", Expectations.Digits(12, 12));
        Assert.Equal("digits:1..30", Expectations.Digits(1, 30));
        Assert.Equal("one_of:A, B", Expectations.OneOf("A", "B"));
    }

    [Fact]
    public void A_value_may_hold_a_colon() => Assert.Equal("one of a:b", Expectations.Text("one_of:a:b", Language.En));

    // Ranges and pairs of numbers are written out: 3..450 as "3 to 450", 15.2 as "15 … 2".
    private static string[] Parts(string expectation, string value) => expectation.Split(':')[0] switch
    {
        "decimal" or "positive" or "json_at" => value.Split('.'),
        _ => value.Split(".."),
    };
}

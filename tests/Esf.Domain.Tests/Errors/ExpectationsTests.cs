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
    [InlineData("type:string")]
    [InlineData("json:line 1")]
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
        Assert.All([en, ru, kk], text => Assert.Contains(value, text, StringComparison.Ordinal));
        Assert.All([en, ru, kk], text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\p{IsCyrillic}", en);
        Assert.Matches(@"\p{IsCyrillic}{3}", ru);
        Assert.DoesNotMatch(@"[әғқңөұүһі]", ru);
        Assert.Matches(@"\p{IsCyrillic}{3}", kk);
    }

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
}

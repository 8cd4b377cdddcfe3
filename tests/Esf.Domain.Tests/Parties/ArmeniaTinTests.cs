using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

public sealed class ArmeniaTinTests
{
    [Fact]
    public void Returns_eight_digits_as_they_are() => Assert.Equal("02502212", ArmeniaTin.Normalize("02502212"));

    [Theory]
    [InlineData("")]
    [InlineData("025022122")]
    [InlineData(" 02502212")]
    [InlineData("02502212 ")]
    [InlineData("0250221\u0662")]
    public void Refuses_what_is_not_eight_ASCII_digits(string text) => Assert.Null(ArmeniaTin.Normalize(text));
}

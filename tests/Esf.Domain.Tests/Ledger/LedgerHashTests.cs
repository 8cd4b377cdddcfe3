using Esf.Domain.Ledger;

namespace Esf.Domain.Tests.Ledger;

public sealed class LedgerHashTests
{
    [Fact]
    public void It_is_SHA_256_in_lower_case_hex() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", LedgerHash.Of("abc"u8).ToString());

    [Fact]
    public void A_text_is_read_as_the_hash_that_wrote_it() => Assert.Equal(LedgerHash.Of("abc"u8), LedgerHash.Parse(LedgerHash.Of("abc"u8).ToString()));

    [Fact]
    public void What_stands_before_the_first_document_is_64_zeros()
    {
        Assert.Equal(new string('0', 64), LedgerHash.None.ToString());
        Assert.Equal(LedgerHash.None.ToString(), default(LedgerHash).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adc")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void What_is_no_hash_is_not_read(string text) => Assert.Throws<FormatException>(() => LedgerHash.Parse(text));
}

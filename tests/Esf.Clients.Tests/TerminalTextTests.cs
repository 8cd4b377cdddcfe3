using Esf.Cli.Output;
using Esf.OneC;

namespace Esf.Clients.Tests;

/// <summary>Nothing that a stranger wrote steers a terminal, or hides in a line of it.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("ABC \u202EDTL GPJ\u202C Ltd", "ABC ⟨U+202E⟩DTL GPJ⟨U+202C⟩ Ltd")]
    [InlineData("Goo\u200Bgle", "Goo⟨U+200B⟩gle")]
    [InlineData("\uFEFFAcme", "⟨U+FEFF⟩Acme")]
    [InlineData("a\u001B[2Jb", "a [2Jb")]
    [InlineData("a\u009B2Jb", "a 2Jb")]
    [InlineData("a\r\nb\u2028c", "a  b c")]
    [InlineData("می‌خواهم 👨‍👩‍👧 Қазақ", "می‌خواهم 👨‍👩‍👧 Қазақ")]
    public void What_steers_is_a_space_and_what_hides_is_named(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Line(text));
        Assert.Equal(shown, Show.Clean(text).Replace('\n', ' '));
    }

    [Fact]
    public void Lines_keep_their_line_feeds() => Assert.Equal("a\n b", TerminalText.Lines("a\n\rb"));
}

using System.Text.Json;

namespace Esf.Domain.Tests;

/// <summary>What a text of one line becomes, and which is refused.</summary>
public sealed class PlainTextTests
{
    private static readonly Dictionary<string, string> Names =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(GoldenFolder.Path("texts", "supplier-names.json")))!;

    /// <summary>Names of suppliers that are read as another text; null: refused. All others are kept letter by letter.</summary>
    private static readonly Dictionary<string, string?> Outcomes = new()
    {
        ["soft"] = "Donaudampfschifffahrt",
        ["zwsp"] = "Google Ireland",
        ["bidi"] = null,
        ["onlyzw"] = "",
        ["bom"] = "Acme Inc",
        ["tab"] = "Line One",
        ["newline"] = "Line one Line two",
        ["vt"] = "PDF paste",
        ["u2028"] = "A B",
        ["c1"] = "A B",
        ["nul"] = null,
        ["fffd"] = null,
        ["noncharacter"] = null,
    };

    public static TheoryData<string> Cases => [.. Names.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_name_of_a_real_supplier_is_kept_read_or_refused(string name) =>
        Assert.Equal(Outcomes.TryGetValue(name, out var outcome) ? outcome : Names[name], PlainText.Read(Names[name]));

    [Fact]
    public void Every_outcome_belongs_to_a_name() => Assert.Empty(Outcomes.Keys.Except(Names.Keys));

    [Theory]
    [InlineData("Улица\r\nдом 5", "Улица дом 5")]
    [InlineData("a \n b", "a  b")]
    [InlineData("\n\ta\t\n", "a")]
    [InlineData("a\u00A0b", "a\u00A0b")]
    [InlineData("\u00A0 a\u3000", "a")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👧")]
    [InlineData("❤️", "❤️")]
    public void What_says_nothing_is_left_out_and_what_shapes_letters_is_kept(string text, string expected) => Assert.Equal(expected, PlainText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \u00A0\u3000\t")]
    [InlineData("\u200B\u200C\u200D\u2060\uFEFF\u00AD")]
    [InlineData("\u3164\u115F\u2800")]
    [InlineData("\uFE0F")]
    public void A_text_in_which_nothing_can_be_seen_is_empty(string text) => Assert.Equal("", PlainText.Read(text));

    [Theory]
    [InlineData("a\u0001")]
    [InlineData("a\u001B[31m")]
    [InlineData("a\u007F")]
    [InlineData("a\u009B")]
    [InlineData("a\u202E")]
    [InlineData("a\u2066b\u2069")]
    [InlineData("a\uFDD0")]
    [InlineData("a\uFFFE")]
    [InlineData("a\U0001FFFF")]
    [InlineData("a\uFFFD")]
    public void A_text_that_looks_other_than_it_is_or_cannot_be_written_down_is_refused(string text) => Assert.Null(PlainText.Read(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => Assert.All(["a\uD83D", "\uDE80b", "\uDE80\uD83D"], text => Assert.Null(PlainText.Read(text)));

    [Fact]
    public void What_was_read_reads_as_itself() => Assert.All(Names.Values.Select(PlainText.Read).OfType<string>(), text => Assert.Equal(text, PlainText.Read(text)));
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Esf.Domain.Ledger;

namespace Esf.Domain.Tests.Ledger;

/// <summary>The examples of RFC 8785 that apply here, and what is refused.</summary>
public sealed class CanonicalJsonTests
{
    private static readonly Gen<string> Text = Gen.String.Select(WithoutLoneSurrogates);

    [Fact]
    public void Members_stand_by_their_UTF_16_code_units_as_in_section_3_2_3()
    {
        var members = new JsonObject
        {
            ["\u20ac"] = "Euro Sign",
            ["\r"] = "Carriage Return",
            ["\ufb33"] = "Hebrew Letter Dalet With Dagesh",
            ["1"] = "One",
            ["\ud83d\ude00"] = "Emoji: Grinning Face",
            ["\u0080"] = "Control",
            ["\u00f6"] = "Latin Small Letter O With Diaeresis",
        };

        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\","
            + "\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            TextOf(members));
    }

    [Fact]
    public void The_example_of_section_3_2_4_has_its_bytes()
    {
        // The numbers of the example are binary doubles, which have no form here: the string and the literals remain.
        var value = JsonNode.Parse(
            """{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }""");

        Assert.Equal(
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d",
            Convert.ToHexStringLower(CanonicalJson.Bytes(value)));
    }

    [Theory]
    [InlineData("\b\t\n\f\r", "\\b\\t\\n\\f\\r")]
    [InlineData("\"\\/", "\\\"\\\\/")]
    [InlineData("\u0000\u001f", "\\u0000\\u001f")]
    [InlineData("\u000b", "\\u000b")]
    [InlineData("\u007f\u0080\u2028\u2029\ufeff", "\u007f\u0080\u2028\u2029\ufeff")]
    [InlineData("<&>+'", "<&>+'")]
    [InlineData("Қазақстан, Ә", "Қазақстан, Ә")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("e\u0301 \u00e9", "e\u0301 \u00e9")]
    public void Only_what_JSON_must_escape_is_escaped(string value, string written) => Assert.Equal($"\"{written}\"", TextOf(JsonValue.Create(value)));

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(-1L, "-1")]
    [InlineData(1_000_000L, "1000000")]
    [InlineData(9_007_199_254_740_991L, "9007199254740991")]
    [InlineData(-9_007_199_254_740_991L, "-9007199254740991")]
    public void Integers_of_53_bits_are_plain_digits(long value, string written)
    {
        Assert.Equal(written, TextOf(JsonValue.Create(value)));
        Assert.Equal(written, TextOf(JsonNode.Parse(written)));
    }

    [Fact]
    public void An_int_is_written_as_a_long_is() => Assert.Equal("-42", TextOf(JsonValue.Create(-42)));

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    public void Other_numbers_are_refused(string number) => Assert.Throws<ArgumentException>(() => CanonicalJson.Bytes(JsonNode.Parse(number)));

    [Fact]
    public void A_decimal_is_refused_although_it_is_whole() => Assert.Throws<ArgumentException>(() => CanonicalJson.Bytes(JsonValue.Create(5.00m)));

    [Theory]
    [InlineData('\ud83d')]
    [InlineData('\ude00')]
    public void A_lone_surrogate_is_refused_in_a_value_and_in_a_name(char surrogate)
    {
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(JsonValue.Create($"a{surrogate}b")));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(new JsonObject { [$"{surrogate}"] = true }));
    }

    [Fact]
    public void Surrogates_in_the_wrong_order_are_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Bytes(JsonValue.Create("\ude00\ud83d")));

    [Theory]
    [InlineData("null", "null")]
    [InlineData(" [ ] ", "[]")]
    [InlineData(" { } ", "{}")]
    [InlineData("[1, [2, {\"b\": null, \"a\": [true]}]]", "[1,[2,{\"a\":[true],\"b\":null}]]")]
    public void There_is_no_white_space(string json, string canonical) => Assert.Equal(canonical, TextOf(JsonNode.Parse(json)));

    [Fact]
    public void Bytes_have_no_byte_order_mark() => Assert.Equal("[]"u8.ToArray(), CanonicalJson.Bytes(new JsonArray()));

    [Fact]
    public void A_reader_reads_the_text_that_was_written() => Text.Sample(text =>
    {
        using var read = JsonDocument.Parse(CanonicalJson.Bytes(JsonValue.Create(text)));
        Assert.Equal(text, read.RootElement.GetString());
    });

    [Fact]
    public void The_order_in_which_members_were_added_does_not_matter() =>
        Gen.Select(Text, Text).Array[0, 20].Sample(members =>
        {
            var distinct = members.DistinctBy(member => member.Item1).ToArray();
            Assert.Equal(CanonicalJson.Bytes(ObjectOf(distinct)), CanonicalJson.Bytes(ObjectOf(distinct.Reverse())));
        });

    [Fact]
    public void Canonical_bytes_are_their_own_canonical_form() =>
        Gen.Select(Text, Text).Array[0, 20].Sample(members =>
        {
            var bytes = CanonicalJson.Bytes(new JsonArray(ObjectOf(members.DistinctBy(member => member.Item1)), null, members.Length));
            Assert.Equal(bytes, CanonicalJson.Bytes(JsonNode.Parse(bytes)));
        });

    private static JsonObject ObjectOf(IEnumerable<(string Name, string Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
        {
            json[name] = value;
        }

        return json;
    }

    private static string TextOf(JsonNode? value) => Encoding.UTF8.GetString(CanonicalJson.Bytes(value));

    private static string WithoutLoneSurrogates(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}

using System.Text.Json;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Parties;

/// <summary>The checked examples of tests/Golden/vectors/identifiers.json.</summary>
public sealed class IdentifierVectorsTests
{
    public static TheoryData<string, string> Valid => Read("valid");

    public static TheoryData<string, string> Invalid => Read("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void Accepts_a_number_that_was_checked_to_be_valid(string country, string text) => Assert.True(IsAccepted(country, text));

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Refuses_a_number_that_was_checked_to_be_invalid(string country, string text) => Assert.False(IsAccepted(country, text));

    [Theory]
    [MemberData(nameof(Valid))]
    public void Recognises_a_valid_number_for_a_supplier_of_its_country(string country, string text)
    {
        // A Kazakhstan number stands in for the home number of a partner, here of Armenia.
        var recognised = TaxIdentifier.Recognize(text, country == "KZ" ? "AM" : country);

        Assert.Equal(KindOf(country), recognised?.Kind);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Recognises_nothing_in_an_invalid_number(string country, string text) =>
        Assert.Null(TaxIdentifier.Recognize(text, country == "KZ" ? "AM" : country));

    private static bool IsAccepted(string country, string text) => country switch
    {
        "KZ" => KazakhstanTin.IsWellFormed(text),
        "RU" => RussiaInn.Normalize(text) is not null,
        "BY" => BelarusUnp.Normalize(text) is not null,
        "AM" => ArmeniaTin.Normalize(text) is not null,
        "KG" => KyrgyzstanInn.Normalize(text) is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(country), country, "The vectors have a country without an algorithm."),
    };

    private static TaxIdentifierKind KindOf(string country) => country switch
    {
        "KZ" => TaxIdentifierKind.KazakhstanIinBin,
        "RU" => TaxIdentifierKind.RussiaInn,
        "BY" => TaxIdentifierKind.BelarusUnp,
        "AM" => TaxIdentifierKind.ArmeniaTin,
        "KG" => TaxIdentifierKind.KyrgyzstanInn,
        _ => throw new ArgumentOutOfRangeException(nameof(country), country, "The vectors have a country without a kind."),
    };

    private static TheoryData<string, string> Read(string list)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("vectors", "identifiers.json")));
        var rows = new TheoryData<string, string>();
        foreach (var country in vectors.RootElement.EnumerateObject())
        {
            foreach (var number in country.Value.GetProperty(list).EnumerateArray())
            {
                rows.Add(country.Name, number.GetString()!);
            }
        }

        return rows;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Esf.Client;

/// <summary>What one document of a ledger says of its place: the three members that every form of it has.</summary>
/// <param name="Sequence">1, 2, 3 …</param>
/// <param name="PreviousHash">SHA-256 of the document before, 64 lower-case hex digits.</param>
/// <param name="Bin">The taxpayer, from the registration number, whose last part is the sequence.</param>
internal sealed partial record LedgerLine(long Sequence, string PreviousHash, string Bin)
{
    /// <summary>What stands for the hash before the first document.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    public static bool IsHash(string text) => Hash().IsMatch(text);

    /// <summary>Reads a line; null when it is no document of a ledger.</summary>
    public static LedgerLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Members(ref reader) : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static LedgerLine? Members(ref Utf8JsonReader reader)
    {
        long? sequence = null;
        string? previous = null;
        string? number = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Of a member that is there twice, readers take this one or that: such a line is no document.
            if (reader.ValueTextEquals("sequence"))
            {
                reader.Read();
                if (sequence is not null || !reader.TryGetInt64(out var value))
                {
                    return null;
                }

                sequence = value;
            }
            else if (reader.ValueTextEquals("previousHash"))
            {
                reader.Read();
                if (previous is not null)
                {
                    return null;
                }

                previous = reader.GetString();
            }
            else if (reader.ValueTextEquals("registrationNumber"))
            {
                reader.Read();
                if (number is not null)
                {
                    return null;
                }

                number = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        // Reading on finds what stands behind the object.
        return !reader.Read() ? Of(sequence, previous, number) : null;
    }

    private static LedgerLine? Of(long? sequence, string? previous, string? number)
    {
        if (sequence is not >= 1 || previous is null || !IsHash(previous) || number is null)
        {
            return null;
        }

        var place = RegistrationNumber().Match(number);
        return place.Success && place.Groups["sequence"].Value == $"{sequence:00000000}"
            ? new LedgerLine(sequence.Value, previous, place.Groups["bin"].Value)
            : null;
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\AESF-(?<bin>[0-9]{12})-[0-9]{8}-(?<sequence>[0-9]{8})\z")]
    private static partial Regex RegistrationNumber();
}

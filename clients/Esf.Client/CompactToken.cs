using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Esf.Client;

/// <summary>The three parts of a JWS in compact serialization (RFC 7515), each read in one way only.</summary>
/// <param name="Header">Members of the header.</param>
/// <param name="Claims">Members of the payload.</param>
/// <param name="Signed">The bytes that the signature is over.</param>
/// <param name="Signature">The signature.</param>
internal sealed record CompactToken(
    IReadOnlyDictionary<string, JsonElement> Header, IReadOnlyDictionary<string, JsonElement> Claims, byte[] Signed, byte[] Signature)
{
    // A checkpoint has some 400 characters.
    private const int MaxLength = 4096;

    /// <summary>The parts of a token; null when it is none.</summary>
    public static CompactToken? Parse(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature])
        {
            return null;
        }

        return Members(header) is { } head && Members(claims) is { } claimed && Decode(signature) is { } signed
            ? new CompactToken(head, claimed, Encoding.ASCII.GetBytes($"{header}.{claims}"), signed)
            : null;
    }

    /// <summary>Bytes of base64url without padding; null when it is not written as their one spelling.</summary>
    public static byte[]? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    private static Dictionary<string, JsonElement>? Members(string part)
    {
        if (Decode(part) is not { } json)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                // Of two members of one name, readers take this one or that.
                if (!members.TryAdd(member.Name, member.Value.Clone()))
                {
                    return null;
                }
            }

            return members;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

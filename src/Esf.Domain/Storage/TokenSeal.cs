using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Esf.Domain.Storage;

/// <summary>Seals opaque tokens with the key of a register: only its servers can make one, and each is good for one purpose.</summary>
/// <remarks>
/// HMAC-SHA256, cut to 128 bits (RFC 2104, section 5), before the payload, in base64url without padding (RFC 4648, section 5).
/// </remarks>
public sealed class TokenSeal
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int SealBytes = 16;

    private readonly byte[] _key;

    /// <summary>A seal with a key.</summary>
    /// <param name="key"><see cref="KeyBytes"/> random bytes.</param>
    public TokenSeal(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        _key = key.ToArray();
    }

    /// <summary>The token of a payload.</summary>
    /// <param name="purpose">What the token is good for; the same when it is opened.</param>
    /// <param name="payload">What it says; it can be read by anybody.</param>
    public string Close(string purpose, ReadOnlySpan<byte> payload) => Base64Url.EncodeToString([.. SealOf(purpose, payload), .. payload]);

    /// <summary>The payload of a token; null when this register has not made it for this purpose, character for character.</summary>
    public byte[]? Open(string purpose, string token)
    {
        if (!Base64Url.IsValid(token))
        {
            return null;
        }

        // Decoding passes over padding, white space and spare bits of the last character, and each would be another spelling of a token.
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= SealBytes || Base64Url.EncodeToString(bytes) != token)
        {
            return null;
        }

        var payload = bytes[SealBytes..];
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealBytes), SealOf(purpose, payload)) ? payload : null;
    }

    private ReadOnlySpan<byte> SealOf(string purpose, ReadOnlySpan<byte> payload)
    {
        // The length in front keeps the end of a purpose from being read as the beginning of a payload.
        var name = Encoding.UTF8.GetBytes(purpose);
        byte[] message = [.. BitConverter.GetBytes(name.Length), .. name, .. payload];
        return HMACSHA256.HashData(_key, message).AsSpan(0, SealBytes);
    }
}

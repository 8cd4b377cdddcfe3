using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Esf.V1;

namespace Esf.Client;

/// <summary>Public keys that checkpoints are signed with, each under the thumbprint of itself (RFC 7638).</summary>
/// <remarks>
/// Keep a set that was fetched early, or had from somebody who is trusted: a service that lies about its ledger would also lie about its
/// keys.
/// </remarks>
public sealed class LedgerKeySet
{
    private const string KeyType = "EC";
    private const string Curve = "P-256";
    private const string Algorithm = "ES256";
    private const string Use = "sig";
    private const int CoordinateBytes = 32;

    private readonly Dictionary<string, ECParameters> _keys = new(StringComparer.Ordinal);

    private LedgerKeySet(IEnumerable<Jwk> keys)
    {
        foreach (var key in keys)
        {
            if (!_keys.TryAdd(key.Kid, Parameters(key)))
            {
                throw Malformed($"the key '{key.Kid}' is there twice");
            }
        }

        if (_keys.Count == 0)
        {
            throw Malformed("there is no key in it");
        }
    }

    /// <summary>The thumbprints of the keys.</summary>
    public IReadOnlyCollection<string> KeyIds => _keys.Keys;

    /// <summary>The keys as <see cref="EsfClient.ListLedgerKeysAsync"/> answers them.</summary>
    /// <exception cref="LedgerProofException">KeysMalformed.</exception>
    public static LedgerKeySet From(IEnumerable<LedgerKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new LedgerKeySet(keys.Select(key => new Jwk(key.Kid, key.Kty, key.Crv, key.X, key.Y, key.Alg, key.Use)));
    }

    /// <summary>The keys of a JWK set (RFC 7517), or of a single JWK.</summary>
    /// <exception cref="LedgerProofException">KeysMalformed or KeysPrivate.</exception>
    public static LedgerKeySet Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var isSet = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("keys", out _);
            return new LedgerKeySet(isSet ? [.. root.GetProperty("keys").EnumerateArray().Select(Read)] : [Read(root)]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new LedgerProofException(LedgerFault.KeysMalformed, $"This is no JWK set: {failure.Message}", failure);
        }
    }

    /// <summary>The JWK set to keep, as <see cref="Parse"/> reads it.</summary>
    public static string ToJson(IEnumerable<LedgerKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var set = new
        {
            keys = keys.Select(key => new { kid = key.Kid, kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, alg = key.Alg, use = key.Use }),
        };
        return JsonSerializer.Serialize(set);
    }

    /// <summary>Whether a key of the set has signed the bytes; null when the set has no key of that name.</summary>
    internal bool? HasSigned(string keyId, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (!_keys.TryGetValue(keyId, out var parameters))
        {
            return null;
        }

        using var key = ECDsa.Create(parameters);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static Jwk Read(JsonElement key)
    {
        if (key.ValueKind == JsonValueKind.Object && key.TryGetProperty("d", out _))
        {
            throw new LedgerProofException(LedgerFault.KeysPrivate, "The file holds a private key. Verify with the public one, and tell its owner.");
        }

        return new Jwk(Text(key, "kid"), Text(key, "kty"), Text(key, "crv"), Text(key, "x"), Text(key, "y"), Text(key, "alg"), Text(key, "use"));
    }

    private static string Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static ECParameters Parameters(Jwk key)
    {
        if (key.Kty != KeyType || key.Crv != Curve || key.Alg != Algorithm || key.Use != Use)
        {
            throw Malformed($"the key '{key.Kid}' is no {KeyType} key on {Curve} for {Algorithm} signatures");
        }

        // A key that goes under another name than its own could be swapped for it.
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"{{Curve}}","kty":"{{KeyType}}","x":"{{key.X}}","y":"{{key.Y}}"}"""));
        if (Base64Url.EncodeToString(thumbprint) != key.Kid)
        {
            throw Malformed($"'{key.Kid}' is not the thumbprint of its key");
        }

        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Coordinate(key, key.X), Y = Coordinate(key, key.Y) },
        };
        try
        {
            using var check = ECDsa.Create(parameters);
            return parameters;
        }
        catch (CryptographicException failure)
        {
            throw new LedgerProofException(LedgerFault.KeysMalformed, $"The key '{key.Kid}' is no point of {Curve}.", failure);
        }
    }

    private static byte[] Coordinate(Jwk key, string text) =>
        CompactToken.Decode(text) is { Length: CoordinateBytes } bytes
            ? bytes
            : throw Malformed($"the coordinates of '{key.Kid}' are not {CoordinateBytes} bytes in base64url");

    private static LedgerProofException Malformed(string what) => new(LedgerFault.KeysMalformed, $"This is no set of ledger keys: {what}.");

    private sealed record Jwk(string Kid, string Kty, string Crv, string X, string Y, string Alg, string Use);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Esf.Domain.Ledger;

/// <summary>Signs checkpoints, and reads those that one of its keys has signed: JWS compact serialization (RFC 7515), ES256 (RFC 7518).</summary>
/// <remarks>
/// The header is fixed (<c>alg</c>, <c>kid</c>, <c>typ</c>): what has another algorithm or type is no checkpoint, whatever its signature. So neither <c>none</c>
/// nor a token that the same key would sign for another purpose can pass.
/// </remarks>
public sealed class CheckpointSigner : IDisposable
{
    /// <summary>Type of a checkpoint's token.</summary>
    public const string TokenType = "esf-checkpoint+jwt";

    /// <summary>Algorithm of a checkpoint's signature.</summary>
    public const string Algorithm = "ES256";

    private const string Subject = "taxpayers/";
    private const int KeyBits = 256;

    // The platform does not promise that a key may be used by two threads at once.
    private readonly Lock _turn = new();
    private readonly ECDsa _key;
    private readonly IReadOnlyList<(CheckpointKey Public, ECDsa Key)> _keys;

    /// <summary>Signs with a private key, and accepts what it or former keys have signed.</summary>
    /// <param name="key">Private key on P-256.</param>
    /// <param name="former">Public keys that were used before.</param>
    /// <exception cref="CryptographicException">A key is not on P-256.</exception>
    public CheckpointSigner(ECDsa key, params IReadOnlyCollection<ECDsa> former)
    {
        _key = key;
        _keys = [.. former.Prepend(key).Select(each => (CheckpointKey.Of(each), each))];
    }

    /// <summary>The public keys; the first one signs.</summary>
    public IReadOnlyList<CheckpointKey> Keys => [.. _keys.Select(key => key.Public)];

    /// <summary>A new private key.</summary>
    public static ECDsa CreateKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Signs a checkpoint.</summary>
    public string Sign(LedgerCheckpoint checkpoint)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = Keys[0].Id, ["typ"] = TokenType };
        var claims = new JsonObject
        {
            ["sub"] = Subject + checkpoint.Bin,
            ["seq"] = checkpoint.Sequence,
            ["hash"] = checkpoint.Hash,
            ["iat"] = checkpoint.SignTime.ToUnixTimeSeconds(),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        lock (_turn)
        {
            return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        }
    }

    /// <summary>The checkpoint of a token; null when it is none, was edited, or was signed by somebody else.</summary>
    public LedgerCheckpoint? Read(string token)
    {
        if (token.Length > Limits.CheckpointMaxLength || token.Split('.') is not [var header, var claims, var signature] || !IsBase64Url(header, claims, signature))
        {
            return null;
        }

        try
        {
            var head = Decode(header);
            var key = _keys.FirstOrDefault(each => each.Public.Id == head.Text("kid")).Key;
            if (key is null || head.Text("alg") != Algorithm || head.Text("typ") != TokenType
                || !IsSigned(key, $"{header}.{claims}", signature))
            {
                return null;
            }

            var claim = Decode(claims);
            return claim.Text("sub") is { } subject && subject.StartsWith(Subject, StringComparison.Ordinal)
                ? new(
                    subject[Subject.Length..],
                    claim.GetProperty("seq").GetInt64(),
                    claim.Text("hash"),
                    DateTimeOffset.FromUnixTimeSeconds(claim.GetProperty("iat").GetInt64()))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, key) in _keys)
        {
            key.Dispose();
        }
    }

    private bool IsSigned(ECDsa key, string signed, string signature)
    {
        lock (_turn)
        {
            return key.VerifyData(Encoding.ASCII.GetBytes(signed), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
        }
    }

    private static bool IsBase64Url(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (!Base64Url.IsValid(part) || part.Contains('='))
            {
                return false;
            }
        }

        return true;
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(CanonicalJson.Bytes(json));

    private static JsonElement Decode(string part)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
        return json.RootElement.Clone();
    }

    /// <summary>A public key in the parts that a JWK (RFC 7517) has.</summary>
    /// <param name="Id">Thumbprint (RFC 7638), base64url.</param>
    /// <param name="X">X coordinate, base64url.</param>
    /// <param name="Y">Y coordinate, base64url.</param>
    public sealed record CheckpointKey(string Id, string X, string Y)
    {
        /// <summary>Key type.</summary>
        public const string Type = "EC";

        /// <summary>Curve.</summary>
        public const string Curve = "P-256";

        internal static CheckpointKey Of(ECDsa key)
        {
            var point = key.ExportParameters(includePrivateParameters: false);
            if (key.KeySize != KeyBits || point.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                throw new CryptographicException("A checkpoint's key is an EC key on the curve P-256.");
            }

            var (x, y) = (Base64Url.EncodeToString(point.Q.X), Base64Url.EncodeToString(point.Q.Y));
            var thumbprint = CanonicalJson.Bytes(new JsonObject { ["crv"] = Curve, ["kty"] = Type, ["x"] = x, ["y"] = y });
            return new(Base64Url.EncodeToString(SHA256.HashData(thumbprint)), x, y);
        }
    }
}

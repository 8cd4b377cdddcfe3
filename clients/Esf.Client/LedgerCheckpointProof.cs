using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Esf.Client;

/// <summary>A checkpoint whose signature was verified: at an instant this ledger had so many documents, the last one with this hash.</summary>
public sealed partial class LedgerCheckpointProof
{
    private const string Algorithm = "ES256";
    private const string TokenType = "esf-checkpoint+jwt";
    private const int SignatureBytes = 64;

    private LedgerCheckpointProof(string taxpayer, long sequence, string hash, DateTimeOffset signTime, string keyId)
    {
        Taxpayer = taxpayer;
        Sequence = sequence;
        Hash = hash;
        SignTime = signTime;
        KeyId = keyId;
    }

    /// <summary><c>taxpayers/{bin}</c>.</summary>
    public string Taxpayer { get; }

    /// <summary>How many documents; 0: none yet.</summary>
    public long Sequence { get; }

    /// <summary>SHA-256 of the last one, lower-case hex; 64 zeros when there is none.</summary>
    public string Hash { get; }

    /// <summary>When it was signed, UTC, seconds.</summary>
    public DateTimeOffset SignTime { get; }

    /// <summary>Thumbprint of the key that signed it.</summary>
    public string KeyId { get; }

    /// <summary>Verifies a token offline.</summary>
    /// <remarks>The header holds <c>alg</c>, <c>kid</c> and <c>typ</c> and nothing else; only ES256 is taken, whatever the token says.</remarks>
    /// <param name="token">JWS compact serialization; white space around it is not read.</param>
    /// <param name="keys">The public keys that are trusted.</param>
    /// <exception cref="LedgerProofException">It proves nothing; <see cref="LedgerProofException.Fault"/> says why.</exception>
    public static LedgerCheckpointProof Verify(string token, LedgerKeySet keys)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(keys);
        var parts = CompactToken.Parse(token.Trim())
            ?? throw new LedgerProofException(LedgerFault.CheckpointMalformed, "This is no checkpoint: no JWS in compact serialization.");
        var keyId = CheckHeader(parts);
        var signed = parts.Signature.Length == SignatureBytes ? keys.HasSigned(keyId, parts.Signed, parts.Signature) : false;
        return signed switch
        {
            true => Read(parts, keyId),
            false => throw new LedgerProofException(
                LedgerFault.CheckpointSignatureWrong, $"The signature of the checkpoint is not that of the key '{keyId}'."),
            null => throw new LedgerProofException(
                LedgerFault.CheckpointKeyUnknown, $"The checkpoint is signed with the key '{keyId}', which is not among the given ones."),
        };
    }

    private static string CheckHeader(CompactToken token)
    {
        if (Text(token.Header, "alg") is not Algorithm)
        {
            throw new LedgerProofException(
                LedgerFault.CheckpointAlgorithmWrong, $"A checkpoint is signed by {Algorithm}, not by '{Text(token.Header, "alg")}'.");
        }

        if (Text(token.Header, "typ") is not TokenType)
        {
            throw new LedgerProofException(
                LedgerFault.CheckpointTypeWrong, $"A checkpoint is a token of type '{TokenType}', not '{Text(token.Header, "typ")}'.");
        }

        // What else a header may hold (crit, jwk, jku …) would change how the rest is to be read.
        return Text(token.Header, "kid") is { Length: > 0 } keyId && token.Header.Count == 3
            ? keyId
            : throw new LedgerProofException(LedgerFault.CheckpointMalformed, "The header of a checkpoint holds alg, kid and typ, nothing else.");
    }

    private static LedgerCheckpointProof Read(CompactToken token, string keyId)
    {
        if (Text(token.Claims, "sub") is { } taxpayer && TaxpayerName().IsMatch(taxpayer)
            && Number(token.Claims, "seq") is >= 0 and var sequence
            && Text(token.Claims, "hash") is { } hash && LedgerLine.IsHash(hash)
            && Number(token.Claims, "iat") is >= 0 and <= MaxSeconds and var seconds
            && sequence == 0 == (hash == LedgerLine.NoHash))
        {
            return new LedgerCheckpointProof(taxpayer, sequence, hash, DateTimeOffset.FromUnixTimeSeconds(seconds), keyId);
        }

        throw new LedgerProofException(
            LedgerFault.CheckpointClaimsWrong, "The token is signed, but does not claim what a checkpoint claims: sub, seq, hash and iat.");
    }

    // 9999-12-31T23:59:59Z
    private const long MaxSeconds = 253_402_300_799;

    private static string? Text(IReadOnlyDictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(IReadOnlyDictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number
        && long.TryParse(value.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex(@"\Ataxpayers/[0-9]{12}\z")]
    private static partial Regex TaxpayerName();
}

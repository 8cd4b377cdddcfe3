using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Ledger;

namespace Esf.Server.Mapping;

/// <summary>The proof of a ledger as the contract shows it.</summary>
internal static class LedgerMapping
{
    public static V1.VerifyLedgerResponse ToWire(this LedgerWalk walk, Language language) => new()
    {
        VerifiedSequence = walk.Verified.Sequence,
        VerifiedHash = walk.Verified.Hash,
        HeadSequence = walk.HeadSequence,
        Break = walk.Break is not { } found ? null : new()
        {
            Taxpayer = ResourceNames.Taxpayer(found.Bin),
            Sequence = found.Sequence,
            Reason = found.Row.Reason,
            Description = found.Text(Language.En),
            LocalizedMessage = found.Text(language),
        },
        Done = walk.IsDone,
    };

    public static V1.LedgerCheckpoint ToWire(this LedgerCheckpoint checkpoint, CheckpointSigner signer) => new()
    {
        Taxpayer = ResourceNames.Taxpayer(checkpoint.Bin),
        Sequence = checkpoint.Sequence,
        Hash = checkpoint.Hash,
        SignTime = checkpoint.SignTime.ToWire(),
        KeyId = signer.Keys[0].Id,
        Token = signer.Sign(checkpoint),
    };

    public static V1.LedgerKey ToWire(this CheckpointSigner.CheckpointKey key) => new()
    {
        Kid = key.Id,
        Kty = CheckpointSigner.CheckpointKey.Type,
        Crv = CheckpointSigner.CheckpointKey.Curve,
        X = key.X,
        Y = key.Y,
        Alg = CheckpointSigner.Algorithm,
        Use = "sig",
    };

    /// <summary>What an earlier call has verified.</summary>
    public static VerifiedPlace Place(Shape shape, long sequence, string hash)
    {
        if (sequence < 0)
        {
            shape.Invalid("after_sequence", "not_negative");
        }
        else if (sequence > 0 && (hash.Length != LedgerHash.Bytes * 2 || !hash.All(char.IsAsciiHexDigitLower)))
        {
            shape.Invalid("after_hash", $"hex:{LedgerHash.Bytes * 2}");
        }

        return sequence == 0 ? VerifiedPlace.Beginning : new(sequence, hash);
    }

    /// <summary>How many documents a call may walk.</summary>
    public static int Limit(Shape shape, int value)
    {
        if (value < 0)
        {
            shape.Invalid("limit", "not_negative");
        }

        return value == 0 ? Limits.VerifiedDocuments : Math.Min(value, Limits.VerifiedDocuments);
    }
}

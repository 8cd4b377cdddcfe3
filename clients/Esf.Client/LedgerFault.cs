namespace Esf.Client;

/// <summary>What is wrong with an exported ledger, or with what should prove it.</summary>
public enum LedgerFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The checkpoint is no JWS in compact serialization of the contract's form.</summary>
    CheckpointMalformed,

    /// <summary>The checkpoint is not signed by ES256; <c>none</c> is such a case.</summary>
    CheckpointAlgorithmWrong,

    /// <summary>The token is signed for another purpose: its <c>typ</c> is not <c>esf-checkpoint+jwt</c>.</summary>
    CheckpointTypeWrong,

    /// <summary>The checkpoint names a key that is not among the given ones.</summary>
    CheckpointKeyUnknown,

    /// <summary>The signature of the checkpoint is not that of the key.</summary>
    CheckpointSignatureWrong,

    /// <summary>What the checkpoint claims is not what a checkpoint claims: taxpayer, sequence, hash and time.</summary>
    CheckpointClaimsWrong,

    /// <summary>The keys are no JWK set of public P-256 keys, each with its own thumbprint as <c>kid</c>.</summary>
    KeysMalformed,

    /// <summary>The keys hold a private part, which nobody but the service may have.</summary>
    KeysPrivate,

    /// <summary>A line is longer than any document of a ledger can be.</summary>
    LineTooLong,

    /// <summary>A line is no document of a ledger.</summary>
    DocumentMalformed,

    /// <summary>The document is of another taxpayer than the checkpoint.</summary>
    TaxpayerForeign,

    /// <summary>A document is not there: the line holds a later one.</summary>
    DocumentMissing,

    /// <summary>The line holds an earlier document: one was put in, doubled or moved.</summary>
    DocumentOutOfOrder,

    /// <summary>The document does not hold the hash of the one before: one of the two was changed.</summary>
    LinkBroken,

    /// <summary>The document that the checkpoint is about is another one now.</summary>
    CheckpointDiffers,

    /// <summary>The file ends before the document that the checkpoint is about.</summary>
    Truncated,
}

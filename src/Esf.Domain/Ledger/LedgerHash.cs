using System.Security.Cryptography;

namespace Esf.Domain.Ledger;

/// <summary>SHA-256 of the stored bytes of a document, 64 lower-case hex digits as text.</summary>
public readonly record struct LedgerHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 32;

    private readonly string? _hex;

    private LedgerHash(string hex) => _hex = hex;

    /// <summary>What stands in the place of the previous hash in a taxpayer's first document: 64 zeros.</summary>
    public static LedgerHash None { get; } = new(new string('0', Bytes * 2));

    /// <summary>The hash of a document's bytes.</summary>
    public static LedgerHash Of(ReadOnlySpan<byte> document) => new(Convert.ToHexStringLower(SHA256.HashData(document)));

    /// <summary>Reads 64 lower-case hex digits.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static LedgerHash Parse(string hex) =>
        hex.Length == Bytes * 2 && hex.All(char.IsAsciiHexDigitLower) ? new(hex) : throw new FormatException($"'{hex}' is not a SHA-256 in lower-case hex.");

    /// <inheritdoc/>
    public override string ToString() => _hex ?? None._hex!;
}

/// <summary>A document's place in its taxpayer's ledger.</summary>
/// <param name="Sequence">1, 2, 3 … without a gap.</param>
/// <param name="Hash">Hash of the stored document.</param>
/// <param name="PreviousHash">Hash of the document before it; <see cref="LedgerHash.None"/> for the first.</param>
public sealed record LedgerPosition(long Sequence, LedgerHash Hash, LedgerHash PreviousHash);

/// <summary>The end of a taxpayer's ledger: what the next document is chained to.</summary>
/// <param name="Sequence">Sequence of the last document; 0 when there is none.</param>
/// <param name="Hash">Hash of the last document; <see cref="LedgerHash.None"/> when there is none.</param>
/// <param name="IssueTime">Instant of issue of the last document; the earliest instant when there is none.</param>
public sealed record LedgerHead(long Sequence, LedgerHash Hash, DateTimeOffset IssueTime)
{
    /// <summary>The head of a ledger without documents.</summary>
    public static LedgerHead Empty { get; } = new(0, LedgerHash.None, DateTimeOffset.UnixEpoch);
}

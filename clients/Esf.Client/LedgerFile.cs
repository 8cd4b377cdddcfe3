using System.Globalization;
using System.Security.Cryptography;

namespace Esf.Client;

/// <summary>An exported ledger: one stored document per line, exactly its bytes and a line feed. Verified without any server.</summary>
public static class LedgerFile
{
    /// <summary>What a line may have at most, in bytes; no document comes near it.</summary>
    public const int MaxLineBytes = 4 * 1024 * 1024;

    private const int ProgressEvery = 1000;

    /// <summary>Reads the file line by line and finds the first place at which it is not what the checkpoint proves.</summary>
    /// <remarks>
    /// <para>
    /// Line N must be document N of the checkpoint's taxpayer and hold the SHA-256 of line N-1; so the checkpoint, which proves the hash of
    /// one line, proves all lines up to it. Lines behind it are only chained: who has the ledger could have written them anew.
    /// </para>
    /// <para>Memory is bounded by the longest line.</para>
    /// </remarks>
    /// <param name="file">The file, from its beginning.</param>
    /// <param name="checkpoint">The verified checkpoint.</param>
    /// <param name="progress">Told the number of lines that were read, now and then.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<LedgerFileReport> VerifyAsync(
        Stream file, LedgerCheckpointProof checkpoint, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var lines = new LineReader(file, MaxLineBytes);
        var walk = new Walk(checkpoint);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (walk.Take(line.Span) is { } found)
            {
                return walk.Report(found);
            }

            if (walk.Count % ProgressEvery == 0)
            {
                progress?.Report(walk.Count);
            }
        }

        progress?.Report(walk.Count);
        return walk.Report(lines.IsTooLong ? walk.TooLong() : walk.End());
    }

    private sealed class Walk(LedgerCheckpointProof checkpoint)
    {
        private string _hash = LedgerLine.NoHash;

        /// <summary>How many lines stood every check.</summary>
        public long Count { get; private set; }

        public LedgerFileBreak? Take(ReadOnlySpan<byte> bytes)
        {
            var place = Count + 1;
            if (LedgerLine.Read(bytes) is not { } line)
            {
                return Break(LedgerFault.DocumentMalformed, place, $"Line {place} is no document of a ledger.");
            }

            if ($"taxpayers/{line.Bin}" != checkpoint.Taxpayer)
            {
                return Break(
                    LedgerFault.TaxpayerForeign, place, $"Line {place} is of taxpayers/{line.Bin}, the checkpoint of {checkpoint.Taxpayer}.");
            }

            if (line.Sequence != place)
            {
                return line.Sequence > place
                    ? Break(LedgerFault.DocumentMissing, place, $"Document {place} is missing: line {place} holds document {line.Sequence}.")
                    : Break(LedgerFault.DocumentOutOfOrder, place, $"Line {place} holds document {line.Sequence}, which stands before.");
            }

            if (line.PreviousHash != _hash)
            {
                return Break(
                    LedgerFault.LinkBroken, place, $"Document {place} was not written behind document {place - 1} as it is here: one of the two is changed.");
            }

            var hash = Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
            if (place == checkpoint.Sequence && hash != checkpoint.Hash)
            {
                return Break(
                    LedgerFault.CheckpointDiffers, place, $"Document {place} has the hash {hash}; the checkpoint proves {checkpoint.Hash}.");
            }

            _hash = hash;
            Count = place;
            return null;
        }

        public LedgerFileBreak TooLong() =>
            Break(LedgerFault.LineTooLong, Count + 1, $"Line {Count + 1} has more than {MaxLineBytes} bytes.");

        public LedgerFileBreak? End() => Count >= checkpoint.Sequence
            ? null
            : Break(
                LedgerFault.Truncated,
                Count + 1,
                $"The file ends behind document {Count}; the checkpoint proves that there are {checkpoint.Sequence} at least.");

        public LedgerFileReport Report(LedgerFileBreak? found) => new(checkpoint, Count, _hash, found);

        private static LedgerFileBreak Break(LedgerFault fault, long sequence, FormattableString description) =>
            new(fault, sequence, description.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>What verifying an exported ledger has found.</summary>
/// <param name="Checkpoint">What it was verified against.</param>
/// <param name="VerifiedCount">How many documents, from the first on, stood every check.</param>
/// <param name="LastHash">SHA-256 of the last of them; 64 zeros when there is none.</param>
/// <param name="Break">The first place at which the file is not what it should be; null when there is none.</param>
public sealed record LedgerFileReport(LedgerCheckpointProof Checkpoint, long VerifiedCount, string LastHash, LedgerFileBreak? Break)
{
    /// <summary>True when every document up to the checkpoint is proved.</summary>
    public bool IsWhole => Break is null;

    /// <summary>How many documents behind the checkpoint are chained to it, but proved by nothing.</summary>
    public long UnprovedCount => Math.Max(0, VerifiedCount - Checkpoint.Sequence);
}

/// <summary>The first place at which an exported ledger is not what it was.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Sequence">The document, which is also the line, from 1.</param>
/// <param name="Description">What is wrong, in English.</param>
public sealed record LedgerFileBreak(LedgerFault Fault, long Sequence, string Description);

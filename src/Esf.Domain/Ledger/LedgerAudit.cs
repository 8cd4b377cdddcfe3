using System.Text.Json;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Ledger;

/// <summary>Walks a taxpayer's ledger and finds its first break: what is changed, missing, moved or forged.</summary>
/// <remarks>
/// Hashes alone show a change that was not carried on to the end. Whoever has the database could compute all of them anew; against that stands
/// a checkpoint that was signed before and is kept elsewhere.
/// </remarks>
public sealed class LedgerAudit(ILedgerReader reader)
{
    /// <summary>Walks a part of a ledger.</summary>
    /// <param name="bin">The taxpayer.</param>
    /// <param name="start">What an earlier walk has verified; <see cref="VerifiedPlace.Beginning"/>: nothing yet.</param>
    /// <param name="limit">At most so many documents, 1 to <see cref="Limits.VerifiedDocuments"/>.</param>
    /// <param name="checkpoint">A checkpoint of this ledger that was signed before, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the BIN is not registered.</returns>
    public async Task<LedgerWalk?> WalkAsync(
        string bin, VerifiedPlace start, int limit, LedgerCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        // A broken chain says more than a column that it makes look wrong: the state of an invoice whose correction was deleted, say. So a
        // column is told only when the chain of the whole part holds.
        var place = start;
        (LedgerBreak Break, VerifiedPlace Before)? column = null;
        var left = limit;
        while (true)
        {
            var size = Math.Min(left, Limits.LedgerPage);
            var page = await reader.ReadLedgerAsync(bin, place.Sequence, size, cancellationToken).ConfigureAwait(false);
            if (page is null)
            {
                return null;
            }

            foreach (var link in page.Links)
            {
                if ((BreakOf(bin, link, place) ?? Beyond(bin, link, page) ?? Differs(bin, new(link.Sequence, link.Hash), checkpoint)) is { } found)
                {
                    return new(place, page.HeadSequence, found, IsDone: true);
                }

                column ??= ColumnBreakOf(bin, link) is { } changed ? (changed, place) : null;
                place = new(link.Sequence, link.Hash);
            }

            // Not where the head is: somebody may have put a document behind it.
            var isEnd = page.Links.Count < size && !page.IsCut;
            left -= page.Links.Count;
            if (isEnd && BreakOfEnd(bin, page, place, checkpoint) is { } end)
            {
                return new(place, page.HeadSequence, end, IsDone: true);
            }

            if ((isEnd || left == 0) && column is var (broken, before))
            {
                return new(before, page.HeadSequence, broken, IsDone: true);
            }

            if (isEnd)
            {
                return new(place, page.HeadSequence, await BreakOfBalancesAsync(bin, place, cancellationToken).ConfigureAwait(false), IsDone: true);
            }

            if (left == 0)
            {
                return new(place, page.HeadSequence, null, IsDone: false);
            }
        }
    }

    private static LedgerBreak? BreakOf(string bin, StoredLink link, VerifiedPlace before)
    {
        if (link.Sequence != before.Sequence + 1)
        {
            return new(bin, before.Sequence + 1, ErrorCatalogue.LedgerDocumentMissing, ("found", $"{link.Sequence}"));
        }

        var hash = LedgerHash.Of(link.Document.Span).ToString();
        if (hash != link.Hash)
        {
            return new(bin, link.Sequence, ErrorCatalogue.LedgerDocumentChanged, ("actual", hash), ("expected", link.Hash));
        }

        foreach (var named in new[] { link.PreviousHash, PreviousHashIn(link.Document) })
        {
            if (named != before.Hash)
            {
                return new(bin, link.Sequence, ErrorCatalogue.LedgerLinkBroken, ("actual", named), ("expected", before.Hash));
            }
        }

        return null;
    }

    private static LedgerBreak? ColumnBreakOf(string bin, StoredLink link) =>
        link.Difference is { } difference ? ColumnChanged(bin, link.Sequence, difference) : null;

    // A link behind the head was put there by somebody who did not know of the head.
    private static LedgerBreak? Beyond(string bin, StoredLink link, LedgerPage page) => link.Sequence > page.HeadSequence
        ? new(bin, link.Sequence, ErrorCatalogue.LedgerHeadWrong, ("actual", link.Hash), ("expected", $"{page.HeadSequence}, {page.HeadHash}"))
        : null;

    private static LedgerBreak? Differs(string bin, VerifiedPlace place, LedgerCheckpoint? checkpoint) =>
        checkpoint is not null && place.Sequence == checkpoint.Sequence && place.Hash != checkpoint.Hash
            ? new(bin, place.Sequence, ErrorCatalogue.LedgerCheckpointDiffers, ("actual", place.Hash), ("expected", checkpoint.Hash))
            : null;

    private static LedgerBreak? BreakOfEnd(string bin, LedgerPage page, VerifiedPlace place, LedgerCheckpoint? checkpoint)
    {
        if (page.HeadSequence > place.Sequence)
        {
            return new(bin, place.Sequence + 1, ErrorCatalogue.LedgerDocumentMissing, ("found", "-"));
        }

        if (page.HeadHash != place.Hash || page.HeadSequence != place.Sequence)
        {
            return new(bin, place.Sequence, ErrorCatalogue.LedgerHeadWrong, ("actual", place.Hash), ("expected", $"{page.HeadSequence}, {page.HeadHash}"));
        }

        return checkpoint is not null && checkpoint.Sequence > place.Sequence
            ? new(bin, checkpoint.Sequence, ErrorCatalogue.LedgerCheckpointDiffers, ("actual", "-"), ("expected", checkpoint.Hash))
            : null;
    }

    private async Task<LedgerBreak?> BreakOfBalancesAsync(string bin, VerifiedPlace place, CancellationToken cancellationToken) =>
        await reader.FindWrongBalanceAsync(bin, cancellationToken).ConfigureAwait(false) is { } difference
            ? ColumnChanged(bin, place.Sequence, difference)
            : null;

    private static LedgerBreak ColumnChanged(string bin, long sequence, ColumnDifference difference) => new(
        bin,
        sequence,
        ErrorCatalogue.LedgerColumnChanged,
        ("column", difference.Column),
        ("actual", difference.Actual),
        ("expected", difference.Expected));

    // What somebody put there need not be JSON.
    private static string PreviousHashIn(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.Text("previousHash");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return "-";
        }
    }
}

/// <summary>Everything up to a document is verified.</summary>
/// <param name="Sequence">The document; 0: none yet.</param>
/// <param name="Hash">Its hash, as text.</param>
public sealed record VerifiedPlace(long Sequence, string Hash)
{
    /// <summary>Nothing is verified yet.</summary>
    public static VerifiedPlace Beginning { get; } = new(0, LedgerHash.None.ToString());
}

/// <summary>How far a walk has come.</summary>
/// <param name="Verified">Everything up to here is as it was written.</param>
/// <param name="HeadSequence">Where the ledger ends, by its head.</param>
/// <param name="Break">The first break; null when there is none so far.</param>
/// <param name="IsDone">The end or a break was reached.</param>
public sealed record LedgerWalk(VerifiedPlace Verified, long HeadSequence, LedgerBreak? Break, bool IsDone);

/// <summary>The first place at which a ledger is not what it was.</summary>
public sealed record LedgerBreak
{
    private readonly IReadOnlyDictionary<string, string> _arguments;

    internal LedgerBreak(string bin, long sequence, ErrorRow row, params (string Name, string Value)[] arguments)
    {
        Bin = bin;
        Sequence = sequence;
        Row = row;
        _arguments = arguments.Append(("taxpayer", bin)).Append(("sequence", $"{sequence}"))
            .ToDictionary(argument => argument.Item1, argument => argument.Item2, StringComparer.Ordinal);
    }

    /// <summary>The taxpayer.</summary>
    public string Bin { get; }

    /// <summary>The document that is changed, missing, moved or forged.</summary>
    public long Sequence { get; }

    /// <summary>What is wrong.</summary>
    public ErrorRow Row { get; }

    /// <summary>The text in a language.</summary>
    public string Text(Language language) => Row.Text(language, _arguments);
}

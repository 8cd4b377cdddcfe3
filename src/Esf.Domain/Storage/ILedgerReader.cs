namespace Esf.Domain.Storage;

/// <summary>Reads ledgers as the database has them, byte for byte, also when somebody has tampered with it.</summary>
/// <remarks>
/// <para>A page is one moment: its head and its links belong together, whoever appends meanwhile.</para>
/// <para>A link that was deleted is absent; nothing is repaired or skipped.</para>
/// <para>A part ends with the document that reaches <see cref="Limits.DocumentBytes"/>, and says so.</para>
/// <para>Nothing is read from a document whose bytes are not those that were hashed.</para>
/// <para>Every column that a query uses is compared with the document that it was written from.</para>
/// <para>The state of an invoice is compared with the later document that explains it.</para>
/// <para>What is taken of payments is compared with the documents, and each balance with its movements; so is the taxpayer's total.</para>
/// </remarks>
public interface ILedgerReader
{
    /// <summary>A part of a taxpayer's ledger; null when the BIN is not registered.</summary>
    /// <param name="bin">The taxpayer.</param>
    /// <param name="afterSequence">Behind this sequence; 0: from the first.</param>
    /// <param name="limit">At most so many links.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LedgerPage?> ReadLedgerAsync(string bin, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// A payment of the taxpayer whose balance is not the sum of what documents took of it, or the taxpayer's total where it is not that of
    /// its invoices; null when there is none.
    /// </summary>
    Task<ColumnDifference?> FindWrongBalanceAsync(string bin, CancellationToken cancellationToken);
}

/// <summary>A part of a ledger.</summary>
/// <param name="HeadSequence">Where the ledger ends, by its head.</param>
/// <param name="HeadHash">Hash of the last document, by the head, as text.</param>
/// <param name="Links">The links, by sequence.</param>
/// <param name="IsCut">Whether the bytes of the documents ended the part before its limit.</param>
public sealed record LedgerPage(long HeadSequence, string HeadHash, IReadOnlyList<StoredLink> Links, bool IsCut);

/// <summary>One link of a ledger exactly as the database has it.</summary>
/// <param name="Sequence">The sequence column.</param>
/// <param name="Document">The stored bytes.</param>
/// <param name="Hash">The hash column, as text.</param>
/// <param name="PreviousHash">The previous-hash column, as text.</param>
/// <param name="Difference">The first column that is not what the document says; null when all are, or when the document is not that of the hash.</param>
public sealed record StoredLink(long Sequence, ReadOnlyMemory<byte> Document, string Hash, string PreviousHash, ColumnDifference? Difference);

/// <summary>A column that is not what it was written as.</summary>
/// <param name="Column">Table and column.</param>
/// <param name="Actual">What it is.</param>
/// <param name="Expected">What it must be.</param>
public sealed record ColumnDifference(string Column, string Actual, string Expected);

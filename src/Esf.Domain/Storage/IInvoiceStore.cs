using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;

namespace Esf.Domain.Storage;

/// <summary>Appends documents to their taxpayers' ledgers.</summary>
/// <remarks>
/// <para>A batch is answered item by item, in order; a refused item leaves nothing behind and does not fail its neighbours.</para>
/// <para>What is answered as appended is durable: on the disk, and on the standby where the operator has asked for it.</para>
/// <para>What is answered as appended before is as durable: it is not answered while its own commit may still be lost.</para>
/// <para>Sequences of a taxpayer are 1, 2, 3 … without a gap, in the order of the batch, also under parallel batches of several servers.</para>
/// <para>Every document carries the hash of the one before it; the hash is that of exactly the bytes stored.</para>
/// <para>A request id is kept for ever with the hash of its request, in the transaction of its document.</para>
/// <para>The same request id with the same request is answered with the stored document, also within one batch.</para>
/// <para>The same request id with another request is refused and leaves nothing behind.</para>
/// <para>A request id belongs to its taxpayer: another taxpayer may use the same one.</para>
/// <para>A number is unique for its taxpayer within a day of issue, and an absent number is assigned.</para>
/// <para>A payment is never overdrawn nor freed of more than was taken, also under parallel batches; one that is missing refuses the item.</para>
/// <para>The totals of a taxpayer's invoices, whatever their signs, never exceed <see cref="Limits.TaxpayerTotalTiyn"/> together.</para>
/// <para>An item is refused when its taxpayer was replaced since it was read, or when the ledger has moved to a later day.</para>
/// <para>A document that amends an invoice is refused when another document has touched the family since it was read.</para>
/// <para>A corrected or revoked invoice keeps its document; its state names the document that changed it.</para>
/// <para>Every document is one event of the feed; its place follows the order of the commits and has no gap, also with several servers.</para>
/// <para>Commit times never go back along the feed.</para>
/// <para>The time of a commit is taken under the lock of the feed: in a real register by the database's clock, where it has one.</para>
/// <para>A fault fails the whole batch. After a <see cref="CommitUnknownException"/> all of it is stored or nothing, and a retry with the
/// same request ids finds out; after any other exception nothing is stored.</para>
/// <para>A server that stops in the middle of an append holds nobody up for longer than <see cref="Limits.OpenTransactionWait"/> and a moment.</para>
/// </remarks>
public interface IInvoiceStore
{
    /// <summary>Appends a batch in one transaction.</summary>
    /// <param name="batch">1 to <see cref="Limits.AppendBatch"/> items, of any taxpayers.</param>
    /// <param name="cancellationToken">Gives up before the commit; never after it.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; nothing is stored, and the call may be repeated.</exception>
    /// <exception cref="CommitUnknownException">Whether the batch is stored for good is not known; repeat it with the same request ids.</exception>
    /// <exception cref="ClockRefusedException">This server's clock cannot be right; nothing is stored.</exception>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<LedgerAppend> batch, CancellationToken cancellationToken);
}

/// <summary>One document to append.</summary>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="RequestHash">SHA-256 of the request, 64 lower-case hex digits.</param>
/// <param name="TaxpayerVersion">Version of the registration that was judged.</param>
/// <param name="Content">The document, judged and computed.</param>
/// <param name="Change">What it changes of an earlier invoice; null for an ordinary invoice.</param>
public sealed record LedgerAppend(Guid RequestId, string RequestHash, long TaxpayerVersion, LedgerContent Content, FamilyChange? Change)
{
    /// <summary>The taxpayer whose ledger it goes to.</summary>
    public string Bin => Content.Bin;
}

/// <summary>What a document changes of the family that it belongs to.</summary>
/// <param name="Family">Sequence of the first issue.</param>
/// <param name="ExpectedHead">The family's head when the document was judged; another one refuses the item.</param>
/// <param name="Targets">Sequences of the invoices whose state changes; those whose offset the document ends.</param>
/// <param name="NewState">Their new state.</param>
public sealed record FamilyChange(long Family, long ExpectedHead, IReadOnlyList<long> Targets, InvoiceState NewState);

/// <summary>What became of one item of a batch.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>The document is in the ledger.</summary>
    public sealed record Appended(LedgerRecord Record) : AppendOutcome;

    /// <summary>The same request had appended this document before.</summary>
    public sealed record Replayed(LedgerRecord Record) : AppendOutcome;

    /// <summary>The request id belongs to another request.</summary>
    public sealed record RequestIdReused : AppendOutcome;

    /// <summary>The number stands in the ledger on this day of issue.</summary>
    public sealed record NumberTaken : AppendOutcome;

    /// <summary>The payment is not recorded.</summary>
    public sealed record PaymentMissing(string PaymentId) : AppendOutcome;

    /// <summary>Less is left of the payment than asked for.</summary>
    public sealed record PaymentExhausted(string PaymentId, Amount Remaining) : AppendOutcome;

    /// <summary>The totals of the taxpayer's invoices would exceed <see cref="Limits.TaxpayerTotalTiyn"/>.</summary>
    /// <param name="Total">What they would be together, KZT.</param>
    public sealed record TotalExceeded(Amount Total) : AppendOutcome;

    /// <summary>The registration was replaced since it was read, or there is none: read it and judge again.</summary>
    public sealed record TaxpayerChanged : AppendOutcome;

    /// <summary>Another document has touched the family since it was read: read it and judge again.</summary>
    public sealed record FamilyChanged : AppendOutcome;

    /// <summary>The ledger has moved to a later day than the item's day of issue: judge again.</summary>
    /// <param name="Head">Issue time of the ledger's last document.</param>
    public sealed record DayPassed(DateTimeOffset Head) : AppendOutcome;
}

/// <summary>The database cannot be reached, or did not answer in time; nothing is stored, and the same call may succeed later.</summary>
public class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The database has no space left: nothing is written until somebody frees it. Reading goes on.</summary>
public sealed class StoreFullException(string message, Exception? innerException = null) : StoreUnavailableException(message, innerException);

/// <summary>Another transaction of the database holds what the call needs; nothing is stored, and the same call may succeed later.</summary>
public class StoreLockedException(string message, Exception? innerException = null) : StoreUnavailableException(message, innerException);

/// <summary>A commit was sent and not confirmed: what it writes may be stored, may be lost, or may still be lost with the primary server.</summary>
/// <remarks>Nothing of it may be acknowledged. The same call with the same request ids finds out, and does nothing twice.</remarks>
public sealed class CommitUnknownException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The database is there, but the question took too long and was ended. The same question takes as long again: ask for less.</summary>
public sealed class StoreTooSlowException(Exception? innerException = null) : Exception("The question to the database took too long.", innerException);

/// <summary>More is waiting for the database than the server will hold, and nothing was done; the same call may succeed later.</summary>
public sealed class StoreBusyException() : Exception("No place became free in time.");

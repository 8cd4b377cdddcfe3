using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Ledgers in SQL: a batch is one transaction of three round trips (lock and read, write, commit), whatever its size.</summary>
/// <remarks>
/// The rows of the batch's taxpayers are locked in the order of their BIN, so two batches never wait for each other in a ring. That one
/// lock protects all that is the taxpayer's: the head of its ledger, its numbers, the balances of its payments, its request ids.
/// Sequences come from the locked head, never from the database's own counters, which skip values when a transaction fails.
/// An item that cannot be sealed (content that the law never judged; a ledger that is full after 99,999,999 invoices) is a fault of its
/// whole batch: no outcome names it, and <see cref="AppendQueue"/> keeps it from the batches of other callers.
/// </remarks>
internal sealed class SqlInvoiceStore(Dialect dialect) : IInvoiceStore
{
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InvoiceAppend> batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.AppendBatch);

        return dialect.WriteAsync(
            async (session, cancel) =>
            {
                var books = await new BookReader(session).ReadAsync(batch, cancel).ConfigureAwait(false);
                var outcomes = new List<AppendOutcome>(batch.Count);
                foreach (var item in batch)
                {
                    outcomes.Add(await DecideAsync(session, books, item, cancel).ConfigureAwait(false));
                }

                var statements = BookWriter.Write(books);
                if (statements.Count > 0)
                {
                    await session.ExecuteAsync(statements, cancel).ConfigureAwait(false);
                }

                return (IReadOnlyList<AppendOutcome>)outcomes;
            },
            cancellationToken);
    }

    private static async Task<AppendOutcome> DecideAsync(Session session, Books books, InvoiceAppend item, CancellationToken cancellationToken)
    {
        if (books.Refuse(item) is { } refusal)
        {
            return refusal;
        }

        var number = item.Content.Number ?? await AssignNumberAsync(session, books, item, cancellationToken).ConfigureAwait(false);
        return number is null || books.IsTaken(item, number) ? new AppendOutcome.NumberTaken() : books.Append(item, number);
    }

    /// <summary>The sequence as digits; where the taxpayer has used that number itself on that day, a later one that is free.</summary>
    /// <returns>Null when the taxpayer has taken all the later ones by hand.</returns>
    private static async Task<string?> AssignNumberAsync(Session session, Books books, InvoiceAppend item, CancellationToken cancellationToken)
    {
        var sequence = books.Of(item).Head.Sequence + 1;
        if (!books.IsTaken(item, Books.Digits(sequence)))
        {
            return Books.Digits(sequence);
        }

        // Steps that double (1, 3, 7, 15 …) leave any run of taken numbers behind with few questions, which one statement asks.
        var candidates = Enumerable.Range(1, Books.NumberCandidates).Select(step => Books.Digits(sequence + (1L << step) - 1)).ToList();
        await new BookReader(session).ReadNumbersAsync(books, item, candidates, cancellationToken).ConfigureAwait(false);
        return candidates.Find(candidate => !books.IsTaken(item, candidate));
    }
}

using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Ledgers in SQL: a batch is one transaction of two round trips (lock and read; write and commit), whatever its size.</summary>
/// <remarks>
/// The rows of the batch's taxpayers are locked in the order of their BIN, so two batches never wait for each other in a ring. That one
/// lock protects all that is the taxpayer's: the head of its ledger, its numbers, its families, the balances of its payments, its request
/// ids. Sequences come from the locked head, never from the database's own counters, which skip values when a transaction fails.
/// The row of the feed is locked by the last statements, which travel with the commit: no answer of this server lies between that lock and
/// its end, and nothing is left to wait for, so no ring can close through it either. It
/// makes places in the feed follow the order of the commits. The cost: transactions of all servers commit one after the other, each at
/// the price of one wait for the disk; group commit (<see cref="AppendQueue"/>) pays it, since a transaction carries many documents.
/// An item that cannot be sealed (content that the law never judged; a ledger that is full after 99,999,999 documents) is a fault of its
/// whole batch: no outcome names it, and <see cref="AppendQueue"/> keeps it from the batches of other callers.
/// </remarks>
internal sealed class SqlInvoiceStore(Dialect dialect, FeedSignal feed, RegisterClock clock) : IInvoiceStore, IBatchWriter
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<LedgerAppend> batch, CancellationToken cancellationToken) =>
        (await AppendAsync([batch], wait: true, cancellationToken).ConfigureAwait(false))[0]!;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<AppendOutcome>?>> AppendAsync(
        IReadOnlyList<IReadOnlyList<LedgerAppend>> batches, bool wait, CancellationToken cancellationToken)
    {
        var count = batches.Sum(batch => batch.Count);
        ArgumentOutOfRangeException.ThrowIfZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Limits.AppendBatch);

        var outcomes = await dialect.AppendAsync((session, cancel) => AppendAsync(session, batches, wait, cancel), cancellationToken).ConfigureAwait(false);
        feed.Look();
        return outcomes;
    }

    private async Task<IReadOnlyList<IReadOnlyList<AppendOutcome>?>> AppendAsync(
        Session session, IReadOnlyList<IReadOnlyList<LedgerAppend>> batches, bool wait, CancellationToken cancellationToken)
    {
        var books = await new BookReader(session).ReadAsync([.. batches.SelectMany(batch => batch)], wait, cancellationToken).ConfigureAwait(false);
        var answers = new List<IReadOnlyList<AppendOutcome>?>(batches.Count);
        foreach (var batch in batches)
        {
            if (batch.Any(books.IsHeld))
            {
                answers.Add(null);
                continue;
            }

            var outcomes = new List<AppendOutcome>(batch.Count);
            foreach (var item in batch)
            {
                outcomes.Add(await DecideAsync(session, books, item, cancellationToken).ConfigureAwait(false));
            }

            answers.Add(outcomes);
        }

        if (books.Pages.Count > 0)
        {
            await clock.GuardAppendAsync(session, cancellationToken).ConfigureAwait(false);
            session.LastStatements.AddRange([.. BookWriter.Write(books, clock), .. dialect.FeedNotices]);
        }
        else if (answers.Exists(outcomes => outcomes?.Any(outcome => outcome is AppendOutcome.Replayed) == true))
        {
            // Nothing is written, so the commit would wait for nobody.
            session.Confirm();
        }

        return answers;
    }

    private static async Task<AppendOutcome> DecideAsync(Session session, Books books, LedgerAppend item, CancellationToken cancellationToken)
    {
        if (books.Refuse(item) is { } refusal)
        {
            return refusal;
        }

        if (item.Content is not InvoiceContent invoice)
        {
            return books.Append(item, item.Content);
        }

        var number = invoice.Number ?? await AssignNumberAsync(session, books, item, cancellationToken).ConfigureAwait(false);
        return number is null || books.IsTaken(item, number)
            ? new AppendOutcome.NumberTaken()
            : books.Append(item, invoice with { Number = number });
    }

    /// <summary>The sequence as digits; where the taxpayer has used that number itself on that day, a later one that is free.</summary>
    /// <returns>Null when the taxpayer has taken all the later ones by hand.</returns>
    private static async Task<string?> AssignNumberAsync(Session session, Books books, LedgerAppend item, CancellationToken cancellationToken)
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

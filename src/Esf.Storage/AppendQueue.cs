using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Group commit: what callers append at the same time is written by one transaction, so one wait for the disk serves many.</summary>
/// <remarks>
/// <para>Nobody waits for a transaction to fill up: it takes what is waiting when a writer is free.</para>
/// <para>A caller's batch stays whole and in order, and all of a taxpayer is written in the order of its coming: a taxpayer is in one
/// transaction at a time.</para>
/// <para>A taxpayer that another transaction of the database holds keeps nobody else waiting: shared transactions leave it out, and it is
/// waited for by a transaction of its own.</para>
/// <para>Who waits for a held taxpayer is refused within <see cref="Limits.LockWait"/> and a turn of those writers; who waits for any other
/// lock, within <see cref="Limits.AppendPatience"/> and such a turn.</para>
/// <para>At most <see cref="Limits.AppendQueueLength"/> documents wait, of one taxpayer a quarter; then callers wait for a place, in the
/// order of their coming and at most <see cref="Limits.AppendQueueWait"/>.</para>
/// <para>What was accepted is written or answered, also when its caller has gone; disposing finishes it and refuses what comes later.</para>
/// <para>When a transaction waits too long for a lock, or fails in a way that nobody foresaw, each caller's batch is tried alone, so that
/// only the guilty one fails.</para>
/// </remarks>
internal sealed class AppendQueue : IInvoiceStore, IAsyncDisposable
{
    private readonly IBatchWriter _store;
    private readonly TimeProvider _clock;
    private readonly AppendPlaces _places;
    private readonly Task _writers;
    private readonly Lock _lock = new();

    /// <summary>What waits, in the order of its coming.</summary>
    private readonly LinkedList<Submission> _waiting = [];

    /// <summary>Taxpayers that are in a transaction.</summary>
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);

    private readonly Bell _shared = new();
    private readonly Bell _held = new();
    private bool _closed;

    /// <summary>Opens the queue.</summary>
    /// <param name="store">What writes.</param>
    /// <param name="writers">Shared transactions that are under way at once, at most.</param>
    /// <param name="lockWaiters">Transactions that wait for held taxpayers at once, at most, beside those.</param>
    /// <param name="clock">Clock of the waits.</param>
    public AppendQueue(IBatchWriter store, int writers, int lockWaiters, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _places = new(clock);
        _writers = Task.WhenAll(
        [
            .. Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAllAsync(_shared, TakeShared, wait: false))),
            .. Enumerable.Range(0, lockWaiters).Select(_ => Task.Run(() => WriteAllAsync(_held, TakeHeld, wait: true))),
        ]);
    }

    /// <summary>What may be written together with a submission.</summary>
    private enum Company
    {
        /// <summary>Anybody.</summary>
        All,

        /// <summary>The same taxpayer: another transaction holds it, and must be waited for.</summary>
        Taxpayer,

        /// <summary>Nobody: it was in a transaction that failed.</summary>
        None,
    }

    /// <inheritdoc/>
    /// <param name="batch">1 to <see cref="Limits.AppendBatch"/> items, of any taxpayers; written by one transaction, with others or alone.</param>
    /// <param name="cancellationToken">Gives up waiting. What was accepted is written nevertheless; the same request ids find it.</param>
    /// <exception cref="StoreBusyException">No place became free in time; nothing was accepted.</exception>
    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<LedgerAppend> batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.AppendBatch);

        await _places.TakeAsync(batch[0].Bin, batch.Count, cancellationToken).ConfigureAwait(false);
        var submission = new Submission(batch, _clock.GetTimestamp());
        lock (_lock)
        {
            if (_closed)
            {
                _places.Release(batch[0].Bin, batch.Count);
                throw new StoreUnavailableException("The server is stopping.");
            }

            _waiting.AddLast(submission);
            _shared.Ring();
        }

        return await submission.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            RingAll();
        }

        await _writers.ConfigureAwait(false);
    }

    private void RingAll()
    {
        _shared.Ring();
        _held.Ring();
    }

    private async Task WriteAllAsync(Bell bell, Func<List<Submission>> take, bool wait)
    {
        while (true)
        {
            List<Submission> taken;
            Task ring;
            lock (_lock)
            {
                taken = take();
                _underWay.UnionWith(taken.SelectMany(submission => submission.Bins));
                ring = bell.Next;
                if (taken.Count == 0 && _closed && _waiting.Count == 0 && _underWay.Count == 0)
                {
                    return;
                }
            }

            if (taken.Count == 0)
            {
                await ring.ConfigureAwait(false);
                continue;
            }

            foreach (var submission in taken.Where(submission => submission.LeavesPlace()))
            {
                _places.Release(submission.Batch[0].Bin, submission.Batch.Count);
            }

            var again = await WriteAsync(taken, wait).ConfigureAwait(false);
            lock (_lock)
            {
                // What is to be tried again came before all that waits of the same taxpayers.
                again.Reverse();
                again.ForEach(submission => _waiting.AddFirst(submission));
                _underWay.ExceptWith(taken.SelectMany(submission => submission.Bins));
                RingAll();
            }
        }
    }

    /// <summary>What is waiting now and may be written with anybody, as far as it fits one transaction.</summary>
    private List<Submission> TakeShared()
    {
        var taken = new List<Submission>();
        var passedOver = new HashSet<string>(_underWay, StringComparer.Ordinal);
        var count = 0;
        for (var place = _waiting.First; place is not null;)
        {
            var (next, submission) = (place.Next, place.Value);
            if (submission.Company != Company.All || submission.IsOfAny(passedOver))
            {
                passedOver.UnionWith(submission.Bins);
            }
            else if (count + submission.Batch.Count > Limits.AppendBatch)
            {
                break;
            }
            else
            {
                _waiting.Remove(place);
                taken.Add(submission);
                count += submission.Batch.Count;
            }

            place = next;
        }

        return taken;
    }

    /// <summary>The first that must be written apart from others, with what waits of the same taxpayers unless it must be alone.</summary>
    private List<Submission> TakeHeld()
    {
        var taken = new List<Submission>();
        var passedOver = new HashSet<string>(_underWay, StringComparer.Ordinal);
        var count = 0;
        for (var place = _waiting.First; place is not null;)
        {
            var (next, submission) = (place.Next, place.Value);
            if (submission.IsOfAny(passedOver))
            {
                passedOver.UnionWith(submission.Bins);
            }
            else if (taken.Count == 0 ? submission.Company != Company.All : IsCompanyOf(taken[0], submission) && count + submission.Batch.Count <= Limits.AppendBatch)
            {
                _waiting.Remove(place);
                if (!FailIfTooOld(submission))
                {
                    taken.Add(submission);
                    count += submission.Batch.Count;
                }
            }
            else
            {
                passedOver.UnionWith(submission.Bins);
            }

            place = next;
        }

        return taken;
    }

    private static bool IsCompanyOf(Submission first, Submission other) =>
        first.Company == Company.Taxpayer && other.Company != Company.None && other.Bins.All(bin => first.Bins.Contains(bin, StringComparer.Ordinal));

    /// <summary>What has been tried, and has waited for long since, is refused: its caller must learn something.</summary>
    private bool FailIfTooOld(Submission submission)
    {
        if (submission.Failure is not StoreLockedException failure || _clock.GetElapsedTime(submission.AcceptedAt) < Limits.AppendPatience)
        {
            return false;
        }

        if (submission.LeavesPlace())
        {
            _places.Release(submission.Batch[0].Bin, submission.Batch.Count);
        }

        submission.Fail(failure);
        RingAll();
        return true;
    }

    /// <summary>Writes submissions in one transaction.</summary>
    /// <returns>Those to be tried again, in order.</returns>
    private async Task<List<Submission>> WriteAsync(List<Submission> submissions, bool wait)
    {
        try
        {
            var answers = await _store.AppendAsync([.. submissions.Select(submission => submission.Batch)], wait, CancellationToken.None)
                .ConfigureAwait(false);
            var again = new List<Submission>();
            foreach (var (submission, outcomes) in submissions.Zip(answers))
            {
                if (outcomes is null)
                {
                    submission.Company = Company.Taxpayer;
                    again.Add(submission);
                }
                else
                {
                    submission.Succeed(outcomes);
                }
            }

            return again;
        }
        catch (Exception exception) when (
            submissions.Count == 1 || exception is TaxpayerLockedException or CommitUnknownException or ClockRefusedException or (StoreUnavailableException and not StoreLockedException))
        {
            submissions.ForEach(submission => submission.Fail(exception));
            return [];
        }
        catch (Exception exception)
        {
            // One of them is guilty, and each exception says of one only; the guilty caller gets it when its batch is tried alone.
            foreach (var submission in submissions)
            {
                submission.Company = Company.None;
                submission.Failure = exception;
            }

            return submissions;
        }
    }

    /// <summary>Wakes the writers of one kind.</summary>
    private sealed class Bell
    {
        // Writers go on on threads of their own, never on that of a caller.
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next => _next.Task;

        public void Ring()
        {
            _next.SetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>One caller's batch and its answer.</summary>
    private sealed class Submission(IReadOnlyList<LedgerAppend> batch, long acceptedAt)
    {
        // Callers continue on threads of their own, never on the writer's.
        private readonly TaskCompletionSource<IReadOnlyList<AppendOutcome>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _hasPlace = true;

        public IReadOnlyList<LedgerAppend> Batch => batch;

        public string[] Bins { get; } = batch.Count == 1 ? [batch[0].Bin] : [.. batch.Select(item => item.Bin).Distinct(StringComparer.Ordinal)];

        public long AcceptedAt => acceptedAt;

        /// <summary>With whom it may be written; changed only by the writer that has taken it.</summary>
        public Company Company { get; set; }

        /// <summary>What the transaction failed with that it was in.</summary>
        public Exception? Failure { get; set; }

        public Task<IReadOnlyList<AppendOutcome>> Answer => _answer.Task;

        public bool IsOfAny(HashSet<string> bins) => Bins.Any(bins.Contains);

        /// <summary>Whether it leaves its place in the queue now; it does so once.</summary>
        public bool LeavesPlace() => _hasPlace && !(_hasPlace = false);

        public void Succeed(IReadOnlyList<AppendOutcome> outcomes) => _answer.SetResult(outcomes);

        public void Fail(Exception exception) => _answer.SetException(exception);
    }
}

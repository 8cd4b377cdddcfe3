using System.Threading.Channels;
using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Group commit: what callers append at the same time is written by one transaction, so one wait for the disk serves many.</summary>
/// <remarks>
/// <para>Nobody waits for a transaction to fill up: it takes what is waiting when the one before it is done.</para>
/// <para>A caller's batch stays whole and in order. All of a taxpayer goes through one lane, so lanes do not wait for its lock.</para>
/// <para>At most <see cref="Limits.AppendQueueLength"/> documents wait; then callers wait for a place, in the order of their coming and at
/// most <see cref="Limits.AppendQueueWait"/>.</para>
/// <para>What was accepted is written, also when its caller has gone; disposing finishes it and refuses what comes later.</para>
/// <para>When a transaction fails in a way that nobody foresaw, each caller's batch is tried alone, so that only the guilty one fails.</para>
/// </remarks>
internal sealed class AppendQueue : IInvoiceStore, IAsyncDisposable
{
    private readonly IInvoiceStore _store;
    private readonly TimeProvider _clock;
    private readonly Channel<Submission>[] _lanes;
    private readonly Task _writers;

    // Free places, one for each document. Whoever takes them holds the turn meanwhile: two large batches that each hold half of what they
    // need would wait for each other.
    private readonly SemaphoreSlim _places = new(Limits.AppendQueueLength, Limits.AppendQueueLength);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Opens the queue.</summary>
    /// <param name="store">What writes.</param>
    /// <param name="writers">Transactions that are under way at once, at most.</param>
    /// <param name="clock">Clock of the wait for a place.</param>
    public AppendQueue(IInvoiceStore store, int writers, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _lanes = [.. Enumerable.Range(0, writers).Select(_ => Channel.CreateUnbounded<Submission>(new() { SingleReader = true }))];
        _writers = Task.WhenAll(_lanes.Select(lane => Task.Run(() => WriteLaneAsync(lane.Reader))));
    }

    /// <inheritdoc/>
    /// <param name="batch">1 to <see cref="Limits.AppendBatch"/> items, of any taxpayers; written by one transaction, with others or alone.</param>
    /// <param name="cancellationToken">Gives up waiting. What was accepted is written nevertheless; the same request ids find it.</param>
    /// <exception cref="StoreBusyException">No place became free in time; nothing was accepted.</exception>
    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<LedgerAppend> batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.AppendBatch);

        await TakePlacesAsync(batch.Count, cancellationToken).ConfigureAwait(false);
        var submission = new Submission(batch);
        if (!LaneOf(batch[0].Bin).Writer.TryWrite(submission))
        {
            _places.Release(batch.Count);
            throw new StoreUnavailableException("The server is stopping.");
        }

        return await submission.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
        {
            lane.Writer.TryComplete();
        }

        // The semaphores are left to the collector: a caller that still waits for a place gets one, and is then refused.
        await _writers.ConfigureAwait(false);
    }

    private Channel<Submission> LaneOf(string bin) => _lanes[unchecked((uint)bin.GetHashCode(StringComparison.Ordinal)) % _lanes.Length];

    private async Task TakePlacesAsync(int count, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limits.AppendQueueWait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var taken = 0;
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                for (; taken < count; taken++)
                {
                    await _places.WaitAsync(either.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (taken > 0)
            {
                _places.Release(taken);
                throw;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreBusyException();
        }
    }

    private async Task WriteLaneAsync(ChannelReader<Submission> lane)
    {
        while (await lane.WaitToReadAsync().ConfigureAwait(false))
        {
            await WriteAsync(TakeWaiting(lane)).ConfigureAwait(false);
        }
    }

    /// <summary>What is waiting now, as far as it fits one transaction.</summary>
    private List<Submission> TakeWaiting(ChannelReader<Submission> lane)
    {
        var taken = new List<Submission>();
        var count = 0;
        while (lane.TryPeek(out var next) && count + next.Batch.Count <= Limits.AppendBatch && lane.TryRead(out var submission))
        {
            taken.Add(submission);
            count += submission.Batch.Count;
        }

        _places.Release(count);
        return taken;
    }

    private async Task WriteAsync(List<Submission> submissions)
    {
        try
        {
            var batch = submissions.Count == 1 ? submissions[0].Batch : [.. submissions.SelectMany(submission => submission.Batch)];
            var outcomes = await _store.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false);
            var from = 0;
            foreach (var submission in submissions)
            {
                submission.Succeed([.. outcomes.Skip(from).Take(submission.Batch.Count)]);
                from += submission.Batch.Count;
            }
        }
        catch (Exception exception) when (
            submissions.Count == 1 || exception is StoreUnavailableException or CommitUnknownException or ClockRefusedException)
        {
            submissions.ForEach(submission => submission.Fail(exception));
        }
        catch (Exception)
        {
            // One of them is guilty, and each exception says of one only; the guilty caller gets it when its batch is tried alone.
            foreach (var submission in submissions)
            {
                await WriteAsync([submission]).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One caller's batch and its answer.</summary>
    private sealed class Submission(IReadOnlyList<LedgerAppend> batch)
    {
        // Callers continue on threads of their own, never on the writer's.
        private readonly TaskCompletionSource<IReadOnlyList<AppendOutcome>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<LedgerAppend> Batch => batch;

        public Task<IReadOnlyList<AppendOutcome>> Answer => _answer.Task;

        public void Succeed(IReadOnlyList<AppendOutcome> outcomes) => _answer.SetResult(outcomes);

        public void Fail(Exception exception) => _answer.SetException(exception);
    }
}

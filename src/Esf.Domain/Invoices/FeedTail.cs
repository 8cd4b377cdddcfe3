using System.Diagnostics;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>The end of the feed in memory: each event is read from the database once, whatever the number of readers that wait for it.</summary>
/// <remarks>
/// It keeps the last <see cref="Limits.FeedTailEvents"/> events, <see cref="Limits.FeedTailBytes"/> of documents at most. A commit wakes the
/// readers of its own taxpayers, and those of all; nobody else. It follows the feed while anybody waits; at other times it reads on when asked.
/// </remarks>
internal sealed class FeedTail(IRegisterReader reader, IFeedSignal signal) : IAsyncDisposable
{
    private const string Everybody = "";

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, HashSet<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);

    // Places have no gap: the event of a place lies at the place modulo the length, and the last ones end at _end.
    private readonly FeedEvent?[] _events = new FeedEvent?[Limits.FeedTailEvents];
    private int _count;
    private long _bytes;
    private long _end = -1;
    private DateTimeOffset _endTime;
    private Guid _epoch;

    /// <summary>Hash of the document that the first event in memory follows; null at the beginning of the feed.</summary>
    private string? _baseHash;
    private long _readAt;
    private int _waiters;
    private Task _following = Task.CompletedTask;
    private bool _isFollowing;
    private TaskCompletionSource? _wanted;
    private Task _reading = Task.CompletedTask;
    private bool _isReading;

    /// <summary>Where the feed ended when it was last read; -1: it was not read yet.</summary>
    public long End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>Reads on to the end of the feed: what was committed before the call is seen after it. Calls at the same time share a read.</summary>
    public Task ReadOnAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A read that has begun may be too early for this call; the next one serves all who have come meanwhile.
            _wanted ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isReading)
            {
                _isReading = true;
                _reading = Task.Run(ReadWhileWantedAsync, CancellationToken.None);
            }

            return _wanted.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>As <see cref="ReadOnAsync"/>, but only when the last read is older than <see cref="Limits.FeedAge"/>: the follower has failed.</summary>
    public Task ReadOnIfOldAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Stopwatch.GetElapsedTime(_readAt) < Limits.FeedAge ? Task.CompletedTask : ReadOnAsync(cancellationToken);
        }
    }

    /// <summary>The events behind a place; null when memory does not reach back to it.</summary>
    /// <param name="bin">Of this taxpayer only; null: of all.</param>
    /// <param name="afterPosition">The place.</param>
    /// <param name="limit">At most so many.</param>
    public FeedPage? Find(string? bin, long afterPosition, int limit)
    {
        lock (_lock)
        {
            if (!Reaches(afterPosition))
            {
                return null;
            }

            var events = new List<FeedEvent>();
            var bytes = 0L;
            foreach (var item in EventsBehind(bin, afterPosition))
            {
                if (events.Count == limit || bytes >= Limits.DocumentBytes)
                {
                    return Page(events, events[^1].Position, events[^1].CommitTime, afterPosition);
                }

                events.Add(item);
                bytes += item.DocumentBytes;
            }

            return events.Count == limit
                ? Page(events, events[^1].Position, events[^1].CommitTime, afterPosition)
                : Page(events, _end, _endTime, afterPosition);
        }
    }

    /// <summary>Returns when there may be events behind a place, or when the time is over.</summary>
    public async Task WaitAsync(string? bin, long afterPosition, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested || !Reaches(afterPosition) || EventsBehind(bin, afterPosition).Any())
            {
                return;
            }

            WaitersOf(bin ?? Everybody).Add(woken);
            _waiters++;
            if (!_isFollowing)
            {
                _isFollowing = true;
                _following = Task.Run(FollowAsync, CancellationToken.None);
            }
        }

        try
        {
            await woken.Task.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time is over, and nothing has come.
        }
        finally
        {
            Leave(bin ?? Everybody, woken);
        }
    }

    /// <summary>Wakes all who wait, and ends what reads.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task following, reading;
        lock (_lock)
        {
            WakeAll();
            (following, reading) = (_following, _reading);
        }

        await following.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
    }

    private static int IndexOf(long position) => (int)(position % Limits.FeedTailEvents);

    private FeedPage Page(List<FeedEvent> events, long position, DateTimeOffset time, long afterPosition) =>
        new(events, position, time, _epoch, HashAt(position), HashAt(afterPosition));

    private string? HashAt(long position) =>
        position > _end ? null : position == _end - _count ? _baseHash : _events[IndexOf(position)]!.Record.Position.Hash.ToString();

    private bool Reaches(long position) => _end >= 0 && position >= _end - _count;

    private IEnumerable<FeedEvent> EventsBehind(string? bin, long position)
    {
        // A token may name any place, also the largest number there is: nothing is added before the comparison.
        for (var place = Math.Max(position, _end - _count); place < _end; place++)
        {
            var item = _events[IndexOf(place + 1)]!;
            if (bin is null || item.Record.RegistrationNumber.Bin == bin)
            {
                yield return item;
            }
        }
    }

    private HashSet<TaskCompletionSource> WaitersOf(string bin)
    {
        if (!_waiting.TryGetValue(bin, out var waiters))
        {
            _waiting.Add(bin, waiters = []);
        }

        return waiters;
    }

    private void Leave(string bin, TaskCompletionSource waiter)
    {
        lock (_lock)
        {
            _waiters--;
            if (_waiting.TryGetValue(bin, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                _waiting.Remove(bin);
            }
        }
    }

    private void Wake(string bin)
    {
        if (_waiting.Remove(bin, out var waiters))
        {
            foreach (var waiter in waiters)
            {
                waiter.TrySetResult();
            }
        }
    }

    private void WakeAll()
    {
        foreach (var bin in _waiting.Keys.ToList())
        {
            Wake(bin);
        }
    }

    private async Task FollowAsync()
    {
        var stopping = _stopping.Token;
        while (GoOnFollowing())
        {
            try
            {
                await signal.WaitAsync(End, Limits.FeedLook, stopping).ConfigureAwait(false);
                await ReadOnAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Whoever waits reads for itself once what is known is old, and is told why it cannot. A server that stops ends the loop.
                await Task.Delay(PauseAfterFailure, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool GoOnFollowing()
    {
        lock (_lock)
        {
            return _isFollowing = _waiters > 0 && !_stopping.IsCancellationRequested;
        }
    }

    private async Task ReadWhileWantedAsync()
    {
        while (true)
        {
            TaskCompletionSource wanted;
            lock (_lock)
            {
                if (_wanted is null)
                {
                    _isReading = false;
                    return;
                }

                (wanted, _wanted) = (_wanted, null);
            }

            try
            {
                await ReadToEndAsync().ConfigureAwait(false);
                wanted.SetResult();
            }
            catch (Exception exception)
            {
                wanted.SetException(exception);
            }
        }
    }

    private async Task ReadToEndAsync()
    {
        for (var pages = 0; End >= 0 && pages < Limits.FeedTailEvents / Limits.WatchPage; pages++)
        {
            var page = await reader.ReadFeedAsync(null, End, Limits.WatchPage, _stopping.Token).ConfigureAwait(false);
            if (!TryAppend(page))
            {
                break;
            }

            if (page.Events.Count < Limits.WatchPage && page.Events.Sum(item => (long)item.DocumentBytes) < Limits.DocumentBytes)
            {
                return;
            }
        }

        // Nobody was following, and memory would not hold what has come since, or the database was replaced: begin at its end.
        Begin(await reader.ReadFeedAsync(null, long.MaxValue, 1, _stopping.Token).ConfigureAwait(false));
    }

    /// <returns>False when the page does not continue what is known: the database was restored, or has failed over and lost events.</returns>
    private bool TryAppend(FeedPage page)
    {
        lock (_lock)
        {
            // Places have no gap, so a page of all taxpayers ends as many places further as it has events.
            if (page.Position != _end + page.Events.Count || page.Epoch != _epoch || page.AfterHash != HashAt(_end))
            {
                return false;
            }

            foreach (var item in page.Events)
            {
                Add(item);
                Wake(item.Record.RegistrationNumber.Bin);
            }

            (_end, _endTime, _readAt) = (page.Position, page.CompleteThrough, Stopwatch.GetTimestamp());
            if (page.Events.Count > 0)
            {
                Wake(Everybody);
            }

            return true;
        }
    }

    private void Add(FeedEvent item)
    {
        if (_count == Limits.FeedTailEvents)
        {
            RemoveFirst();
        }

        _events[IndexOf(item.Position)] = item;
        _end = item.Position;
        _count++;
        _bytes += item.DocumentBytes;
        while (_bytes > Limits.FeedTailBytes)
        {
            RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        ref var first = ref _events[IndexOf(_end - _count + 1)];
        _bytes -= first!.DocumentBytes;
        _baseHash = first.Record.Position.Hash.ToString();
        first = null;
        _count--;
    }

    /// <summary>Forgets the events and begins at an end. It may lie before the one that was known: the database was restored from a copy.</summary>
    private void Begin(FeedPage page)
    {
        lock (_lock)
        {
            Array.Clear(_events);
            (_count, _bytes, _epoch, _baseHash) = (0, 0, page.Epoch, page.Hash);
            (_end, _endTime, _readAt) = (page.Position, page.CompleteThrough, Stopwatch.GetTimestamp());
            WakeAll();
        }
    }
}

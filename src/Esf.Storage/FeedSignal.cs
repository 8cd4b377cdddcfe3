using System.Diagnostics;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>One follower of the feed for all readers of this process that wait: it reads the end of the feed, and they read the rest.</summary>
/// <remarks>
/// A reader that waits costs an entry in the list of one shared task, which its time-out takes away again; no connection and no polling
/// of its own. The follower starts when the first reader waits, and starts again when it has failed, until the signal is disposed.
/// </remarks>
internal abstract partial class FeedSignal(ILogger logger) : IFeedSignal, IAsyncDisposable
{
    /// <summary>Reads the end of the feed.</summary>
    protected const string SelectPosition = "select f.position from feed f";

    /// <summary>Pauses between two attempts: 20 ms, each twice as long, 640 ms.</summary>
    private const int Pauses = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _moved = NewMove();
    private Task? _following;
    private long _position = -1;
    private int _waiting;
    private int _failures;

    /// <summary>Whether any reader waits.</summary>
    protected bool IsAwaited => Volatile.Read(ref _waiting) > 0;

    /// <inheritdoc/>
    public async Task WaitAsync(long afterPosition, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            Start();
            Look();
            while (MoveFrom(afterPosition) is { } moved && atMost - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
            {
                await moved.WaitAsync(left, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            // The time is over: the reader looks for itself.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Lets the follower look at once: this process has committed, or a reader has begun to wait.</summary>
    public abstract void Look();

    /// <summary>Ends the follower, and wakes all who wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task? following;
        lock (_lock)
        {
            following = _following;
            _moved.TrySetResult();
        }

        if (following is not null)
        {
            await following.ConfigureAwait(false);
        }
    }

    /// <summary>Tells where the feed ends, again and again, until it fails or is stopped.</summary>
    protected abstract Task FollowAsync(CancellationToken stopping);

    /// <summary>The feed ends here. It may also end earlier than it did: the database was restored from a copy.</summary>
    protected void EndsAt(long position)
    {
        if (Interlocked.Exchange(ref _failures, 0) > 0)
        {
            LogBack(logger);
        }

        TaskCompletionSource moved;
        lock (_lock)
        {
            if (position == _position || _stopping.IsCancellationRequested)
            {
                return;
            }

            _position = position;
            moved = _moved;
            _moved = NewMove();
        }

        moved.SetResult();
    }

    // Readers go on on threads of their own, never on the follower's.
    private static TaskCompletionSource NewMove() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next move of the feed; null when it has moved beyond a place already, or will not be followed any more.</summary>
    private Task? MoveFrom(long position)
    {
        lock (_lock)
        {
            return _position > position || _stopping.IsCancellationRequested ? null : _moved.Task;
        }
    }

    private void Start()
    {
        lock (_lock)
        {
            if (!_stopping.IsCancellationRequested)
            {
                _following ??= Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        var stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (Interlocked.Increment(ref _failures) == 1)
                {
                    LogLost(logger, exception);
                }
            }

            await Task.Delay(FirstPause * (1 << Math.Clamp(_failures, 1, Pauses)), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed cannot be followed; readers that wait are woken late until it can")]
    private static partial void LogLost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The feed is followed again")]
    private static partial void LogBack(ILogger logger);
}

using System.Globalization;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Hosting;

namespace Esf.Server.Intake;

/// <summary>Bytes that the calls of the process may hold at once; a call that does not fit is shed with RATE_LIMITED.</summary>
/// <remarks>
/// All calls draw on one total. Large calls draw also on two smaller shares, so that they cannot take all from the light ones: one for
/// bodies that are being received, which is held at the pleasure of the sender, and one for what is made of them and for large answers.
/// For the second one a call waits in line: more large calls at once than processors finish no sooner.
/// </remarks>
internal sealed class MemoryBudget
{
    /// <summary>The setting: a number and MiB or GiB, like <c>512MiB</c>.</summary>
    public const string Setting = "Limits:MemoryBudget";

    private readonly long _total;
    private readonly long _bodies;
    private readonly WorkLine _work;
    private long _totalTaken;
    private long _bodiesTaken;
    private long _mostTaken;

    /// <param name="total">Bytes of all calls.</param>
    public MemoryBudget(long total)
    {
        _total = total;
        _bodies = Math.Min(total / 4, Limits.LargeBodiesPerProcessor * Environment.ProcessorCount);
        _work = new(Math.Min(total / 2, Limits.LargeWorkPerProcessor * Environment.ProcessorCount));
    }

    /// <summary>Bytes that are drawn now.</summary>
    public long Taken => Interlocked.Read(ref _totalTaken);

    /// <summary>The budget that is configured; by default a quarter of the memory that the process or its container has.</summary>
    /// <exception cref="StartupException">The setting is no size, or less than the least budget.</exception>
    public static MemoryBudget From(IConfiguration configuration)
    {
        var text = configuration[Setting];
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(Math.Max(Limits.MemoryBudgetLeast, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
        }

        var unit = text.EndsWith("MiB", StringComparison.Ordinal) ? 20 : text.EndsWith("GiB", StringComparison.Ordinal) ? 30 : 0;
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && (long)count << unit >= Limits.MemoryBudgetLeast
            ? new((long)count << unit)
            : throw new StartupException(
                $"{Setting} is '{text}'; write a size like 512MiB or 2GiB, at least {Limits.MemoryBudgetLeast >> 20}MiB.");
    }

    /// <summary>The memory of a new call. Disposing it gives everything back.</summary>
    public CallMemory Open() => new(this);

    /// <summary>Draws on the total, and for the part of a large body on the share of bodies.</summary>
    public bool TryTake(long bytes, long ofLargeBody)
    {
        if (Add(bytes) <= _total)
        {
            if (ofLargeBody == 0 || Interlocked.Add(ref _bodiesTaken, ofLargeBody) <= _bodies)
            {
                return true;
            }

            Interlocked.Add(ref _bodiesTaken, -ofLargeBody);
        }

        Interlocked.Add(ref _totalTaken, -bytes);
        return false;
    }

    /// <summary>The most that was drawn at once since this was asked the last time.</summary>
    public long TakeMost() => Interlocked.Exchange(ref _mostTaken, Taken);

    public void Return(long bytes, long ofLargeBody)
    {
        Interlocked.Add(ref _totalTaken, -bytes);
        Interlocked.Add(ref _bodiesTaken, -ofLargeBody);
    }

    /// <summary>Draws on the share of large work, in line with the others.</summary>
    /// <returns>What was drawn, at most the whole share; 0 when the line did not move in time.</returns>
    public async ValueTask<long> TakeWorkAsync(long bytes, CancellationToken cancellationToken)
    {
        var share = Math.Min(bytes, _work.Capacity);
        if (!await _work.TakeAsync(share, cancellationToken))
        {
            return 0;
        }

        Add(share);
        return share;
    }

    public void ReturnWork(long bytes)
    {
        Interlocked.Add(ref _totalTaken, -bytes);
        _work.Return(bytes);
    }

    /// <summary>What a call is told that does not fit.</summary>
    public static EsfException Busy() => new(ErrorCatalogue.RateLimited) { RetryAfter = Limits.MemoryRetry };

    private long Add(long bytes)
    {
        var taken = Interlocked.Add(ref _totalTaken, bytes);
        for (var most = Interlocked.Read(ref _mostTaken); taken > most;)
        {
            var seen = Interlocked.CompareExchange(ref _mostTaken, taken, most);
            most = seen == most ? taken : seen;
        }

        return taken;
    }

    /// <summary>Bytes that are given out in the order of the asking: a large call is not passed by small ones for ever.</summary>
    private sealed class WorkLine(long capacity)
    {
        private readonly Lock _lock = new();
        private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _line = new();
        private long _free = capacity;

        public long Capacity { get; } = capacity;

        public async ValueTask<bool> TakeAsync(long bytes, CancellationToken cancellationToken)
        {
            LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place;
            lock (_lock)
            {
                if (_line.Count == 0 && _free >= bytes)
                {
                    _free -= bytes;
                    return true;
                }

                place = _line.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            }

            try
            {
                await place.Value.Turn.Task.WaitAsync(Limits.MemoryWait, cancellationToken);
                return true;
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                lock (_lock)
                {
                    // Its turn may have come at the same moment: then the place is left already, and the bytes go to the next.
                    if (place.List is null)
                    {
                        _free += bytes;
                    }
                    else
                    {
                        _line.Remove(place);
                    }

                    Advance();
                }

                if (e is OperationCanceledException)
                {
                    throw;
                }

                return false;
            }
        }

        public void Return(long bytes)
        {
            lock (_lock)
            {
                _free += bytes;
                Advance();
            }
        }

        private void Advance()
        {
            while (_line.First is { } first && _free >= first.Value.Bytes)
            {
                _free -= first.Value.Bytes;
                _line.RemoveFirst();
                first.Value.Turn.SetResult();
            }
        }
    }
}

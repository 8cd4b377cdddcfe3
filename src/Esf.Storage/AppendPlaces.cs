using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Places of documents in the append queue. One taxpayer gets a quarter of them at most, so that others always find some.</summary>
/// <remarks>Places are given in the order of coming; only callers of a taxpayer that has its share are passed over meanwhile.</remarks>
internal sealed class AppendPlaces(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly LinkedList<Caller> _callers = [];
    private int _free = Limits.AppendQueueLength;

    /// <summary>Takes places, or waits for them.</summary>
    /// <param name="bin">The taxpayer that they count for.</param>
    /// <param name="count">How many, at most <see cref="Limits.AppendBatch"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreBusyException">They did not become free within <see cref="Limits.AppendQueueWait"/>.</exception>
    public async Task TakeAsync(string bin, int count, CancellationToken cancellationToken)
    {
        var caller = new Caller(bin, count);
        LinkedListNode<Caller> place;
        lock (_lock)
        {
            place = _callers.AddLast(caller);
            Admit();
        }

        try
        {
            await caller.Admitted.Task.WaitAsync(Limits.AppendQueueWait, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Leave(place);
            if (exception is TimeoutException)
            {
                throw new StoreBusyException();
            }

            throw;
        }
    }

    /// <summary>Gives places back.</summary>
    public void Release(string bin, int count)
    {
        lock (_lock)
        {
            GiveBack(bin, count);
            Admit();
        }
    }

    private void Leave(LinkedListNode<Caller> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _callers.Remove(place);
            }
            else
            {
                // Admitted at the last moment.
                GiveBack(place.Value.Bin, place.Value.Count);
            }

            Admit();
        }
    }

    private void GiveBack(string bin, int count)
    {
        _free += count;
        if ((_taken[bin] -= count) == 0)
        {
            _taken.Remove(bin);
        }
    }

    private void Admit()
    {
        HashSet<string>? full = null;
        for (var place = _callers.First; place is not null && place.Value.Count <= _free;)
        {
            var (next, caller) = (place.Next, place.Value);
            var taken = _taken.GetValueOrDefault(caller.Bin);
            if (full?.Contains(caller.Bin) == true || taken + caller.Count > Limits.AppendQueueOfTaxpayer)
            {
                (full ??= new(StringComparer.Ordinal)).Add(caller.Bin);
            }
            else
            {
                _free -= caller.Count;
                _taken[caller.Bin] = taken + caller.Count;
                _callers.Remove(place);
                caller.Admitted.SetResult();
            }

            place = next;
        }
    }

    private sealed record Caller(string Bin, int Count)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Places at the connections of one pool: so many callers at once; others wait for one in the order of their coming.</summary>
/// <remarks>The pools behind it never have more callers than connections, so nobody waits there without order or bound.</remarks>
internal sealed class ConnectionPlaces(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Takes a place; disposing the answer gives it back.</summary>
    /// <exception cref="StoreBusyException">None became free within <see cref="Limits.ConnectionWait"/>.</exception>
    public async Task<Place> TakeAsync(CancellationToken cancellationToken) =>
        await _free.WaitAsync(Limits.ConnectionWait, cancellationToken).ConfigureAwait(false) ? new(_free) : throw new StoreBusyException();

    public void Dispose() => _free.Dispose();

    /// <summary>A place that was taken.</summary>
    internal readonly struct Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}

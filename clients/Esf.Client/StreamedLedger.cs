using System.Runtime.CompilerServices;
using Esf.V1;

namespace Esf.Client;

/// <summary>A ledger as it is stored, as it comes from the service; one message of it is in memory.</summary>
/// <remarks>
/// Enumerate it once, and dispose it. What comes is not judged: a ledger with a hole in it is streamed with its hole, so that it can be
/// kept as it was found. A stream that breaks throws <see cref="EsfException"/>.
/// </remarks>
public sealed class StreamedLedger : IAsyncEnumerable<LedgerLink>, IAsyncDisposable, IDisposable
{
    private readonly ServerStream<StreamLedgerResponse>? _stream;
    private readonly StreamLedgerResponse? _first;
    private int _taken;

    internal StreamedLedger(ServerStream<StreamLedgerResponse>? stream, StreamLedgerResponse? first)
    {
        _stream = stream;
        _first = first;
    }

    /// <summary>How many documents the ledger has, by its head.</summary>
    public long HeadSequence => _first?.HeadSequence ?? 0;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public IAsyncEnumerator<LedgerLink> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _taken, 1) == 0
            ? RunAsync(cancellationToken).GetAsyncEnumerator(cancellationToken)
            : throw new InvalidOperationException("A stream is read once; ask the client for another one.");

    /// <summary>Ends the call.</summary>
    public void Dispose() => _stream?.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerable<LedgerLink> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var message = _first; message is not null; message = await NextAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var link in message.Links)
            {
                yield return link;
            }
        }
    }

    // Without a stream it was made for a test, and its first message is all.
    private ValueTask<StreamLedgerResponse?> NextAsync(CancellationToken cancellationToken) =>
        _stream is null ? default : new(_stream.NextAsync(cancellationToken));
}

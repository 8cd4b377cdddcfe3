using System.Globalization;
using System.Runtime.CompilerServices;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Client;

/// <summary>Offsets of one moment, as they come from the service; one message of them, at most 1000, is in memory.</summary>
/// <remarks>
/// Enumerate it once, and dispose it. It ends normally only when <see cref="TotalCount"/> offsets have come; a stream that breaks throws
/// <see cref="EsfException"/>, and what came before is then a part of the list and nothing else.
/// </remarks>
public sealed class StreamedOffsets : IAsyncEnumerable<Offset>, IAsyncDisposable, IDisposable
{
    private readonly ServerStream<StreamOffsetsResponse>? _stream;
    private readonly StreamOffsetsResponse? _first;
    private int _taken;

    internal StreamedOffsets(ServerStream<StreamOffsetsResponse>? stream, StreamOffsetsResponse? first)
    {
        _stream = stream;
        _first = first;
    }

    /// <summary>How many offsets the whole stream has.</summary>
    public long TotalCount => _first?.TotalCount ?? 0;

    /// <summary>The moment that the stream is of: what was committed until then is in it, nothing later is. Null: the service told none.</summary>
    public Timestamp? CompleteThrough => _first?.CompleteThrough;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public IAsyncEnumerator<Offset> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
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

    private async IAsyncEnumerable<Offset> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0L;
        for (var message = _first; message is not null; message = await NextAsync(cancellationToken).ConfigureAwait(false))
        {
            if (message.TotalCount != TotalCount || !Equals(message.CompleteThrough, CompleteThrough))
            {
                throw _stream!.Failures.Of(ClientErrors.MomentChanged, attempts: 1);
            }

            foreach (var offset in message.Offsets)
            {
                count++;
                yield return offset;
            }
        }

        if (count != TotalCount)
        {
            // A list with a hole must never look like a whole one.
            throw _stream!.Failures.Of(ClientErrors.Torn, attempts: 1, ("count", Text(count)), ("total", Text(TotalCount)));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Without a stream it was made for a test, and its first message is all.
    private ValueTask<StreamOffsetsResponse?> NextAsync(CancellationToken cancellationToken) =>
        _stream is null ? default : new(_stream.NextAsync(cancellationToken));
}

using Grpc.Core;

namespace Esf.Client;

/// <summary>One server stream whose messages each come within the deadline. A break is told, never mended: what was given stands.</summary>
/// <remarks>Only opening is repeated, as any call that got no answer: until the first message nothing was given that could come twice.</remarks>
internal sealed class ServerStream<T> : IDisposable
    where T : class
{
    private readonly EsfClientOptions _options;
    private readonly Retry _retry;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _over;
    private readonly AsyncServerStreamingCall<T> _call;
    private readonly int _attempt;

    private ServerStream(
        Func<CallOptions, AsyncServerStreamingCall<T>> open, EsfClientOptions options, Retry retry, int attempt, CancellationToken cancellationToken)
    {
        _options = options;
        _retry = retry;
        _attempt = attempt;
        _cancellationToken = cancellationToken;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
        _call = open(new CallOptions(cancellationToken: _over.Token));
    }

    /// <summary>Makes the exceptions of the client.</summary>
    public StatusDecoder Failures => _retry.Failures;

    /// <summary>Opens a stream and waits for its first message, which is null when the stream is empty.</summary>
    public static async Task<(ServerStream<T> Stream, T? First)> OpenAsync(
        Func<CallOptions, AsyncServerStreamingCall<T>> open, EsfClientOptions options, Retry retry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stream = new ServerStream<T>(open, options, retry, attempt, cancellationToken);
            try
            {
                return (stream, await stream.NextAsync(CancellationToken.None).ConfigureAwait(false));
            }
            catch (EsfException failure) when (retry.PauseAfter(failure, attempt) is { } pause)
            {
                stream.Dispose();
                await Task.Delay(pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
    }

    /// <summary>The next message; null at the end that the server gave it. Any other end is thrown.</summary>
    public async Task<T?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            _silence.CancelAfter(_options.Deadline);
            var more = await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false);

            // The time that the caller takes over a message is no silence of the server.
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return more ? _call.ResponseStream.Current : null;
        }
        catch (RpcException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _cancellationToken.ThrowIfCancellationRequested();
            throw _silence.IsCancellationRequested
                ? Failures.NoAnswer(_attempt, failure)
                : await _retry.ExplainAsync(failure, requestId: null, _attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _over.Dispose();
        _silence.Dispose();
    }
}

using System.Runtime.CompilerServices;
using Esf.V1;
using Grpc.Core;

namespace Esf.Client;

/// <summary>One WatchInvoices that outlives its connections: every message that is given moves the place from which it goes on.</summary>
/// <remarks>
/// The resume token is all that it remembers. It is taken from a message before the message is given, and a connection starts behind it;
/// so a message that was lost with its connection comes again, and one that was given does not.
/// </remarks>
internal sealed class InvoiceWatch(InvoiceService.InvoiceServiceClient client, EsfClientOptions options, Retry retry)
{
    // Three heartbeats of the contract: one may be late, two may be lost with a proxy that buffers.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<WatchInvoicesResponse> RunAsync(
        string parent, string resumeToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heard = false;
        for (var attempt = 1; ; attempt++)
        {
            var request = new WatchInvoicesRequest { Parent = parent, ResumeToken = resumeToken };
            using var connection = new Connection(Open, request, options.TimeProvider, retry, attempt, cancellationToken);
            while (await connection.NextAsync().ConfigureAwait(false) is { } message)
            {
                resumeToken = message.ResumeToken;
                heard = true;
                yield return message;
            }

            attempt = connection.Failure!.Attempts;
            var pause = PauseAfter(connection.Failure, attempt, heard);
            options.WatchBroken?.Invoke(connection.Failure);
            await retry.PauseAsync(connection.Failure, pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long to wait before the next connection. Throws the failure when there must be none.</summary>
    private TimeSpan PauseAfter(EsfException failure, int attempt, bool heard)
    {
        // Before the first message nothing proves that there is such a service; a watch that has run waits until it is back.
        var pause = heard ? retry.PauseWithoutEnd(failure, attempt) : retry.PauseAfter(failure, attempt);
        return pause ?? throw failure;
    }

    private AsyncServerStreamingCall<WatchInvoicesResponse> Open(WatchInvoicesRequest request, CancellationToken cancellationToken) =>
        client.WatchInvoices(request, new CallOptions(cancellationToken: cancellationToken));

    /// <summary>One stream, until it ends.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Retry _retry;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource _silence;
        private readonly CancellationTokenSource _over;
        private readonly AsyncServerStreamingCall<WatchInvoicesResponse> _call;
        private int _attempt;

        public Connection(
            Func<WatchInvoicesRequest, CancellationToken, AsyncServerStreamingCall<WatchInvoicesResponse>> open,
            WatchInvoicesRequest request,
            TimeProvider time,
            Retry retry,
            int attempt,
            CancellationToken cancellationToken)
        {
            _retry = retry;
            _attempt = attempt;
            _cancellationToken = cancellationToken;
            _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
            _call = open(request, _over.Token);
        }

        /// <summary>Why there is no next message; null while there is one.</summary>
        public EsfException? Failure { get; private set; }

        /// <summary>The next message; null when the connection is over. Throws OperationCanceledException for the caller's token.</summary>
        public async Task<WatchInvoicesResponse?> NextAsync()
        {
            try
            {
                _silence.CancelAfter(Silence);
                if (await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
                {
                    // The time that the caller takes over a message is no silence of the server.
                    _silence.CancelAfter(Timeout.InfiniteTimeSpan);

                    // A connection that brought anything was a good one: its failure is the first again.
                    _attempt = 1;
                    return _call.ResponseStream.Current;
                }

                Failure = _retry.Failures.Of(ClientErrors.StreamEnded, _attempt);
            }
            catch (RpcException failure)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                Failure = _silence.IsCancellationRequested
                    ? _retry.Failures.Of(ClientErrors.NoHeartbeat, _attempt)
                    : await _retry.ExplainAsync(failure, requestId: null, _attempt, _cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        public void Dispose()
        {
            _call.Dispose();
            _over.Dispose();
            _silence.Dispose();
        }
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Esf.V1;
using Grpc.Core;

namespace Esf.Client;

/// <summary>
/// One StreamIssueInvoices that outlives its connections: every request taken from the source gets exactly one outcome, or the
/// stream ends with an error that names those without.
/// </summary>
/// <remarks>
/// Three tasks: one takes requests from the source, one keeps a connection and sends and receives over it, and the caller's loop
/// takes the outcomes. A place is held from queueing a request to handing out its outcome, so that both channels are bounded by it.
/// </remarks>
internal sealed class IssueStream(InvoiceService.InvoiceServiceClient client, EsfClientOptions options, Retry retry)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Pending> _unanswered = new(StringComparer.Ordinal);
    private readonly Channel<Pending> _toSend = Channel.CreateUnbounded<Pending>();
    private readonly Channel<IssueInvoiceOutcome> _outcomes = Channel.CreateUnbounded<IssueInvoiceOutcome>();
    private bool _sourceEnded;
    private long _taken;
    private long _answers;
    private long _lastProgress;

    public async IAsyncEnumerable<IssueInvoiceOutcome> RunAsync(
        IAsyncEnumerable<IssueInvoiceRequest> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(options.MaxStreamInFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = TakeAsync(source, places, stop.Token);
        var issuing = IssueAsync(taking, stop.Token);
        try
        {
            await foreach (var outcome in _outcomes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                places.Release();
                yield return outcome;
            }
        }
        finally
        {
            // Both tasks have told their failure through the channel of outcomes, or nobody waits for it any more.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(taking, issuing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(
        IAsyncEnumerable<IssueInvoiceRequest> source, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                RequestIds.Fill(request);
                var entry = await RegisterAsync(request, cancellationToken).ConfigureAwait(false);
                await places.WaitAsync(cancellationToken).ConfigureAwait(false);
                _toSend.Writer.TryWrite(entry);
            }
        }
        finally
        {
            lock (_gate)
            {
                _sourceEnded = true;
                CompleteWhenDone();
            }
        }
    }

    /// <summary>Enters a request under its id; waits while the same id is under way.</summary>
    /// <remarks>Answers are told apart by nothing else.</remarks>
    private async Task<Pending> RegisterAsync(IssueInvoiceRequest request, CancellationToken cancellationToken)
    {
        var entry = new Pending(request, _taken++);
        while (true)
        {
            Pending? earlier;
            lock (_gate)
            {
                if (_unanswered.TryAdd(RequestIds.Key(request.RequestId), entry))
                {
                    return entry;
                }

                earlier = _unanswered[RequestIds.Key(request.RequestId)];
            }

            await earlier.Answered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task IssueAsync(Task taking, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var before = Interlocked.Read(ref _answers);
                var failure = await ConnectAsync(attempt, cancellationToken).ConfigureAwait(false);
                if (failure is null)
                {
                    break;
                }

                // A connection that brought answers was a good one: the next failure is the first again.
                attempt = Interlocked.Read(ref _answers) > before ? 1 : attempt;
                if (retry.PauseAfter(failure, attempt) is not { } pause)
                {
                    throw failure.WithUnanswered(UnansweredIds());
                }

                await retry.PauseAsync(failure, pause, cancellationToken).ConfigureAwait(false);
            }

            // Throws what the source threw.
            await taking.ConfigureAwait(false);
            _outcomes.Writer.Complete();
        }
        catch (Exception failure)
        {
            _outcomes.Writer.Complete(failure);
        }
    }

    /// <summary>Sends and receives over one connection until it ends. Null when everything that the source gave is answered.</summary>
    private async Task<EsfException?> ConnectAsync(int attempt, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.StreamIssueInvoices(new CallOptions(cancellationToken: over.Token));
        var writing = WriteAsync(call.RequestStream, over);
        var watching = WatchAsync(over);
        RpcException? broken = null;
        try
        {
            await ReadAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            broken = failure;
        }

        await over.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        var silent = await watching.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        return (broken, silent) switch
        {
            (null, _) when _toSend.Reader.Completion.IsCompleted => null,
            (null, _) => retry.Failures.Of(ClientErrors.StreamEndedUnanswered, attempt),
            (_, true) => retry.Failures.NoAnswer(attempt, broken),
            _ => await retry.ExplainAsync(broken, requestId: null, attempt, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task WriteAsync(IClientStreamWriter<StreamIssueInvoicesRequest> stream, CancellationTokenSource over)
    {
        try
        {
            Progressed();
            foreach (var entry in SentAndUnanswered())
            {
                await SendAsync(stream, entry, over.Token).ConfigureAwait(false);
            }

            while (await _toSend.Reader.WaitToReadAsync(over.Token).ConfigureAwait(false))
            {
                while (_toSend.Reader.TryRead(out var entry))
                {
                    await SendAsync(stream, entry, over.Token).ConfigureAwait(false);
                }
            }

            await stream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The call is over; the reading side is told why.
        }
        catch
        {
            await over.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task SendAsync(
        IClientStreamWriter<StreamIssueInvoicesRequest> stream, Pending entry, CancellationToken cancellationToken)
    {
        // Set first: what may have been sent is sent again over the next connection.
        entry.Sent = true;
        await stream.WriteAsync(new StreamIssueInvoicesRequest { Request = entry.Request }, cancellationToken).ConfigureAwait(false);
        Progressed();
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamIssueInvoicesResponse> stream, CancellationToken cancellationToken)
    {
        while (await stream.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            var outcome = stream.Current.Outcome;
            Progressed();
            Pending? entry;
            lock (_gate)
            {
                // Nobody waits for it: not ours, or answered already.
                if (!_unanswered.TryGetValue(RequestIds.Key(outcome.RequestId), out entry))
                {
                    continue;
                }
            }

            Interlocked.Increment(ref _answers);
            if (PauseBeforeRepeating(outcome, entry) is { } pause)
            {
                _ = RepeatAsync(entry, pause, cancellationToken);
            }
            else
            {
                Answer(entry, outcome);
            }
        }
    }

    private void Answer(Pending entry, IssueInvoiceOutcome outcome)
    {
        lock (_gate)
        {
            _unanswered.Remove(RequestIds.Key(entry.Request.RequestId));
            _outcomes.Writer.TryWrite(outcome);
            CompleteWhenDone();
        }

        entry.Answered.SetResult();
    }

    /// <summary>The pause when the service asks, for this one request, to come again; null when the outcome is final.</summary>
    private TimeSpan? PauseBeforeRepeating(IssueInvoiceOutcome outcome, Pending entry) =>
        outcome.Refusal is { } refusal ? retry.PauseAfter(EsfException.From(refusal), ++entry.Attempts) : null;

    private async Task RepeatAsync(Pending entry, TimeSpan pause, CancellationToken cancellationToken)
    {
        // Not on its way until the pause is over: a new connection need not send it.
        entry.Sent = false;
        await Task.Delay(pause, options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _toSend.Writer.TryWrite(entry);
    }

    /// <summary>Lets the connection end once nothing more will be sent over it. Called under the gate.</summary>
    private void CompleteWhenDone()
    {
        if (_sourceEnded && _unanswered.Count == 0)
        {
            _toSend.Writer.TryComplete();
        }
    }

    /// <summary>Ends a connection on which nothing moves although answers are due; true when it did.</summary>
    /// <remarks>A stream can have no deadline of its own: it lives as long as its source.</remarks>
    private async Task<bool> WatchAsync(CancellationTokenSource over)
    {
        try
        {
            while (true)
            {
                var left = options.Deadline - options.TimeProvider.GetElapsedTime(Interlocked.Read(ref _lastProgress));
                if (left <= TimeSpan.Zero && SentAndUnanswered().Count > 0)
                {
                    await over.CancelAsync().ConfigureAwait(false);
                    return true;
                }

                var wait = left > TimeSpan.Zero ? left : options.Deadline;
                await Task.Delay(wait, options.TimeProvider, over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Progressed() => Interlocked.Exchange(ref _lastProgress, options.TimeProvider.GetTimestamp());

    private List<Pending> SentAndUnanswered()
    {
        lock (_gate)
        {
            return [.. _unanswered.Values.Where(entry => entry.Sent).OrderBy(entry => entry.Place)];
        }
    }

    private List<string> UnansweredIds()
    {
        lock (_gate)
        {
            return [.. _unanswered.Values.OrderBy(entry => entry.Place).Select(entry => entry.Request.RequestId)];
        }
    }

    private sealed class Pending(IssueInvoiceRequest request, long place)
    {
        /// <summary>Place in the order in which the source gave the requests.</summary>
        public long Place { get; } = place;

        public IssueInvoiceRequest Request { get; } = request;

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>True from when it may be on its way until its answer.</summary>
        public bool Sent { get; set; }

        /// <summary>How often the service has asked to come again.</summary>
        public int Attempts { get; set; }
    }
}

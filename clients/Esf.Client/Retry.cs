using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Esf.Client;

/// <summary>Repeats a call that got no answer: same request, same request_id, at most MaxAttempts times.</summary>
/// <remarks>
/// Repeated is what <see cref="EsfException.MayBeRepeated"/> names, nothing else. The pause is exponential with full jitter, so that
/// clients which failed together do not come back together, and never shorter than the server's RetryInfo.
/// The retries of gRPC service configs cannot say this: they choose by code alone, do not read RetryInfo, and count all attempts
/// into one deadline.
/// </remarks>
internal sealed partial class Retry(EsfClientOptions options, AddressProbe probe)
{
    private readonly ILogger _logger = options.LoggerFactory?.CreateLogger("Esf.Client") ?? NullLogger.Instance;

    /// <summary>Makes the exceptions of this client.</summary>
    public StatusDecoder Failures { get; } = new(options);

    /// <summary>Makes a call, and again while that makes sense.</summary>
    /// <remarks>Throws EsfException, or OperationCanceledException for the caller's token.</remarks>
    /// <param name="call">Starts one attempt.</param>
    /// <param name="trait">How the call may be treated.</param>
    /// <param name="cancellationToken">Ends the call and the waiting.</param>
    public async Task<T> RunAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, CallTrait trait, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var running = call(OneAttempt(trait.Wait, cancellationToken));
                var answer = await running.ResponseAsync.ConfigureAwait(false);
                Reached();
                return answer;
            }
            catch (RpcException failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var error = await ExplainAsync(failure, trait.RequestId, attempt, cancellationToken).ConfigureAwait(false);
                if (!trait.IsRepeatable || PauseAfter(error, attempt) is not { } pause)
                {
                    throw error;
                }

                await PauseAsync(error, pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Notes that the service has answered.</summary>
    public void Reached() => probe.Reached();

    /// <summary>The typed exception for a failed attempt; a handshake that failed is explained by asking the port what it speaks.</summary>
    public async Task<EsfException> ExplainAsync(RpcException failure, string? requestId, int attempts, CancellationToken cancellationToken)
    {
        if (await probe.FindAsync(failure, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            return Failures.Of(fault.Error, attempts, failure, requestId, fault.Values);
        }

        return Failures.Decode(failure, requestId, attempts);
    }

    /// <summary>How long to wait after the given failed attempt (1, 2, 3 …); null when it must not be repeated.</summary>
    public TimeSpan? PauseAfter(EsfException failure, int attempt) =>
        attempt >= options.MaxAttempts || failure.RetryAfter > options.MaxBackoff ? null : PauseWithoutEnd(failure, attempt);

    /// <summary>As <see cref="PauseAfter"/> for what is tried until it succeeds: no attempt is the last, no pause is too long.</summary>
    public TimeSpan? PauseWithoutEnd(EsfException failure, int attempt)
    {
        if (!failure.MayBeRepeated || failure.IsWrongAddress)
        {
            return null;
        }

        var told = failure.RetryAfter;
        var ceiling = Math.Min(options.MaxBackoff.Ticks, options.InitialBackoff.Ticks * Math.Pow(2, attempt - 1));
        var jitter = TimeSpan.FromTicks((long)(Random.Shared.NextDouble() * ceiling));
        return told is { } least && least > TimeSpan.Zero ? least + jitter : jitter;
    }

    /// <summary>Tells of a failure that will be repeated, and waits.</summary>
    public Task PauseAsync(EsfException failure, TimeSpan pause, CancellationToken cancellationToken)
    {
        LogRepeating(_logger, failure.Reason, failure.Attempts, pause, failure.RequestId);
        return Task.Delay(pause, options.TimeProvider, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Reason} at attempt {Attempt}; repeating in {Pause}. request_id {RequestId}")]
    private static partial void LogRepeating(ILogger logger, string reason, int attempt, TimeSpan pause, string? requestId);

    private CallOptions OneAttempt(TimeSpan wait, CancellationToken cancellationToken)
    {
        // gRPC compares a deadline with the machine's clock, so it is set by that one and not by options.TimeProvider.
        var deadline = TimeProvider.System.GetUtcNow() + options.Deadline + wait;
        return new CallOptions(deadline: deadline.UtcDateTime, cancellationToken: cancellationToken);
    }
}

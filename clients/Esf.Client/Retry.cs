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
internal sealed partial class Retry(EsfClientOptions options)
{
    private readonly ILogger _logger = options.LoggerFactory?.CreateLogger("Esf.Client") ?? NullLogger.Instance;

    /// <summary>Headers of every call.</summary>
    public Metadata Headers { get; } = new() { { "accept-language", options.Language } };

    /// <summary>Makes a call, and again while that makes sense.</summary>
    /// <remarks>Throws EsfException, or OperationCanceledException for the caller's token.</remarks>
    /// <param name="call">Starts one attempt.</param>
    /// <param name="repeatable">True when doing it twice is the same as doing it once.</param>
    /// <param name="requestId">The request_id that the call carries, for the exception.</param>
    /// <param name="wait">How long the server is asked to wait before it answers; added to the deadline.</param>
    /// <param name="cancellationToken">Ends the call and the waiting.</param>
    public async Task<T> RunAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call,
        bool repeatable,
        string? requestId,
        TimeSpan wait,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var running = call(OneAttempt(wait, cancellationToken));
                return await running.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var error = StatusDecoder.Decode(failure, requestId, attempt);
                if (!repeatable || PauseAfter(error, attempt) is not { } pause)
                {
                    throw error;
                }

                await PauseAsync(error, pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How long to wait after the given failed attempt (1, 2, 3 …); null when it must not be repeated.</summary>
    public TimeSpan? PauseAfter(EsfException failure, int attempt) =>
        attempt >= options.MaxAttempts || failure.RetryAfter > options.MaxBackoff ? null : PauseWithoutEnd(failure, attempt);

    /// <summary>As <see cref="PauseAfter"/> for what is tried until it succeeds: no attempt is the last, no pause is too long.</summary>
    public TimeSpan? PauseWithoutEnd(EsfException failure, int attempt)
    {
        if (!failure.MayBeRepeated)
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
        return new CallOptions(Headers, deadline.UtcDateTime, cancellationToken);
    }
}

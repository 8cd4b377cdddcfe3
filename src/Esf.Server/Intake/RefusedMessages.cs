using System.Diagnostics;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Grpc.Core;

namespace Esf.Server.Intake;

/// <summary>Refuses what came before any method could read it, and notes it: one line, at most one a second, however many come.</summary>
internal sealed partial class RefusedMessages(ILogger<RefusedMessages> logger)
{
    private long _next;
    private int _unnoted;

    /// <summary>The refusal as gRPC carries it.</summary>
    public RpcException Of(EsfException refusal, HttpContext context)
    {
        Note(refusal, context);
        return RpcStatus.Of(refusal, Caller.Of(context).Language).ToRpcException();
    }

    /// <summary>Notes a refusal that is told elsewhere.</summary>
    public void Note(EsfException refusal, HttpContext context)
    {
        var (now, next) = (Stopwatch.GetTimestamp(), Volatile.Read(ref _next));
        if (now < next || Interlocked.CompareExchange(ref _next, now + Stopwatch.Frequency, next) != next)
        {
            Interlocked.Increment(ref _unnoted);
            return;
        }

        var method = context.GetEndpoint()?.DisplayName ?? "-";
        var reason = refusal.Violations.Count > 0 ? refusal.Violations[0].Row.Reason : refusal.Row.Reason;
        LogRefused(logger, method, reason, Interlocked.Exchange(ref _unnoted, 0));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Method}: a request was refused before it was read whole, {Reason}; others since the last note: {Others}")]
    private static partial void LogRefused(ILogger logger, string method, string reason, int others);
}

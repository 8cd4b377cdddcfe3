using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Storage;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Esf.Server.Errors;

/// <summary>The one place where an exception becomes an <see cref="RpcException"/>, and where a call's time is bounded.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger, IHostApplicationLifetime host) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        UnreadableMessageMiddleware.MarkRead(context);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        bound.CancelAfter(Limits.CallDeadline);
        try
        {
            // What the call has begun sees the same token and ends with it: its queries do not run on for nobody. Only a commit, which
            // nobody may break off, can outlast the waiting.
            return await continuation(request, new BoundedCallContext(context, bound.Token)).WaitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw Translate(new TimeoutException(), context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        UnreadableMessageMiddleware.MarkRead(context);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        UnreadableMessageMiddleware.MarkRead(context);
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    /// <summary>The refusal that a fault of the store is to a caller; null when the exception is no such fault.</summary>
    public static EsfException? RefusalOf(Exception exception) => exception switch
    {
        EsfException refusal => refusal,

        // A message of a stream; that of a unary call is read before any interceptor.
        InvalidProtocolBufferException => UnreadableMessageMiddleware.Refusal(),
        TimeoutException => new(ErrorCatalogue.DeadlineExceeded) { RetryAfter = TimeSpan.FromSeconds(1) },
        StoreFullException => new(ErrorCatalogue.StoreFull) { RetryAfter = Limits.StoreFullWait },
        ClockRefusedException refused => refused.Refusal,
        StoreLockedException => new(ErrorCatalogue.LedgerLocked) { RetryAfter = TimeSpan.FromSeconds(1) },
        StoreUnavailableException => new(ErrorCatalogue.StoreUnavailable) { RetryAfter = TimeSpan.FromSeconds(1) },
        CommitUnknownException => new(ErrorCatalogue.OutcomeUnknown) { RetryAfter = TimeSpan.FromSeconds(1) },
        StoreTooSlowException => new(ErrorCatalogue.QueryTooSlow),
        StoreBusyException => new(ErrorCatalogue.RateLimited) { RetryAfter = TimeSpan.FromMilliseconds(200) },
        _ => null,
    };

    /// <summary>What any fault is to a caller; what is the operator's business is noted in the log.</summary>
    public static EsfException RefusalOf(Exception exception, ServerCallContext context, ILogger logger)
    {
        if (exception is StoreLockedException)
        {
            LogStoreLocked(logger, exception, context.Method);
        }
        else if (exception is StoreTooSlowException)
        {
            LogStoreTooSlow(logger, exception, context.Method);
        }
        else if (exception is StoreUnavailableException)
        {
            LogStoreUnavailable(logger, exception, context.Method);
        }
        else if (exception is CommitUnknownException)
        {
            LogCommitUnknown(logger, exception, context.Method);
        }
        else if (exception is ClockRefusedException)
        {
            LogClockRefused(logger, context.Method, exception.Message);
        }

        if (RefusalOf(exception) is { } refusal)
        {
            return refusal;
        }

        // The caller learns the trace id and nothing of the inside.
        var traceId = Caller.Of(context.GetHttpContext()).TraceId;
        LogUnexpected(logger, exception, context.Method, traceId);
        return new(ErrorCatalogue.Unexpected, ("trace_id", traceId));
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            // A connection that the caller broke shows as a failed read or write of the stream.
            case OperationCanceledException or IOException when context.CancellationToken.IsCancellationRequested:
                return new(new(StatusCode.Cancelled, "The caller gave up. Repeat the call with the same request_id to learn its outcome."));
        }

        var refusal = exception is OperationCanceledException && host.ApplicationStopping.IsCancellationRequested
            ? new(ErrorCatalogue.ServerStopping) { RetryAfter = TimeSpan.FromSeconds(1) }
            : RefusalOf(exception, context, logger);
        context.GetHttpContext().Items[typeof(EsfException)] = refusal;
        return RpcStatus.Of(refusal, RequestLanguage.Of(context)).ToRpcException();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed unexpectedly, trace id {TraceId}")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string traceId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} writes nothing: {Reason}")]
    private static partial void LogClockRefused(ILogger logger, string method, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the database cannot be reached or has no space left")]
    private static partial void LogStoreUnavailable(ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: another transaction of the database holds what the call needs")]
    private static partial void LogStoreLocked(ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the question to the database took too long and was stopped")]
    private static partial void LogStoreTooSlow(ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the database has not confirmed a commit; the caller was told that the outcome is unknown")]
    private static partial void LogCommitUnknown(ILogger logger, Exception exception, string method);
}

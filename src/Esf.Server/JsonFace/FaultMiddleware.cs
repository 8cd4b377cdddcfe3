using Esf.Domain.Errors;
using Esf.Server.Errors;

namespace Esf.Server.JsonFace;

/// <summary>What nothing else has answered is the contract's UNEXPECTED, in every environment: no caller sees a stack trace.</summary>
internal sealed partial class FaultMiddleware(RequestDelegate next, ILogger<FaultMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone: there is nobody to answer, and nothing of ours has failed.
                return;
            }

            var traceId = Caller.Of(context).TraceId;
            LogFault(logger, e, traceId);
            context.Response.Clear();
            var fault = new EsfException(ErrorCatalogue.Unexpected, ("trace_id", traceId));
            await JsonError.WriteAsync(context, StatusCodes.Status500InternalServerError, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed unexpectedly, trace id {TraceId}")]
    private static partial void LogFault(ILogger logger, Exception exception, string traceId);
}

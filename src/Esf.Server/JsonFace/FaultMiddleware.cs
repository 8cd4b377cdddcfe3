using System.Diagnostics;
using Esf.Domain.Errors;

namespace Esf.Server.JsonFace;

/// <summary>What nothing else has answered is answered as the contract's UNEXPECTED, in every environment: a caller sees no stack trace and no path.</summary>
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

            var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            LogFault(logger, e, traceId);
            context.Response.Clear();
            await JsonError.WriteAsync(context, StatusCodes.Status500InternalServerError, new(ErrorCatalogue.Unexpected, ("trace_id", traceId)));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed unexpectedly, trace id {TraceId}")]
    private static partial void LogFault(ILogger logger, Exception exception, string traceId);
}

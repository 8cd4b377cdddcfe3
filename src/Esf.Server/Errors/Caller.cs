using System.Diagnostics;
using Esf.Domain.Errors;
using Grpc.Core;

namespace Esf.Server.Errors;

/// <summary>All that an answer needs to know of its call, read once and before any work is done: after a commit nothing may fail.</summary>
/// <remarks>
/// It is read from the headers of HTTP. The library's <see cref="ServerCallContext.RequestHeaders"/> throws on names and values that HTTP
/// allows and gRPC metadata does not, like <c>X!Trace</c>; no method of this server reads it.
/// </remarks>
/// <param name="Language">Language of the texts.</param>
/// <param name="TraceId">What the operator finds the call by in the log.</param>
internal sealed record Caller(Language Language, string TraceId)
{
    /// <summary>The caller of a call, as it was read at its beginning.</summary>
    public static Caller Of(HttpContext context)
    {
        if (context.Features.Get<Caller>() is not { } caller)
        {
            caller = new(
                RequestLanguage.Of(context.Request.Headers.AcceptLanguage),
                Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
            context.Features.Set(caller);
        }

        return caller;
    }

    /// <summary>Reads the caller before anything else is done.</summary>
    public static Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        Of(context);
        return next(context);
    }
}

using Esf.Domain.Errors;
using Esf.Server.Intake;
using Grpc.Core;

namespace Esf.Server.Errors;

/// <summary>Bytes that are no message of the contract are the caller's fault: INVALID_ARGUMENT, where the library answers UNKNOWN.</summary>
/// <remarks>The library reads the message of a unary call before the first interceptor, so only the headers of its answer can be told.</remarks>
internal sealed class UnreadableMessageMiddleware(RequestDelegate next, RefusedMessages refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.HasStarted
            || context.Response.Headers[RpcStatus.StatusHeader] != $"{(int)StatusCode.Unknown}"
            || context.Items.ContainsKey(typeof(UnreadableMessageMiddleware)))
        {
            return;
        }

        refusals.Note(Refusal(), context);
        RpcStatus.WriteTo(context.Response, RpcStatus.Of(Refusal(), Caller.Of(context).Language));
    }

    /// <summary>Notes that the message of a call could be read: what fails from then on has a translation of its own.</summary>
    public static void MarkRead(ServerCallContext call) => call.GetHttpContext().Items[typeof(UnreadableMessageMiddleware)] = true;

    /// <summary>The refusal of what cannot be read as a request of the contract.</summary>
    /// <param name="expected">What was expected, as <see cref="Expectations"/> has it.</param>
    public static EsfException Refusal(string expected = "protobuf") =>
        new(ErrorCatalogue.RequestInvalid, [new Violation(ErrorCatalogue.FieldInvalid, string.Empty, string.Empty, ("expected", expected))]);
}

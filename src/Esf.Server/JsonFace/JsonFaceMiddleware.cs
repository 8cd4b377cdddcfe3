using System.Diagnostics;
using System.Text;
using Esf.Domain.Errors;
using Esf.Server.Intake;
using Esf.Server.Mapping;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Net.Http.Headers;

namespace Esf.Server.JsonFace;

/// <summary>Around the transcoder: every fault of a body is named before it is read, and every error is told in one readable form.</summary>
internal sealed class JsonFaceMiddleware(RequestDelegate next, BodyTime time, RefusedMessages refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Only calls that the transcoder answers; gRPC and the health pages pass untouched.
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { } method)
        {
            await next(context);
            return;
        }

        try
        {
            context.Request.Query = QueryParameters.Read(new Shape(Shape.RowOf(method.MethodDescriptor.InputType)), context.Request.Query, method.MethodDescriptor.InputType, method.HttpRule);
            await ReadBodyAsync(context, method);
        }
        catch (EsfException refusal)
        {
            await JsonError.WriteAsync(context, StatusOf(refusal), refusal);
            return;
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await JsonError.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, HttpFaults.TooLarge());
            return;
        }
        catch (BadHttpRequestException broken)
        {
            refusals.Note(BodyTime.Incomplete(), context);
            await JsonError.WriteAsync(context, broken.StatusCode, BodyTime.Incomplete());
            return;
        }

        var answer = context.Response.Body;
        await using var body = new ErrorHoldingStream(answer, context.Response);
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = answer;
        }

        if (body.HeldError)
        {
            await JsonError.WriteAsync(context, context.Response.StatusCode, RefusalOf(context, method.MethodDescriptor));
        }
    }

    // What the interceptor refused, or else what the transcoder itself could not read.
    private static EsfException RefusalOf(HttpContext context, MethodDescriptor method) =>
        context.Items[typeof(EsfException)] as EsfException
        ?? (context.Response.StatusCode == StatusCodes.Status400BadRequest ? BodyRefusal(method, "json_form") : HttpFaults.RefusalOf(context));

    private static EsfException BodyRefusal(MethodDescriptor method, string expected) =>
        new(Shape.RowOf(method.InputType), [new Violation(ErrorCatalogue.FieldInvalid, string.Empty, string.Empty, ("expected", expected))]);

    private static int StatusOf(EsfException refusal) => refusal.Row.Kind switch
    {
        ErrorKind.Exhausted => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ when refusal.Row == ErrorCatalogue.BodyIncomplete => StatusCodes.Status408RequestTimeout,
        _ => StatusCodes.Status400BadRequest,
    };

    private async Task ReadBodyAsync(HttpContext context, GrpcJsonTranscodingMetadata method)
    {
        var (message, path) = BodyOf(method.MethodDescriptor, method.HttpRule);
        if (message is null)
        {
            return;
        }

        RequireJson(context.Request, method.MethodDescriptor);
        var memory = CallMemory.Of(context);
        var bytes = new PooledBytes();
        context.Response.RegisterForDispose(bytes);
        await ReadBytesAsync(context, bytes, memory);
        await memory.KeepWorkAsync(bytes.Length * Domain.Limits.WorkPerJsonByte, context.RequestAborted);

        // Windows programs, 1C among them, put a byte order mark before UTF-8.
        var body = bytes.ToSequence();
        body = body.FirstSpan.StartsWith(Encoding.UTF8.Preamble) ? body.Slice(Encoding.UTF8.Preamble.Length) : body;
        var violations = JsonBody.Check(body, message, path);
        if (violations.Count > 0)
        {
            throw new EsfException(Shape.RowOf(method.MethodDescriptor.InputType), violations);
        }

        context.Request.Body = new SequenceStream(body, () => Free(bytes, memory));
        context.Request.ContentLength = body.Length;
        context.Request.ContentType = "application/json";
    }

    private async Task ReadBytesAsync(HttpContext context, PooledBytes bytes, CallMemory memory)
    {
        var begun = Stopwatch.GetTimestamp();
        for (int count; (count = await time.WaitAsync(
            cancel => context.Request.Body.ReadAsync(bytes.Rest, cancel),
            Domain.Limits.BodyTime - Stopwatch.GetElapsedTime(begun),
            context.RequestAborted)) > 0;)
        {
            memory.TakeBody(count);
            bytes.Advance(count);
        }
    }

    private static void Free(PooledBytes bytes, CallMemory memory)
    {
        memory.ReturnBody(bytes.Length);
        bytes.Dispose();
    }

    private static (MessageDescriptor? Message, string Path) BodyOf(MethodDescriptor method, HttpRule rule) => rule.Body switch
    {
        "" => (null, string.Empty),
        "*" => (method.InputType, string.Empty),
        var field => (method.InputType.FindFieldByName(field).MessageType, field),
    };

    private static void RequireJson(HttpRequest request, MethodDescriptor method)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw BodyRefusal(method, "content_type");
        }
    }
}

using System.Text;
using Esf.Domain.Errors;
using Esf.Server.Mapping;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Net.Http.Headers;

namespace Esf.Server.JsonFace;

/// <summary>Around the transcoder: every fault of a body is named before it is read, and every error is told in one readable form.</summary>
internal sealed class JsonFaceMiddleware(RequestDelegate next)
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
            context.Request.Query = QueryParameters.Read(new Shape(RowOf(method.MethodDescriptor)), context.Request.Query, method.MethodDescriptor.InputType, method.HttpRule);
            await ReadBodyAsync(context, method);
        }
        catch (EsfException refusal)
        {
            await JsonError.WriteAsync(context, StatusCodes.Status400BadRequest, refusal);
            return;
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await JsonError.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, HttpFaults.TooLarge());
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
        new(RowOf(method), [new Violation(ErrorCatalogue.FieldInvalid, string.Empty, string.Empty, ("expected", expected))]);

    /// <summary>The reason of a request that cannot be read, as the method itself tells it: what carries an invoice is refused as an invoice.</summary>
    internal static ErrorRow RowOf(MethodDescriptor method) =>
        method.InputType.FindFieldByName("invoice") is { FieldType: FieldType.Message } ? ErrorCatalogue.InvoiceInvalid : ErrorCatalogue.RequestInvalid;

    private static async Task ReadBodyAsync(HttpContext context, GrpcJsonTranscodingMetadata method)
    {
        var (message, path) = BodyOf(method.MethodDescriptor, method.HttpRule);
        if (message is null)
        {
            return;
        }

        RequireJson(context.Request, method.MethodDescriptor);
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);

        // Windows programs, 1C among them, put a byte order mark before UTF-8.
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        var body = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var violations = JsonBody.Check(body, message, path);
        if (violations.Count > 0)
        {
            throw new EsfException(RowOf(method.MethodDescriptor), violations);
        }

        buffer.Position = buffer.Length - body.Length;
        context.Request.Body = buffer;
        context.Request.ContentLength = body.Length;
        context.Request.ContentType = "application/json";
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

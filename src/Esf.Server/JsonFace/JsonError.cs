using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace Esf.Server.JsonFace;

/// <summary>The body of an error on the JSON face: reason, text and violations at its top, <c>google.rpc.Status</c> beneath.</summary>
/// <remarks>A 1C program reads <c>violations</c> as rows {field, text}; a program that knows protobuf reads <c>details</c>.</remarks>
internal static class JsonError
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, LocalizedMessage.Descriptor, BadRequest.Descriptor, ResourceInfo.Descriptor, RetryInfo.Descriptor)));

    // Kazakh and Russian as letters, not as \u escapes: people read these bodies in logs.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The body of a fault that no method saw: no such route, or not with this verb.</summary>
    public static Task WriteRouteFaultAsync(Microsoft.AspNetCore.Diagnostics.StatusCodeContext fault)
    {
        var response = fault.HttpContext.Response;
        var body = new JsonObject
        {
            ["code"] = (int)(response.StatusCode == StatusCodes.Status404NotFound ? Grpc.Core.StatusCode.NotFound : Grpc.Core.StatusCode.Unimplemented),
            ["message"] = $"{fault.HttpContext.Request.Method} {fault.HttpContext.Request.Path} is no method of this service; the contract lists them.",
            ["violations"] = new JsonArray(),
        };
        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(response.Body, body, Readable, fault.HttpContext.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, int httpStatus, EsfException refusal)
    {
        var language = RequestLanguage.Of(context.Request.Headers.AcceptLanguage);
        var status = RpcStatus.Of(refusal, language);
        var body = new JsonObject
        {
            ["code"] = status.Code,
            ["reason"] = refusal.Row.Reason,
            ["message"] = status.Message,
            ["localizedMessage"] = refusal.Text(language),
            ["violations"] = new JsonArray([.. refusal.Violations.Select(violation => Of(violation, language))]),
            ["details"] = JsonNode.Parse(Formatter.Format(status))!["details"]!.DeepClone(),
        };

        if (refusal.RetryAfter is { } delay)
        {
            context.Response.Headers.RetryAfter = decimal.Ceiling((decimal)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = httpStatus;
        context.Response.ContentLength = null;
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, body, Readable, context.RequestAborted);
    }

    private static JsonObject Of(Violation violation, Language language) => new()
    {
        ["field"] = violation.Field,
        ["reason"] = violation.Row.Reason,
        ["description"] = violation.Text(Language.En),
        ["localizedMessage"] = violation.Text(language),
        ["law"] = violation.Law,
    };
}

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
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Esf.Server.JsonFace;

/// <summary>The body of an error on the JSON face: reason, texts and violations, under names that are identifiers in every language.</summary>
/// <remarks>
/// A 1C program reads the body into a Структура, whose keys are identifiers. The details of <c>google.rpc.Status</c> have a key
/// <c>@type</c>; so they are added only for a caller that asks for them with <c>Accept: application/json; details=typed</c>.
/// </remarks>
internal static class JsonError
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, LocalizedMessage.Descriptor, BadRequest.Descriptor, ResourceInfo.Descriptor, RetryInfo.Descriptor)));

    // Kazakh and Russian as letters, not as \u escapes: people read these bodies in logs.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Gives a body to an error that came without one: no such route, or not with this verb.</summary>
    public static Task WriteEmptyAnswerAsync(StatusCodeContext answer)
    {
        var refusal = HttpFaults.RefusalOf(answer.HttpContext);
        return WriteAsync(answer.HttpContext, answer.HttpContext.Response.StatusCode, refusal);
    }

    public static async Task WriteAsync(HttpContext context, int httpStatus, EsfException refusal)
    {
        var body = Prepare(context, httpStatus, refusal);
        await JsonSerializer.SerializeAsync(context.Response.Body, body, Readable, context.RequestAborted);
    }

    /// <summary>The same, for an answer that cannot wait: of a request that HTTP itself refused.</summary>
    public static byte[] Bytes(HttpContext context, int httpStatus, EsfException refusal) =>
        JsonSerializer.SerializeToUtf8Bytes(Prepare(context, httpStatus, refusal), Readable);

    private static JsonObject Prepare(HttpContext context, int httpStatus, EsfException refusal)
    {
        var language = Caller.Of(context).Language;
        var status = RpcStatus.Of(refusal, language);
        var body = new JsonObject
        {
            ["code"] = status.Code,
            ["reason"] = refusal.Row.Reason,
            ["message"] = status.Message,
            ["localizedMessage"] = refusal.Text(language),
            ["violations"] = new JsonArray([.. refusal.Violations.Select(violation => Of(violation, language))]),
            ["metadata"] = new JsonObject(refusal.Arguments.Select(argument => KeyValuePair.Create(argument.Key, (JsonNode?)argument.Value))),
        };
        if (refusal.Resource is { } resource)
        {
            body["resource"] = resource;
        }

        if (refusal.RetryAfter is { } delay)
        {
            var seconds = (int)Math.Ceiling(delay.TotalSeconds);
            body["retryAfterSeconds"] = seconds;
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (AsksForTypedDetails(context.Request.Headers.Accept))
        {
            body["details"] = JsonNode.Parse(Formatter.Format(status))!["details"]!.DeepClone();
        }

        context.Response.StatusCode = httpStatus;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = null;
        context.Response.ContentType = "application/json; charset=utf-8";
        return body;
    }

    private static bool AsksForTypedDetails(StringValues accept) =>
        MediaTypeHeaderValue.TryParseList(accept, out var types)
        && types.SelectMany(type => type.Parameters).Any(parameter =>
            parameter.Name.Equals("details", StringComparison.OrdinalIgnoreCase) && parameter.Value.Equals("typed", StringComparison.OrdinalIgnoreCase));

    private static JsonObject Of(Violation violation, Language language) => new()
    {
        ["field"] = violation.Field,
        ["reason"] = violation.Row.Reason,
        ["description"] = violation.Text(Language.En),
        ["localizedMessage"] = violation.Text(language),
        ["law"] = violation.Law,
    };
}

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.OpenApi;

namespace Esf.Server.OpenApi;

/// <summary>One route as an operation of the document: its parameters, body, answer, refusals and examples.</summary>
internal sealed partial class Operations(OpenApiDocument document, Contract contract, Schemas schemas)
{
    private const string Json = "application/json";
    private const string LanguageParameter = "AcceptLanguage";
    private const string RefusalResponse = "OtherRefusal";
    private const string ErrorSchema = "ErrorBody";

    /// <summary>Adds what every operation refers to.</summary>
    public void AddShared()
    {
        document.AddComponent<IOpenApiParameter>(LanguageParameter, new OpenApiParameter
        {
            Name = "accept-language",
            In = ParameterLocation.Header,
            Description = "Language of the texts in `localizedMessage`: the best of this header that there is, else English.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Default = "en", Examples = ["kk", "ru", "en", "ru-KZ, ru;q=0.9, en;q=0.5"] },
        });
        document.AddComponent<IOpenApiSchema>(ErrorSchema, Error());
        document.AddComponent<IOpenApiResponse>(RefusalResponse, Refusal("Any other refusal, in the same form."));
    }

    /// <summary>The operation of a route.</summary>
    public OpenApiOperation Of(HttpRoute route)
    {
        var comment = contract.Comment(route.Method.Declaration);
        var operation = new OpenApiOperation
        {
            OperationId = route.Method.Name,
            Summary = Contract.FirstSentence(comment),
            Description = comment,
            Tags = new HashSet<OpenApiTagReference> { new(route.Method.Service.Name, document) },
            Parameters = [.. PathParameters(route), .. QueryParameters(route), new OpenApiParameterReference(LanguageParameter, document)],
            Responses = new OpenApiResponses { ["200"] = Answer(route) },
        };
        if (route.HasBody)
        {
            operation.RequestBody = Body(route);
        }

        foreach (var (status, reasons) in RefusalsOf(route.Method))
        {
            operation.Responses[status] = Refusal($"Refused: {string.Join(", ", reasons.Select(reason => $"`{reason}`"))}.", Examples.Find(route.Method, status));
        }

        operation.Responses["default"] = new OpenApiResponseReference(RefusalResponse, document);
        return operation;
    }

    private IEnumerable<IOpenApiParameter> PathParameters(HttpRoute route) =>
        route.Parameters.Select(parameter => new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Path,
            Required = true,
            Description = $"What stands behind `{parameter.Name}s/` in the name of the resource. {contract.Comment(parameter.Field.Declaration)}",
            Schema = PathPart(parameter.Name, parameter.Field),
            Example = Examples.PathParameter(parameter.Name),
        });

    private OpenApiSchema PathPart(string name, FieldDescriptor field)
    {
        // The parent of what is listed may be all taxpayers; the comment of the field says so.
        var acrossAll = contract.Comment(field.Declaration).Contains("taxpayers/-", StringComparison.Ordinal);
        return new()
        {
            Type = JsonSchemaType.String,
            Pattern = name != "taxpayer" ? "^[0-9A-Za-z_-]{1,64}$" : acrossAll ? "^([0-9]{12}|-)$" : "^[0-9]{12}$",
        };
    }

    private IEnumerable<IOpenApiParameter> QueryParameters(HttpRoute route) => route.QueryFields.SelectMany(field => QueryParameters(field, string.Empty, string.Empty));

    // A day is one parameter in a query; any other message is its fields, each under the path to it, unless it has a text of its own.
    private IEnumerable<IOpenApiParameter> QueryParameters(FieldDescriptor field, string path, string comment)
    {
        var name = path + field.JsonName;
        var said = contract.Comment(field.Declaration) is { Length: > 0 } own && path.Length == 0 ? own : $"{comment} ({field.JsonName}; all parts go together.)";
        var isDay = field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType.FullName == Google.Type.Date.Descriptor.FullName;
        if (!isDay && field is { FieldType: FieldType.Message, IsRepeated: false } && WellKnownSchemas.Find(field.MessageType) is not { Type: JsonSchemaType.String })
        {
            return field.MessageType.Fields.InDeclarationOrder().SelectMany(part => QueryParameters(part, $"{name}.", said));
        }

        var schema = isDay ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" } : schemas.Of(field);
        if (schema is OpenApiSchema plain)
        {
            plain.Description = null;
        }

        return [new OpenApiParameter { Name = name, In = ParameterLocation.Query, Required = Schemas.IsRequired(field), Description = said, Schema = schema }];
    }

    private OpenApiRequestBody Body(HttpRoute route) => new()
    {
        Required = true,
        Content = Content(
            route.BodyField is { } field ? schemas.Of(field.MessageType) : schemas.BodyOf(route),
            Examples.Find(route.Method, "request")),
    };

    private OpenApiResponse Answer(HttpRoute route) => new()
    {
        Description = contract.Comment(route.AnswerField?.Declaration ?? route.Method.OutputType.Declaration),
        Content = Content(
            route.AnswerField is { } field ? (field.IsRepeated ? schemas.Of(field) : schemas.Of(field.MessageType)) : schemas.Of(route.Method.OutputType),
            Examples.Find(route.Method, "200")),
    };

    private OpenApiResponse Refusal(string description, JsonNode? example = null) =>
        new() { Description = description, Content = Content(new OpenApiSchemaReference(ErrorSchema, document), example) };

    private static Dictionary<string, IOpenApiMediaType> Content(IOpenApiSchema schema, JsonNode? example) =>
        new() { [Json] = new OpenApiMediaType { Schema = schema, Example = example } };

    /// <summary>Reasons that the comment of a method names, by the HTTP status under which they come.</summary>
    private static IEnumerable<(string Status, IReadOnlyList<string> Reasons)> RefusalsOf(MethodDescriptor method)
    {
        // Every request can be malformed, and then the violations come in INVOICE_INVALID or REQUEST_INVALID.
        var named = ReasonsOf(method, []).Append(Shape.RowOf(method.InputType)).Distinct();
        return named
            .GroupBy(row => HttpStatusOf(RpcStatus.CodeOf(row.Kind)))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key.ToString(CultureInfo.InvariantCulture), (IReadOnlyList<string>)[.. group.OrderBy(row => row.Precedence).Select(row => row.Reason)]));
    }

    // "as IssueInvoice" in a comment means the errors of that method too.
    private static IEnumerable<ErrorRow> ReasonsOf(MethodDescriptor method, HashSet<MethodDescriptor> seen)
    {
        if (!seen.Add(method))
        {
            return [];
        }

        var comment = method.Declaration?.LeadingComments ?? string.Empty;
        var own = ErrorCatalogue.All.Where(row => row.Kind != ErrorKind.Note && Reason().Matches(comment).Any(match => match.Value == row.Reason));
        var others = Reference().Matches(comment).Select(match => method.Service.FindMethodByName(match.Groups[1].Value)).OfType<MethodDescriptor>();
        return own.Concat(others.SelectMany(other => ReasonsOf(other, seen)));
    }

    // The transcoder's own table (google.rpc.Code).
    private static int HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    private OpenApiSchema Error()
    {
        static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = "Why a call was refused. Decide by `reason`, show `localizedMessage` and the rows of `violations`.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "google.rpc.Code; 3 is INVALID_ARGUMENT." },
                ["reason"] = Text("Stable reason, a row of the published catalogue `errors.json`. `INVOICE_INVALID` and `REQUEST_INVALID` mean: see `violations`."),
                ["message"] = Text("What is wrong, in English."),
                ["localizedMessage"] = Text("What is wrong, in the language of `accept-language`."),
                ["violations"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = schemas.Of(V1.Violation.Descriptor),
                    Description = "Every rule that was not met, in the order of the catalogue; empty for other refusals.",
                },
                ["metadata"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "The values that the text tells, by the names of their placeholders in `errors.json`.",
                },
                ["resource"] = Text("Name of the resource that the refusal is about, when there is one."),
                ["retryAfterSeconds"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Description = "When the same call, with the same `requestId`, may succeed; absent where waiting does not help.",
                },
                ["details"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = schemas.Of(Google.Protobuf.WellKnownTypes.Any.Descriptor),
                    Description = "Only for `Accept: application/json; details=typed`, since their key `@type` is no identifier: the same as in google.rpc.Status "
                        + "over gRPC: ErrorInfo, LocalizedMessage, BadRequest (at most 16 violations), ResourceInfo, RetryInfo.",
                },
            },
            Required = new HashSet<string> { "code", "reason", "message", "localizedMessage", "violations", "metadata" },
        };
    }

    [GeneratedRegex("[A-Z]+(?:_[A-Z]+)+")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\bas (?:for )?([A-Z][A-Za-z]+)")]
    private static partial Regex Reference();
}

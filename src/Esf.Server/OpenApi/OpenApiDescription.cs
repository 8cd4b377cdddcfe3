using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.OpenApi;
using Endpoint = Microsoft.AspNetCore.Http.Endpoint;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Esf.Server.OpenApi;

/// <summary>The JSON face as an OpenAPI 3.1 document, made from the protos and from the routes that this server really answers.</summary>
internal static class OpenApiDescription
{
    private const string Text = """
        Self-addressed VAT e-invoices of Kazakhstan over JSON and HTTP/1.1. The same service speaks gRPC; this page is made from the same protos.

        - **Names** of fields are camelCase in answers; requests may also use the spelling of the protos (`request_id`). A name that is not known is refused, so that no filter is dropped in silence.
        - **What is left out**: text is `""`, a list `[]`, a number `0`; a group such as `settlement` is absent. In a request `null` means left out.
        - **Dates** are civil dates of Kazakhstan, `{"year": 2026, "month": 5, "day": 26}`. **Instants** are UTC text, `2026-05-26T04:00:00.123456Z`.
        - **Amounts**, rates and quantities are decimals in text, `{"value": "832000.00"}`; every tax amount is in KZT.
        - **Enums** are names without a prefix: `BANK_PAYMENT`. Whole numbers are JSON numbers.
        - **Repeating is safe**: send the same `requestId` after a timeout, whenever you like; one invoice is issued and the answer is the same.
        - **Refusals** carry a stable `reason` and a row `{field, reason, description, localizedMessage, law}` for every rule that was not met. `field` is the path in the proto's spelling, with lists counted from 1: `invoice.lines[2].vat_amount`.
        - **All taxpayers**: where a list allows it, `-` in place of the taxpayer's number (`/v1/taxpayers/-/invoices`).
        """;

    /// <summary>The document of the routes that are mapped.</summary>
    public static OpenApiDocument Make(IEnumerable<Endpoint> endpoints)
    {
        var contract = Contract.Load();
        HttpRoute[] routes = [.. endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>())
            .OfType<GrpcJsonTranscodingMetadata>()
            .Select(mapped => (mapped.MethodDescriptor, mapped.HttpRule))
            .DistinctBy(mapped => (mapped.MethodDescriptor.FullName, mapped.HttpRule.ToString()))
            .Select(mapped => HttpRoute.Of(contract.Method(mapped.MethodDescriptor), mapped.HttpRule))];

        var document = new OpenApiDocument
        {
            Info = new()
            {
                Title = "Esf",
                Version = "v1",
                Description = Text,
                License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            },
            Servers = [new() { Url = "/" }],
            Components = new() { Schemas = new Dictionary<string, IOpenApiSchema>() },
            Tags = new HashSet<OpenApiTag>(routes.Select(route => route.Method.Service).Distinct().Select(service => TagOf(service, contract))),
            Paths = [],
        };
        var operations = new Operations(document, contract, new(document, contract, MessagesOfRequests(routes)));
        operations.AddShared();
        foreach (var path in routes.GroupBy(route => route.Path))
        {
            document.Paths[path.Key] = new OpenApiPathItem
            {
                Operations = path.ToDictionary(route => route.Verb, operations.Of),
            };
        }

        return document;
    }

    private static OpenApiTag TagOf(ServiceDescriptor service, Contract contract)
    {
        var grpcOnly = service.Methods.Where(method => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is null).Select(method => method.Name).ToArray();
        var comment = contract.Comment(service.Declaration);
        return new()
        {
            Name = service.Name,
            Description = grpcOnly.Length == 0 ? comment : $"{comment}\n\nOver gRPC only: {string.Join(", ", grpcOnly)}.",
        };
    }

    /// <summary>Full names of the messages that a caller may write.</summary>
    private static HashSet<string> MessagesOfRequests(IEnumerable<HttpRoute> routes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in routes.Where(route => route.HasBody))
        {
            Collect(route.BodyField?.MessageType ?? route.Method.InputType, found);
        }

        return found;
    }

    private static void Collect(MessageDescriptor message, HashSet<string> found)
    {
        if (!found.Add(message.FullName))
        {
            return;
        }

        foreach (var field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message && !Schemas.IsOutput(field)))
        {
            Collect(field.MessageType, found);
        }
    }
}

using System.Text.Json.Nodes;
using Esf.Server.JsonFace;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Esf.Server.OpenApi;

/// <summary>The messages of the contract as components of the document, each as this server writes it in JSON.</summary>
/// <remarks>
/// One schema serves both directions. <c>required</c> holds what a request must carry (field_behavior REQUIRED) and, as readOnly, what an answer
/// always carries: OpenAPI asks for those in answers only. The transcoder writes every field that has no presence, so in a message
/// that is only answered they are all required.
/// </remarks>
internal sealed class Schemas(OpenApiDocument document, Contract contract, IReadOnlySet<string> requested)
{
    /// <summary>A message type by reference; its component is made when it is asked for first.</summary>
    public OpenApiSchemaReference Of(MessageDescriptor message)
    {
        var name = NameOf(message);
        if (!document.Components!.Schemas!.ContainsKey(name))
        {
            if (WellKnownSchemas.Find(message) is { } known)
            {
                document.AddComponent<IOpenApiSchema>(name, known);
            }
            else
            {
                // The place is taken before the fields are read: a message may hold itself.
                var schema = new OpenApiSchema { Type = JsonSchemaType.Object };
                document.AddComponent<IOpenApiSchema>(name, schema);
                Fill(schema, message.FullName.StartsWith("esf.", StringComparison.Ordinal) ? contract.Message(message) : message, []);
            }
        }

        return new(name, document);
    }

    /// <summary>The body of a method that takes its whole request as body, without what stands in the path.</summary>
    public OpenApiSchemaReference BodyOf(HttpRoute route)
    {
        var name = $"{route.Method.Name}Body";
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object };
        document.AddComponent<IOpenApiSchema>(name, schema);
        Fill(schema, route.Method.InputType, [.. route.PathFields]);
        schema.Description = $"Body of {route.Method.Name}.";
        return new(name, document);
    }

    /// <summary>The type of a field, with its comment.</summary>
    public IOpenApiSchema Of(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            return Described(new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Single(field.MessageType.FindFieldByName("value")) }, field);
        }

        return Described(field.IsRepeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = Single(field) } : Single(field), field);
    }

    /// <summary>Whether a request must carry the field.</summary>
    public static bool IsRequired(FieldDescriptor field) => Has(field, FieldBehavior.Required);

    /// <summary>Whether only the server sets the field.</summary>
    public static bool IsOutput(FieldDescriptor field) => Has(field, FieldBehavior.OutputOnly) || Has(field, FieldBehavior.Identifier);

    private static bool Has(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;

    // Date is a type of its own in the languages that generators write.
    private static string NameOf(MessageDescriptor message) =>
        message.ContainingType is { } outer ? $"{NameOf(outer)}{message.Name}"
        : message.FullName == "google.type.Date" ? "CivilDate"
        : message.Name;

    private void Fill(OpenApiSchema schema, MessageDescriptor message, IReadOnlyList<FieldDescriptor> inPath)
    {
        schema.Description = contract.Comment(message.Declaration);
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        schema.Required = new HashSet<string>();
        foreach (var field in message.Fields.InDeclarationOrder().Where(field => !inPath.Contains(field)))
        {
            schema.Properties[field.JsonName] = Of(field);
            if (IsAlwaysThere(message, field))
            {
                schema.Required.Add(field.JsonName);
            }
        }

        foreach (var choice in message.Oneofs.Where(oneof => !oneof.IsSynthetic))
        {
            var names = string.Join(", ", choice.Fields.Select(field => $"`{field.JsonName}`"));
            schema.Description += $"\n\nOf {names}: {contract.Comment(choice.Declaration)}";
        }
    }

    private bool IsAlwaysThere(MessageDescriptor message, FieldDescriptor field)
    {
        // A field that stands in the path of the message's own method need not be repeated in a batch.
        if (field.Name == "parent" && requested.Contains(message.FullName))
        {
            return false;
        }

        var written = !field.HasPresence;
        return IsRequired(field) || (written && (IsOutput(field) || !requested.Contains(message.FullName)));
    }

    private IOpenApiSchema Described(IOpenApiSchema schema, FieldDescriptor field)
    {
        var comment = contract.Comment(field.Declaration);
        var description = comment.Length == 0 ? null : comment;
        switch (schema)
        {
            case OpenApiSchemaReference reference:
                reference.Description = description;
                reference.ReadOnly = IsOutput(field);
                break;
            case OpenApiSchema own:
                own.Description = own.Description is null ? description : $"{description}\n\n{own.Description}";
                own.ReadOnly = IsOutput(field);
                own.WriteOnly = Has(field, FieldBehavior.InputOnly);
                break;
        }

        return schema;
    }

    private IOpenApiSchema Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldType.String when field.Name == "request_id" && IsRequired(field) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        FieldType.String => new OpenApiSchema { Type = JsonSchemaType.String },
        FieldType.Bytes => new OpenApiSchema { Type = JsonSchemaType.String, ContentEncoding = "base64" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 or FieldType.UInt64 or FieldType.Fixed64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        _ => throw new NotSupportedException($"{field.FullName} is {field.FieldType}: the contract has decimals for numbers that are not whole."),
    };

    private static OpenApiSchema NamesOf(EnumDescriptor values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. EnumNames.AllOf(values).Select(name => (JsonNode)name)],
    };

    private OpenApiSchemaReference Of(EnumDescriptor values)
    {
        if (!document.Components!.Schemas!.ContainsKey(values.Name))
        {
            var schema = NamesOf(values);
            var lines = values.Values.Select(value => $"- `{EnumNames.Short(value)}`: {contract.Comment(value.Declaration)}");
            schema.Description = $"{contract.Comment(values.Declaration)}\n\n{string.Join('\n', lines)}";
            document.AddComponent<IOpenApiSchema>(values.Name, schema);
        }

        return new(values.Name, document);
    }
}

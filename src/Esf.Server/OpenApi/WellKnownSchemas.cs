using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Esf.Server.OpenApi;

/// <summary>Google's own types as this server writes them in JSON; their protos say nothing of that.</summary>
internal static class WellKnownSchemas
{
    /// <summary>The schema of one of those types; null for a message of the contract.</summary>
    public static OpenApiSchema? Find(MessageDescriptor message) => message.FullName switch
    {
        "google.type.Date" => Date(),
        "google.type.Decimal" => Decimal(),
        "google.protobuf.Timestamp" => new()
        {
            Type = JsonSchemaType.String,
            Format = "date-time",
            Description = "Instant in UTC, RFC 3339, at most microseconds: `2026-05-26T04:00:00.123456Z`.",
        },
        "google.protobuf.Duration" => new()
        {
            Type = JsonSchemaType.String,
            Pattern = @"^-?[0-9]+(\.[0-9]{1,9})?s$",
            Description = "Seconds with the letter s: `1.5s`.",
        },
        "google.protobuf.FieldMask" => new()
        {
            Type = JsonSchemaType.String,
            Description = "Names of fields in JSON spelling, separated by commas: `legalName,vatRegistration.registeredOn`.",
        },
        "google.protobuf.Empty" => new() { Type = JsonSchemaType.Object, Description = "Nothing: `{}`." },
        "google.protobuf.Any" => new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["@type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Which message it is." } },
            Required = new HashSet<string> { "@type" },
            AdditionalProperties = new OpenApiSchema(),
            Description = "A message of any type: its fields, and its type in `@type`.",
        },
        _ => null,
    };

    private static OpenApiSchema Date() => new()
    {
        Type = JsonSchemaType.Object,
        Description = """Civil date of Kazakhstan, all three parts: `{"year": 2026, "month": 5, "day": 26}`. In a query it is written `issueDateFrom=2026-05-01`.""",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["year"] = Part("1", "9999"),
            ["month"] = Part("1", "12"),
            ["day"] = Part("1", "31"),
        },
        Required = new HashSet<string> { "year", "month", "day" },
    };

    private static OpenApiSchema Part(string least, string most) =>
        new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = least, Maximum = most };

    private static OpenApiSchema Decimal() => new()
    {
        Type = JsonSchemaType.Object,
        Description = """Decimal number as text, so that no program rounds it: `{"value": "832000.00"}`. Plain digits, a point, no exponent and no spaces.""",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["value"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?[0-9]+(\.[0-9]+)?$" },
        },
        Required = new HashSet<string> { "value" },
    };
}

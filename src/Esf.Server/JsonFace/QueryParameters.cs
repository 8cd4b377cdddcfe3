using System.Globalization;
using Esf.Domain.Errors;
using Esf.Server.Mapping;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Esf.Server.JsonFace;

/// <summary>Compares query parameters with the fields of the request, and names every one that is not as the contract has it.</summary>
/// <remarks>
/// The transcoder drops a name that it does not know, and one that belongs into the path or the body: a misspelt filter would answer
/// everything, and <c>?validateOnly=true</c> would issue.
/// </remarks>
internal static class QueryParameters
{
    /// <exception cref="EsfException">INVOICE_INVALID with a violation for each parameter that cannot be read.</exception>
    public static void Check(IQueryCollection query, MessageDescriptor request, HttpRule rule)
    {
        var shape = new Shape();
        foreach (var (name, values) in query)
        {
            var path = name.Length <= 64 ? name : $"{name[..64]}…";
            if (FieldOf(request, name) is not { } field || IsReadElsewhere(FieldOf(request, name.Split('.')[0])!, rule))
            {
                shape.Invalid(path, "known_field");
            }
            else if (values.Count != 1)
            {
                shape.Invalid(path, "once");
            }
            else if (ExpectedOf(field, values[0] ?? string.Empty) is { } expected)
            {
                shape.Invalid(path, expected);
            }
        }

        shape.ThrowIfAny();
    }

    private static bool IsReadElsewhere(FieldDescriptor field, HttpRule rule) =>
        rule.Body == "*" || rule.Body == field.Name || $"{rule.Get}{rule.Post}{rule.Patch}".Contains($"{{{field.Name}=", StringComparison.Ordinal);

    private static FieldDescriptor? FieldOf(MessageDescriptor message, string name)
    {
        FieldDescriptor? field = null;
        foreach (var part in name.Split('.', 4))
        {
            if (field is not null && field.FieldType != FieldType.Message)
            {
                return null;
            }

            field = (field?.MessageType ?? message).Fields.InDeclarationOrder().FirstOrDefault(f => !f.IsRepeated && (f.JsonName == part || f.Name == part));
            if (field is null)
            {
                return null;
            }
        }

        return field;
    }

    // What the value should have been, or null when it can be read.
    private static string? ExpectedOf(FieldDescriptor field, string value) => field.FieldType switch
    {
        FieldType.String => null,
        FieldType.Int32 => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "type:number",
        FieldType.Bool => value is "true" or "false" ? null : Expectations.OneOf("true", "false"),
        FieldType.Enum => EnumNames.AllOf(field.EnumType).Contains(value, StringComparer.Ordinal) ? null : Expectations.OneOf(EnumNames.AllOf(field.EnumType).Skip(1)),
        _ => "known_field",
    };
}

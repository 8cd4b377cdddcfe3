using System.Globalization;
using Esf.Domain.Errors;
using Esf.Server.Mapping;
using Google.Api;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Primitives;

namespace Esf.Server.JsonFace;

/// <summary>Compares query parameters with the fields of the request, and names every one that is not as the contract has it.</summary>
/// <remarks>
/// The transcoder drops a name that it does not know, and one that belongs into the path or the body: a misspelt filter would answer
/// everything, and <c>?validateOnly=true</c> would issue.
/// </remarks>
internal static class QueryParameters
{
    private const string DateForm = "yyyy-MM-dd";

    /// <summary>Checks the parameters, and spells them as the transcoder reads them.</summary>
    /// <remarks>
    /// It knows enum values by their full names only, and a day only as three parameters; callers may write <c>state=REPLACED</c>, as JSON shows it,
    /// and <c>offsetDateFrom=2026-07-01</c>.
    /// </remarks>
    /// <exception cref="EsfException">With a violation for each parameter that cannot be read.</exception>
    public static IQueryCollection Read(Shape shape, IQueryCollection query, MessageDescriptor request, HttpRule rule)
    {
        var spelled = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var seen = new List<string>();
        foreach (var (name, values) in query)
        {
            var path = name.Length <= 64 ? name : $"{name[..64]}…";
            if (FieldsOf(request, name) is not [.., var field] fields || IsReadElsewhere(fields[0], rule))
            {
                shape.Invalid(path, "known_field");
            }
            else if (values.Count != 1 || !IsFirst(seen, fields))
            {
                shape.Invalid(path, "once");
            }
            else if (ExpectedOf(field, values[0] ?? string.Empty) is { } expected)
            {
                shape.Invalid(path, expected);
            }
            else
            {
                Spell(spelled, name, field, values[0] ?? string.Empty);
            }
        }

        shape.ThrowIfAny();
        return new QueryCollection(spelled);
    }

    private static void Spell(Dictionary<string, StringValues> spelled, string name, FieldDescriptor field, string value)
    {
        if (field.FieldType == FieldType.Enum)
        {
            spelled[name] = EnumNames.Find(field.EnumType, value)!.Name;
        }
        else if (IsDate(field))
        {
            var date = DateOnly.ParseExact(value, DateForm, CultureInfo.InvariantCulture);
            spelled[$"{name}.year"] = date.Year.ToString(CultureInfo.InvariantCulture);
            spelled[$"{name}.month"] = date.Month.ToString(CultureInfo.InvariantCulture);
            spelled[$"{name}.day"] = date.Day.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            spelled[name] = value;
        }
    }

    private static bool IsDate(FieldDescriptor field) => IsOf(field, Google.Type.Date.Descriptor);

    private static bool IsOf(FieldDescriptor field, MessageDescriptor message) =>
        field.FieldType == FieldType.Message && field.MessageType.FullName == message.FullName;

    private static bool IsReadElsewhere(FieldDescriptor field, HttpRule rule) =>
        rule.Body == "*" || rule.Body == field.Name || $"{rule.Get}{rule.Post}{rule.Patch}".Contains($"{{{field.Name}=", StringComparison.Ordinal);

    // One field has two spellings, and a day may be one parameter or three: of two that set the same, neither may win.
    private static bool IsFirst(List<string> seen, FieldDescriptor[] fields)
    {
        var path = string.Concat(fields.Select(field => $"{field.Name}."));
        var isFirst = !seen.Any(other => other.StartsWith(path, StringComparison.Ordinal) || path.StartsWith(other, StringComparison.Ordinal));
        seen.Add(path);
        return isFirst;
    }

    // The fields along a name, or null when it is none.
    private static FieldDescriptor[]? FieldsOf(MessageDescriptor request, string name)
    {
        var fields = new List<FieldDescriptor>();
        var message = request;
        foreach (var part in name.Split('.', 4))
        {
            if (message?.Fields.InDeclarationOrder().FirstOrDefault(f => !f.IsRepeated && (f.JsonName == part || f.Name == part)) is not { } field)
            {
                return null;
            }

            fields.Add(field);
            message = field.FieldType == FieldType.Message ? field.MessageType : null;
        }

        return [.. fields];
    }

    // What the value should have been, or null when it can be read.
    private static string? ExpectedOf(FieldDescriptor field, string value) => field.FieldType switch
    {
        FieldType.String => null,
        FieldType.Int32 => JsonBody.IsInteger(value, int.MinValue, int.MaxValue) ? null : "integer",
        FieldType.Int64 => JsonBody.IsInteger(value, long.MinValue, long.MaxValue) ? null : "integer",
        FieldType.Bool => value is "true" or "false" ? null : "boolean",
        FieldType.Enum => EnumNames.Find(field.EnumType, value) is not null ? null : Expectations.OneOf(EnumNames.AllOf(field.EnumType).Skip(1)),
        FieldType.Message when IsDate(field) => DateOnly.TryParseExact(value, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "date",
        FieldType.Message when IsOf(field, Timestamp.Descriptor) => JsonBody.IsInstant(value) ? null : "instant",
        _ => "known_field",
    };
}

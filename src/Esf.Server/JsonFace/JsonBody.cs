using System.Globalization;
using System.Text.Json;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Mapping;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.JsonFace;

/// <summary>Compares a JSON body with the message it should be, and names every field that is not as the contract has it.</summary>
/// <remarks>
/// The transcoder stops at the first fault and names no field; a 1C integrator needs all of them, with their paths. Unknown fields are
/// refused, as the JSON form of protobuf asks: a misspelt name must not be dropped in silence.
/// </remarks>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Limits.JsonDepth };

    /// <summary>The violations of a body; empty when the transcoder will read it.</summary>
    /// <param name="body">The bytes, UTF-8 without a byte order mark.</param>
    /// <param name="message">The message that the body is.</param>
    /// <param name="path">Path of that message in the request; empty when the body is the request itself.</param>
    public static IReadOnlyList<Violation> Check(ReadOnlyMemory<byte> body, MessageDescriptor message, string path)
    {
        var shape = new Shape();
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            CheckMessage(shape, document.RootElement, message, path);
        }
        catch (JsonException e)
        {
            shape.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"json:line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }

        return shape.Violations;
    }

    private static void CheckMessage(Shape shape, JsonElement json, MessageDescriptor message, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            shape.Invalid(path, "type:object");
            return;
        }

        var seen = new HashSet<FieldDescriptor>();
        foreach (var member in json.EnumerateObject())
        {
            if (IsEnough(shape))
            {
                return;
            }

            if (NameOf(member) is not { } name)
            {
                shape.Invalid(path, "text");
            }
            else if (FieldOf(message, name) is not { } field)
            {
                shape.Invalid(Join(path, Shown(name)), "known_field");
            }
            else if (!seen.Add(field))
            {
                shape.Invalid(Join(path, field.Name), "once");
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                CheckField(shape, member.Value, field, Join(path, field.Name));
            }
        }
    }

    private static void CheckField(Shape shape, JsonElement json, FieldDescriptor field, string path)
    {
        if (!field.IsRepeated)
        {
            CheckValue(shape, json, field, path);
            return;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            shape.Invalid(path, "type:array");
            return;
        }

        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (IsEnough(shape))
            {
                return;
            }

            CheckValue(shape, item, field, string.Create(CultureInfo.InvariantCulture, $"{path}[{++index}]"));
        }
    }

    /// <summary>Whether a text is an instant of RFC 3339, with <c>Z</c> or an offset.</summary>
    internal static bool IsInstant(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
        && (text.EndsWith('Z') || text.AsSpan(time).IndexOfAny('+', '-') > 0)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    // Megabytes can hold millions of faults, and the answer would be a hundred times larger than the request.
    private static bool IsEnough(Shape shape) => shape.Violations.Count >= Limits.ViolationsInBody;

    private static void CheckValue(Shape shape, JsonElement json, FieldDescriptor field, string path)
    {
        switch (field.FieldType)
        {
            case FieldType.Message when field.MessageType.FullName == Timestamp.Descriptor.FullName:
                Require(shape, path, "type:string (RFC 3339)", IsInstant(json));
                break;
            case FieldType.Message:
                CheckMessage(shape, json, field.MessageType, path);
                break;
            case FieldType.Enum:
                CheckEnum(shape, json, field.EnumType, path);
                break;
            case FieldType.Bool:
                Require(shape, path, "type:boolean", json.ValueKind is JsonValueKind.True or JsonValueKind.False);
                break;
            case FieldType.Int32:
                Require(shape, path, "type:number", json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out _));
                break;
            case FieldType.Int64:
                Require(shape, path, "type:number", IsInt64(json));
                break;
            case FieldType.String:
                CheckString(shape, json, path);
                break;
            default:
                throw new InvalidOperationException($"The contract has no field of type {field.FieldType}; {field.FullName} needs a check here.");
        }
    }

    private static void CheckString(Shape shape, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            shape.Invalid(path, "type:string");
        }
        else if (TextOf(json) is null)
        {
            shape.Invalid(path, "text");
        }
    }

    // The names without the prefix that protobuf's style wants; the transcoder is set the same way.
    private static void CheckEnum(Shape shape, JsonElement json, EnumDescriptor values, string path)
    {
        var names = EnumNames.AllOf(values).ToArray();
        if (json.ValueKind != JsonValueKind.String || TextOf(json) is not { } name || !names.Contains(name, StringComparer.Ordinal))
        {
            shape.Invalid(path, Expectations.OneOf(names.Skip(1)));
        }
    }

    private static bool IsInstant(JsonElement json) => json.ValueKind == JsonValueKind.String && TextOf(json) is { } text && IsInstant(text);

    private static bool IsInt64(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.TryGetInt64(out _),
        JsonValueKind.String => TextOf(json) is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static void Require(Shape shape, string path, string expected, bool holds)
    {
        if (!holds)
        {
            shape.Invalid(path, expected);
        }
    }

    // A lone surrogate is correct JSON but no text: asking for it throws.
    private static string? TextOf(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static FieldDescriptor? FieldOf(MessageDescriptor message, string name) =>
        message.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name || field.Name == name);

    private static string Shown(string name) => name.Length <= 64 ? name : $"{name[..64]}…";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

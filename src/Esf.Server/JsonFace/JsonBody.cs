using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// <remarks>The transcoder reads an int32 from a number only: one that is sent as text, as protobuf's JSON allows, loses its quotes here.</remarks>
    public static IReadOnlyList<Violation> Check(Memory<byte> body, MessageDescriptor message, string path)
    {
        var shape = new Shape();
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            CheckMessage(shape, document.RootElement, message, path);
            foreach (var quoted in shape.Violations.Count == 0 ? QuotedIntegers(document.RootElement, message) : [])
            {
                Unquote(body.Span, JsonMarshal.GetRawUtf8Value(quoted));
            }
        }
        catch (JsonException e)
        {
            shape.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"json_at:{e.LineNumber + 1}.{e.BytePositionInLine + 1}"));
        }

        return shape.Violations;
    }

    private static IEnumerable<JsonElement> QuotedIntegers(JsonElement json, MessageDescriptor message) =>
        from member in json.EnumerateObject()
        where member.Value.ValueKind is not JsonValueKind.Null
        let field = FieldOf(message, member.Name)
        from value in field.IsRepeated ? member.Value.EnumerateArray().AsEnumerable() : [member.Value]
        from quoted in field.FieldType switch
        {
            FieldType.Int32 when value.ValueKind == JsonValueKind.String => [value],
            FieldType.Message when value.ValueKind == JsonValueKind.Object => QuotedIntegers(value, field.MessageType),
            _ => Enumerable.Empty<JsonElement>(),
        }
        select quoted;

    private static void Unquote(Span<byte> body, ReadOnlySpan<byte> quoted)
    {
        var start = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(body), ref MemoryMarshal.GetReference(quoted));
        body[start] = body[start + quoted.Length - 1] = (byte)' ';
    }

    private static void CheckMessage(Shape shape, JsonElement json, MessageDescriptor message, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            shape.Invalid(path, ExpectedObject(message));
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
            shape.Invalid(path, "json_list");
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
                Require(shape, path, "instant", IsInstant(json));
                break;
            case FieldType.Message:
                CheckMessage(shape, json, field.MessageType, path);
                break;
            case FieldType.Enum:
                CheckEnum(shape, json, field.EnumType, path);
                break;
            case FieldType.Bool:
                Require(shape, path, "boolean", json.ValueKind is JsonValueKind.True or JsonValueKind.False);
                break;
            case FieldType.Int32:
                Require(shape, path, "integer", IsInteger(json, int.MinValue, int.MaxValue));
                break;
            case FieldType.Int64:
                Require(shape, path, "integer", IsInteger(json, long.MinValue, long.MaxValue));
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
            shape.Invalid(path, "json_text");
        }
        else if (TextOf(json) is null)
        {
            shape.Invalid(path, "text");
        }
    }

    // The names without the prefix that protobuf's style wants, as the transcoder is set, or the number of a value.
    private static void CheckEnum(Shape shape, JsonElement json, EnumDescriptor values, string path)
    {
        var known = json.ValueKind switch
        {
            JsonValueKind.String => TextOf(json) is { } name && EnumNames.AllOf(values).Contains(name, StringComparer.Ordinal),
            JsonValueKind.Number => json.TryGetInt32(out var number) && values.FindValueByNumber(number) is not null,
            _ => false,
        };
        if (!known)
        {
            shape.Invalid(path, Expectations.OneOf(EnumNames.AllOf(values).Skip(1)));
        }
    }

    private static bool IsInstant(JsonElement json) => json.ValueKind == JsonValueKind.String && TextOf(json) is { } text && IsInstant(text);

    // Protobuf's JSON writes integers of either width as numbers or as text.
    private static bool IsInteger(JsonElement json, long min, long max) => json.ValueKind switch
    {
        JsonValueKind.Number => json.TryGetInt64(out var number) && number >= min && number <= max,
        JsonValueKind.String => TextOf(json) is { } text && IsInteger(text, min, max) && JsonMarshal.GetRawUtf8Value(json).Length == text.Length + 2,
        _ => false,
    };

    /// <summary>Whether a text is a whole number within bounds, as JSON writes numbers.</summary>
    internal static bool IsInteger(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
        && number.ToString(CultureInfo.InvariantCulture) == text;

    private static string ExpectedObject(MessageDescriptor message) =>
        message.FullName == Google.Type.Date.Descriptor.FullName ? "json_date"
        : message.FullName == Google.Type.Decimal.Descriptor.FullName ? "json_decimal"
        : "json_object";

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

using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Intake;
using Esf.Server.Mapping;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.JsonFace;

/// <summary>Compares a JSON body with the message it should be, and names every field that is not as the contract has it.</summary>
/// <remarks>
/// The transcoder stops at the first fault and names no field; a 1C integrator needs all of them, with their paths. Unknown fields are
/// refused, as the JSON form of protobuf asks: a misspelt name must not be dropped in silence. The body is walked token by token and nothing
/// is made of it, so that a list with a million items is refused without holding a million things.
/// </remarks>
internal sealed class JsonBody
{
    private static readonly ConcurrentDictionary<MessageDescriptor, Dictionary<string, FieldDescriptor>> Names = new();

    private readonly Shape _shape = new();
    private readonly ListBounds _lists = new(isItem: false);
    private readonly List<(string? Name, int Index)> _path = [];
    private readonly List<(long Start, int Length)> _quoted = [];

    private JsonBody(string path)
    {
        if (path.Length > 0)
        {
            _path.Add((path, 0));
        }
    }

    // Megabytes can hold millions of faults, and the answer would be a hundred times larger than the request.
    private bool IsEnough => _shape.Violations.Count >= Limits.ViolationsInBody;

    /// <summary>The violations of a body; empty when the transcoder will read it.</summary>
    /// <param name="body">The bytes, UTF-8 without a byte order mark.</param>
    /// <param name="message">The message that the body is.</param>
    /// <param name="path">Path of that message in the request; empty when the body is the request itself.</param>
    /// <remarks>The transcoder reads an int32 from a number only: one that is sent as text, as protobuf's JSON allows, loses its quotes here.</remarks>
    public static IReadOnlyList<Violation> Check(ReadOnlySequence<byte> body, MessageDescriptor message, string path)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        try
        {
            var walk = new JsonBody(path);
            reader.Read();
            walk.CheckMessage(ref reader, message, isInside: false);

            // Reading on finds what stands behind the body.
            reader.Read();
            IReadOnlyList<Violation> violations = [.. walk._shape.Violations, .. walk._lists.Violations()];
            if (violations.Count == 0)
            {
                walk.Unquote(body);
            }

            return violations;
        }
        catch (JsonException e)
        {
            // What is no JSON has no fields to be named.
            var shape = new Shape();
            shape.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"json_at:{e.LineNumber + 1}.{e.BytePositionInLine + 1}"));
            return shape.Violations;
        }
    }

    /// <summary>Whether a text is an instant of RFC 3339, with <c>Z</c> or an offset.</summary>
    internal static bool IsInstant(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
        && (text.EndsWith('Z') || text.AsSpan(time).IndexOfAny('+', '-') > 0)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    // Each check begins at the first token of a value and ends at its last one.
    private void CheckMessage(ref Utf8JsonReader json, MessageDescriptor message, bool isInside)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            Invalid(ExpectedObject(message));
            json.Skip();
            return;
        }

        var seen = 0UL;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(ref json);
            json.Read();
            if (IsEnough)
            {
                json.Skip();
            }
            else if (name is null)
            {
                Invalid("text");
                json.Skip();
            }
            else if (!NamesOf(message).TryGetValue(name, out var field))
            {
                InvalidAt(Shown(name), "known_field");
                json.Skip();
            }
            else if (seen == (seen |= 1UL << field.Index))
            {
                InvalidAt(field.Name, "once");
                json.Skip();
            }
            else if (json.TokenType != JsonTokenType.Null)
            {
                _path.Add((field.Name, 0));
                CheckField(ref json, field, isInside);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private void CheckField(ref Utf8JsonReader json, FieldDescriptor field, bool isInside)
    {
        if (!field.IsRepeated)
        {
            CheckValue(ref json, field, isInside);
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            Invalid("json_list");
            json.Skip();
            return;
        }

        var list = ListBounds.IndexOf(field);
        if (list >= 0 && _lists.IsNew(list))
        {
            _lists.Begin(list, isInside, Path());
        }

        for (var index = 1; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if ((list >= 0 && !_lists.Add(list)) || IsEnough)
            {
                json.Skip();
                continue;
            }

            _path.Add((null, index));
            CheckValue(ref json, field, isInside: true);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CheckValue(ref Utf8JsonReader json, FieldDescriptor field, bool isInside)
    {
        if (field.FieldType == FieldType.Message && field.MessageType.FullName != Timestamp.Descriptor.FullName)
        {
            CheckMessage(ref json, field.MessageType, isInside);
            return;
        }

        if ((IsTooLong(ref json) ? Expectations.Characters(0, Limits.JsonTextBytes) : ExpectedOf(ref json, field)) is { } expected)
        {
            Invalid(expected);
        }
        else if (field.FieldType == FieldType.Int32 && json.TokenType == JsonTokenType.String)
        {
            _quoted.Add((json.TokenStartIndex, (int)(json.BytesConsumed - json.TokenStartIndex)));
        }

        json.Skip();
    }

    private static bool IsTooLong(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String && (json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) > Limits.JsonTextBytes;

    // What the value should have been, or null when it can be read.
    private static string? ExpectedOf(ref Utf8JsonReader json, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => IsInstant(ref json) ? null : "instant",
        FieldType.Enum => IsValueOf(ref json, field.EnumType) ? null : Expectations.OneOf(EnumNames.AllOf(field.EnumType).Skip(1)),
        FieldType.Bool => json.TokenType is JsonTokenType.True or JsonTokenType.False ? null : "boolean",
        FieldType.Int32 => IsInteger(ref json, int.MinValue, int.MaxValue) ? null : "integer",
        FieldType.Int64 => IsInteger(ref json, long.MinValue, long.MaxValue) ? null : "integer",
        FieldType.String => json.TokenType != JsonTokenType.String ? "json_text" : IsText(ref json) ? null : "text",
        _ => throw new InvalidOperationException($"The contract has no field of type {field.FieldType}; {field.FullName} needs a check here."),
    };

    // The names without the prefix that protobuf's style wants, as the transcoder is set, or the number of a value.
    private static bool IsValueOf(ref Utf8JsonReader json, EnumDescriptor values) => json.TokenType switch
    {
        JsonTokenType.String => TextOf(ref json) is { } name && EnumNames.AllOf(values).Contains(name, StringComparer.Ordinal),
        JsonTokenType.Number => json.TryGetInt32(out var number) && values.FindValueByNumber(number) is not null,
        _ => false,
    };

    private static string ExpectedObject(MessageDescriptor message) =>
        message.FullName == Google.Type.Date.Descriptor.FullName ? "json_date"
        : message.FullName == Google.Type.Decimal.Descriptor.FullName ? "json_decimal"
        : "json_object";

    private static bool IsInstant(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String && TextOf(ref json) is { } text && IsInstant(text);

    // Protobuf's JSON writes integers of either width as numbers or as text.
    private static bool IsInteger(ref Utf8JsonReader json, long min, long max) => json.TokenType switch
    {
        JsonTokenType.Number => json.TryGetInt64(out var number) && number >= min && number <= max,
        JsonTokenType.String => !json.ValueIsEscaped && TextOf(ref json) is { } text && IsInteger(text, min, max),
        _ => false,
    };

    /// <summary>Whether a text is a whole number within bounds, as JSON writes numbers.</summary>
    internal static bool IsInteger(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
        && number.ToString(CultureInfo.InvariantCulture) == text;

    private void Unquote(ReadOnlySequence<byte> body)
    {
        foreach (var (start, length) in _quoted)
        {
            WriteSpace(body, start);
            WriteSpace(body, start + length - 1);
        }
    }

    private static void WriteSpace(ReadOnlySequence<byte> body, long index) =>
        MemoryMarshal.AsMemory(body.Slice(index, 1).First).Span[0] = (byte)' ';

    // Most texts are plain UTF-8 in one piece; those need not be made to be checked.
    private static bool IsText(ref Utf8JsonReader json) =>
        json is { ValueIsEscaped: false, HasValueSequence: false } ? System.Text.Unicode.Utf8.IsValid(json.ValueSpan) : TextOf(ref json) is not null;

    // A lone surrogate is correct JSON but no text: asking for it throws.
    private static string? TextOf(ref Utf8JsonReader json)
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

    private static Dictionary<string, FieldDescriptor> NamesOf(MessageDescriptor message) => Names.GetOrAdd(message, static type =>
    {
        var names = new Dictionary<string, FieldDescriptor>(StringComparer.Ordinal);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            names[field.JsonName] = field;
            names[field.Name] = field;
        }

        return names;
    });

    private static string Shown(string name) => name.Length <= 64 ? name : $"{name[..64]}…";

    private void Invalid(string expected) => _shape.Invalid(Path(), expected);

    private void InvalidAt(string name, string expected)
    {
        _path.Add((name, 0));
        Invalid(expected);
        _path.RemoveAt(_path.Count - 1);
    }

    private string Path()
    {
        var path = new System.Text.StringBuilder();
        foreach (var (name, index) in _path)
        {
            _ = name is null ? path.Append(CultureInfo.InvariantCulture, $"[{index}]") : path.Append(path.Length == 0 ? "" : ".").Append(name);
        }

        return path.ToString();
    }
}

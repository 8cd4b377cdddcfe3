using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Esf.Cli.Input;

/// <summary>
/// Proto JSON as the JSON face writes it: enum values without the prefix that protobuf asks for (<c>BANK_PAYMENT</c>, not
/// <c>VAT_PAYMENT_KIND_BANK_PAYMENT</c>). Goes through a document along its descriptor and renames the values, in either direction.
/// </summary>
/// <remarks>
/// On the way in it also finds unknown fields and wrong types, because Google.Protobuf's parser does not say where they stand.
/// </remarks>
internal sealed class ContractJson
{
    private const string ZeroValueSuffix = "UNSPECIFIED";

    private static readonly JsonFormatter Brief = new(JsonFormatter.Settings.Default);
    private static readonly JsonFormatter Full = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    // Output goes to terminals and files, never into HTML: Cyrillic stays readable.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonItem _item;
    private readonly Func<EnumDescriptor, string, string?> _rename;
    private readonly Utf8JsonWriter _writer;

    private ContractJson(JsonItem item, Func<EnumDescriptor, string, string?> rename, Utf8JsonWriter writer)
    {
        _item = item;
        _rename = rename;
        _writer = writer;
    }

    /// <summary>The object with full enum names, as Google.Protobuf's parser reads it. Short and full names are understood.</summary>
    public static string ToFullNames(JsonItem item, MessageDescriptor descriptor) => Rewrite(item, descriptor, FullName);

    /// <summary>An answer on one line, with short enum names; default values are shown, so that a script finds its zeros.</summary>
    public static string Write(IMessage answer) => Write(answer, Full);

    /// <summary>A request on one line, with short enum names; only what was set.</summary>
    public static string WriteRequest(IMessage request) => Write(request, Brief);

    private static string Write(IMessage message, JsonFormatter formatter)
    {
        var json = Encoding.UTF8.GetBytes(formatter.Format(message));
        return Rewrite(new JsonItem("message", json, 0, json.Length), message.Descriptor, ShortName);
    }

    /// <summary>The name of an enum value without its prefix.</summary>
    public static string ShortName(EnumDescriptor type, string name) =>
        name.StartsWith(Prefix(type), StringComparison.Ordinal) ? name[Prefix(type).Length..] : name;

    /// <summary>The full name for a short or a full one; null when the type has no such value.</summary>
    public static string? FullName(EnumDescriptor type, string name) =>
        (type.FindValueByName(name) ?? type.FindValueByName(Prefix(type) + name))?.Name;

    private static string Prefix(EnumDescriptor type)
    {
        var zero = type.Values[0].Name;
        return zero.EndsWith(ZeroValueSuffix, StringComparison.Ordinal) ? zero[..^ZeroValueSuffix.Length] : "";
    }

    private static string Rewrite(JsonItem item, MessageDescriptor descriptor, Func<EnumDescriptor, string, string?> rename)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            var reader = new Utf8JsonReader(item.Bytes);
            reader.Read();
            new ContractJson(item, rename, writer).Message(ref reader, descriptor);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Message(ref Utf8JsonReader reader, MessageDescriptor type)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        _writer.WriteStartObject();
        var seen = new HashSet<int>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader);
            var field = type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name || field.Name == name)
                ?? throw Fail(ref reader, $"'{name}' is no field of {type.Name}");
            if (!seen.Add(field.FieldNumber))
            {
                throw Fail(ref reader, $"'{name}' is given twice");
            }

            _writer.WritePropertyName(field.JsonName);
            reader.Read();
            Value(ref reader, field);
        }

        _writer.WriteEndObject();
    }

    private void Value(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        if (reader.TokenType == JsonTokenType.Null || field.IsMap)
        {
            Copy(ref reader);
        }
        else if (field.IsRepeated)
        {
            Expect(ref reader, JsonTokenType.StartArray, "an array");
            _writer.WriteStartArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                One(ref reader, field);
            }

            _writer.WriteEndArray();
        }
        else
        {
            One(ref reader, field);
        }
    }

    private void One(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        switch (field.FieldType)
        {
            // google.protobuf's own messages have JSON forms of their own (a Timestamp is a string).
            case FieldType.Message when field.MessageType.File.Package != "google.protobuf":
                Message(ref reader, field.MessageType);
                break;
            case FieldType.Enum when reader.TokenType == JsonTokenType.String:
                _writer.WriteStringValue(EnumValue(ref reader, field.EnumType));
                break;
            case FieldType.Message when reader.TokenType == JsonTokenType.String:
                _writer.WriteStringValue(Text(ref reader));
                break;
            case FieldType.String:
                Expect(ref reader, JsonTokenType.String, "a text in quotes");
                _writer.WriteStringValue(Text(ref reader));
                break;
            case FieldType.Bool when reader.TokenType is not (JsonTokenType.True or JsonTokenType.False):
                throw Fail(ref reader, "true or false is expected here");
            case FieldType.Int32 or FieldType.Int64 or FieldType.Enum
                when reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String):
                throw Fail(ref reader, "a number is expected here");
            default:
                Copy(ref reader);
                break;
        }
    }

    private string EnumValue(ref Utf8JsonReader reader, EnumDescriptor type)
    {
        var name = Text(ref reader);
        if (_rename(type, name) is { } known)
        {
            return known;
        }

        var names = type.Values.Skip(1).Select(value => ShortName(type, value.Name));
        throw Fail(ref reader, $"'{name}' is not one of {string.Join(", ", names)}");
    }

    private void Copy(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        value.WriteTo(_writer);
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Fail(ref reader, $"{what} is expected here");
        }
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Fail(ref reader, "the text is not valid Unicode; the file must be UTF-8");
        }
    }

    private InputException Fail(ref Utf8JsonReader reader, string what) =>
        new($"{JsonItem.Place(_item.Source, _item.File, _item.Start + (int)reader.TokenStartIndex)}: {what}.");
}

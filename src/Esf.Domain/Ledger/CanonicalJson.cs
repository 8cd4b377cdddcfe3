using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Esf.Domain.Ledger;

/// <summary>Canonical JSON by RFC 8785: one value has one sequence of bytes, so a hash of it can be repeated by anybody.</summary>
/// <remarks>
/// Objects, arrays, strings, booleans, null and integers of at most 53 bits. Other numbers are refused: amounts are strings here, since
/// the number form of RFC 8785 is a binary double.
/// </remarks>
public static class CanonicalJson
{
    private const long MaxSafeInteger = (1L << 53) - 1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="ArgumentException">It holds a number that is not an integer of 53 bits, or a lone surrogate.</exception>
    public static byte[] Bytes(JsonNode? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return StrictUtf8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                AppendObject(text, members);
                break;
            case JsonArray items:
                AppendArray(text, items);
                break;
            default:
                AppendScalar(text, value.AsValue());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonObject members)
    {
        text.Append('{');
        var first = true;

        // RFC 8785, 3.2.3: by UTF-16 code units, which is what ordinal comparison of .NET strings is.
        foreach (var (name, member) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            AppendString(text, name);
            text.Append(':');
            Append(text, member);
        }

        text.Append('}');
    }

    private static void AppendArray(StringBuilder text, JsonArray items)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            Append(text, items[i]);
        }

        text.Append(']');
    }

    private static void AppendScalar(StringBuilder text, JsonValue value)
    {
        if (value.TryGetValue<string>(out var characters))
        {
            AppendString(text, characters);
        }
        else if (value.TryGetValue<bool>(out var truth))
        {
            text.Append(truth ? "true" : "false");
        }
        else if (TryGetInteger(value, out var number) && number is >= -MaxSafeInteger and <= MaxSafeInteger)
        {
            text.Append(number.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            throw new ArgumentException($"{value.ToJsonString()} has no canonical form here: write it as a string.", nameof(value));
        }
    }

    private static bool TryGetInteger(JsonValue value, out long number)
    {
        if (value.TryGetValue(out number))
        {
            return true;
        }

        var isInt = value.TryGetValue<int>(out var small);
        number = small;
        return isInt;
    }

    // RFC 8785, 3.2.2.2: the two-character escapes where JSON has them, \u00xx for the other control characters, all else as it is.
    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}

using System.Text;
using System.Text.Json;

namespace Esf.Cli.Input;

/// <summary>One JSON object of a file: a document of its own, an element of an array, or a line of JSON Lines.</summary>
/// <param name="Source">Name of the file; <c>stdin</c> for standard input.</param>
/// <param name="File">The whole file, UTF-8.</param>
/// <param name="Start">Where the object starts, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
internal sealed record JsonItem(string Source, byte[] File, int Start, int Length)
{
    public ReadOnlySpan<byte> Bytes => File.AsSpan(Start, Length);

    /// <summary>Where it starts: <c>payments.json:3:1</c>.</summary>
    public string Where => Place(Source, File, Start);

    /// <summary>True when the object itself (not one inside it) has a property of one of these names.</summary>
    public bool HasAny(params ReadOnlySpan<string> names)
    {
        var reader = new Utf8JsonReader(Bytes);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            foreach (var name in names)
            {
                if (reader.ValueTextEquals(name))
                {
                    return true;
                }
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>File, line and column as editors count them: from 1, columns in characters.</summary>
    public static string Place(string source, byte[] file, int offset)
    {
        var before = file.AsSpan(0, Math.Min(offset, file.Length));
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"{source}:{line}:{column}";
    }
}

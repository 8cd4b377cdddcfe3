using System.Text.Json;
using Google.Protobuf;

namespace Esf.Cli.Input;

/// <summary>Reads messages of the contract out of JSON files; what is wrong is told with file, line and column.</summary>
/// <remarks>A file holds one object, an array of objects, or one object after another (JSON Lines).</remarks>
internal sealed class DocumentReader(CliHost host)
{
    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = "-";

    // 100,000 invoices of ordinary size; more belongs into several runs.
    private const int MaxFileBytes = 256 * 1024 * 1024;

    private static readonly JsonReaderOptions ManyValues = new() { AllowMultipleValues = true };

    /// <summary>All objects of all files, in order.</summary>
    public async Task<IReadOnlyList<JsonItem>> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.Count(file => file == StandardInput) > 1)
        {
            throw new InputException("Standard input can be read only once.");
        }

        var items = new List<JsonItem>();
        foreach (var file in files)
        {
            var source = file == StandardInput ? "stdin" : file;
            var found = Split(source, await BytesAsync(file, source, cancellationToken));
            items.AddRange(found.Count > 0 ? found : throw new InputException($"{source}: there is nothing in it."));
        }

        return items;
    }

    /// <summary>The one object of a file.</summary>
    public async Task<JsonItem> ReadOneAsync(string file, CancellationToken cancellationToken) =>
        await ReadAsync([file], cancellationToken) is [var only]
            ? only
            : throw new InputException($"{file}: exactly one object is expected.");

    /// <summary>The message that an object says.</summary>
    public static T Parse<T>(JsonItem item)
        where T : IMessage<T>, new()
    {
        var json = ContractJson.ToFullNames(item, new T().Descriptor);
        try
        {
            return JsonParser.Default.Parse<T>(json);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new InputException($"{item.Where}: {failure.Message}");
        }
    }

    private async Task<byte[]> BytesAsync(string file, string source, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file == StandardInput ? host.In : File.OpenRead(Path.Combine(host.WorkingDirectory, file));
            using var content = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (content.Length + read > MaxFileBytes)
                {
                    throw new InputException($"{source}: longer than {MaxFileBytes / (1024 * 1024)} MiB; split it.");
                }

                content.Write(buffer, 0, read);
            }

            // A byte order mark is no JSON, but editors on Windows write it.
            var bytes = content.ToArray();
            return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{source}: cannot be read: {failure.Message}");
        }
    }

    private static List<JsonItem> Split(string source, byte[] file)
    {
        var items = new List<JsonItem>();
        var reader = new Utf8JsonReader(file, ManyValues);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        var start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        items.Add(new JsonItem(source, file, start, (int)reader.BytesConsumed - start));
                        break;
                    case JsonTokenType.StartArray when reader.CurrentDepth == 0:
                    case JsonTokenType.EndArray:
                        break;
                    default:
                        var place = JsonItem.Place(source, file, (int)reader.TokenStartIndex);
                        throw new InputException($"{place}: an object is expected here.");
                }
            }
        }
        catch (JsonException failure)
        {
            throw new InputException($"{JsonItem.Place(source, file, OffsetOf(failure, file))}: not JSON: {Shorten(failure.Message)}");
        }

        return items;
    }

    private static int OffsetOf(JsonException failure, byte[] file)
    {
        var offset = 0;
        for (var line = 0L; line < (failure.LineNumber ?? 0); line++)
        {
            offset += file.AsSpan(offset).IndexOf((byte)'\n') + 1;
        }

        return offset + (int)(failure.BytePositionInLine ?? 0);
    }

    // System.Text.Json adds advice to programmers, and the position once more, counted from 0.
    private static string Shorten(string message) =>
        message.Split(" LineNumber:", 2)[0].Replace(" Change the reader options.", "", StringComparison.Ordinal);
}

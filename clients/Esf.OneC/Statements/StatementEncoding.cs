using System.Text;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>In what a statement is really written: the encoding in which its keys can be read.</summary>
/// <remarks>
/// The line Кодировка cannot be trusted, and cannot even be read before the encoding is known. The keys are known words, so only one
/// encoding makes them readable; what the line says is then compared with it.
/// </remarks>
/// <param name="Name">As people call it: UTF-8, windows-1251, cp866.</param>
/// <param name="Encoding">It throws at bytes that it does not have.</param>
/// <param name="Preamble">Bytes of the byte order mark.</param>
internal sealed record StatementEncoding(string Name, Encoding Encoding, int Preamble)
{
    // The header stands far before this.
    private const int Head = 16 * 1024;

    private static readonly string[] KnownKeys = ["ВЕРСИЯФОРМАТА", "КОДИРОВКА", "СЕКЦИЯДОКУМЕНТ", "СЕКЦИЯРАСЧСЧЕТ"];

    static StatementEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of the bytes. Throws BadFileException when there is none, or when the file declares another.</summary>
    public static StatementEncoding Of(ReadOnlySpan<byte> file, bool lenient)
    {
        var preamble = file.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var head = file[preamble..Math.Min(file.Length, Head)];
        foreach (var candidate in Candidates(preamble))
        {
            if (Decode(candidate.Encoding, head) is { } text && KnownKeys.Any(key => text.Contains(key, StringComparison.OrdinalIgnoreCase)))
            {
                return lenient || Declared(text) is not { } declared || Aliases(declared) == candidate.Name
                    ? candidate
                    : throw BadFileException.Of(Reasons.EncodingMisdeclared, ("declared", declared), ("actual", candidate.Name));
            }
        }

        throw BadFileException.Of(Reasons.EncodingUnknown);
    }

    private static IEnumerable<StatementEncoding> Candidates(int preamble)
    {
        yield return new("UTF-8", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), preamble);
        if (preamble == 0)
        {
            yield return new("windows-1251", Strict("windows-1251"), 0);
            yield return new("cp866", Strict("cp866"), 0);
        }
    }

    private static Encoding Strict(string name) => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    // Null: the bytes are not of this encoding. A character that the head cuts in two is no fault.
    private static string? Decode(Encoding encoding, ReadOnlySpan<byte> head)
    {
        try
        {
            var characters = new char[encoding.GetMaxCharCount(head.Length)];
            return new string(characters, 0, encoding.GetDecoder().GetChars(head, characters, flush: false));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Declared(string head)
    {
        foreach (var line in head.EnumerateLines())
        {
            if (line.StartsWith("Кодировка=", StringComparison.OrdinalIgnoreCase))
            {
                return line["Кодировка=".Length..].Trim().ToString() is { Length: > 0 } declared ? declared : null;
            }
        }

        return null;
    }

    /// <summary>The encoding that a line Кодировка means; null when it is not known.</summary>
    public static string? Aliases(string declared) => declared.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "UTF8" => "UTF-8",
        "WINDOWS" or "WIN" or "ANSI" or "WINDOWS1251" or "CP1251" or "1251" => "windows-1251",
        "DOS" or "OEM" or "CP866" or "IBM866" or "866" => "cp866",
        _ => null,
    };
}

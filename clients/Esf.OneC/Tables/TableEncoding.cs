using System.Text;

namespace Esf.OneC.Tables;

/// <summary>The encoding of a text file, with the name that people know it by.</summary>
/// <param name="Name">UTF-8, UTF-16, windows-1251, cp866 or x-mac-cyrillic.</param>
/// <param name="Encoding">The encoding.</param>
/// <param name="HasKazakh">Whether Қ and its like can be written in it.</param>
internal sealed record TableEncoding(string Name, Encoding Encoding, bool HasKazakh)
{
    private const int BufferBytes = 1 << 16;

    private static readonly TableEncoding Utf8 = new("UTF-8", Encoding.UTF8, HasKazakh: true);
    private static readonly TableEncoding Utf16 = new("UTF-16", Encoding.Unicode, HasKazakh: true);
    private static readonly TableEncoding Utf16BigEndian = new("UTF-16", Encoding.BigEndianUnicode, HasKazakh: true);

    static TableEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encodings that the file may have, the likeliest first; the file is left at its beginning.</summary>
    /// <remarks>
    /// A byte order mark decides; then UTF-16, in which every second byte of plain text is zero or four; then UTF-8, when the file is UTF-8 all
    /// through: Cyrillic text of a code page never is by chance. Between code pages only the words in the file can decide.
    /// </remarks>
    public static IReadOnlyList<TableEncoding> Candidates(Stream file)
    {
        var start = new byte[BufferBytes];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var marked = Marked(start.AsSpan(0, length)) ?? Unmarked(start.AsSpan(0, length));
        if (marked is not null)
        {
            return [marked];
        }

        var isUtf8 = IsUtf8(file);
        file.Position = 0;
        return isUtf8 ? [Utf8] : [CodePage("windows-1251", 1251), CodePage("cp866", 866), CodePage("x-mac-cyrillic", 10007)];
    }

    private static TableEncoding CodePage(string name, int page) => new(name, Encoding.GetEncoding(page), HasKazakh: false);

    private static TableEncoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Utf8,
        [0xFF, 0xFE, ..] => Utf16,
        [0xFE, 0xFF, ..] => Utf16BigEndian,
        _ => null,
    };

    private static TableEncoding? Unmarked(ReadOnlySpan<byte> start)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < start.Length; i += 2)
        {
            even += start[i] is 0 or 4 ? 1 : 0;
            odd += start[i + 1] is 0 or 4 ? 1 : 0;
        }

        // No text of one byte per character holds a zero byte at all.
        return start.Contains((byte)0) && start.Length >= 4
            ? odd > start.Length / 3 ? Utf16 : even > start.Length / 3 ? Utf16BigEndian : null
            : null;
    }

    private static bool IsUtf8(Stream file)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var buffer = new byte[BufferBytes];
        var characters = new char[BufferBytes + 1];
        try
        {
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                decoder.GetChars(buffer.AsSpan(0, read), characters, flush: false);
            }

            decoder.GetChars([], characters, flush: true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

using System.Text;

namespace Esf.Cli.Input.Declarations;

/// <summary>Which encoding a text file has: what its byte order mark says, else UTF-8 when it is UTF-8 all through, else windows-1251.</summary>
/// <remarks>Russian or Kazakh text in windows-1251 is never valid UTF-8 by chance: its letters are bytes that UTF-8 allows only in sequences.</remarks>
internal static class TextEncoding
{
    private const int Windows1251 = 1251;
    private const int BufferBytes = 1 << 16;

    /// <summary>Finds the encoding and leaves the file at its beginning.</summary>
    public static async Task<Encoding> DetectAsync(Stream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var characters = new char[BufferBytes + 1];
        Encoding? marked = null;
        try
        {
            var first = true;
            for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0; first = false)
            {
                marked = first ? Marked(buffer.AsSpan(0, read)) : null;
                if (marked is not null)
                {
                    return marked;
                }

                decoder.GetChars(buffer.AsSpan(0, read), characters, flush: false);
            }

            decoder.GetChars([], characters, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(Windows1251)!;
        }
        finally
        {
            file.Position = 0;
        }
    }

    private static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };
}

using System.Buffers;
using System.Globalization;
using System.Text;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>Reads a bank statement <c>1CClientBankExchange</c>, document by document; memory does not grow with the file.</summary>
/// <remarks>
/// The form of the lines is checked, and that the file ends as it must: a statement that was cut off is told as such, because a payment
/// that is missing in it would be missed in silence. What the documents mean is judged by <see cref="VatPaymentPicker"/>.
/// </remarks>
internal sealed class StatementReader
{
    private const string Title = "1CClientBankExchange";
    private const int MaxKey = 60;

    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(" \t.,;:");

    private readonly TextReader _lines;
    private readonly string _encoding;
    private StatementDocument? _document;
    private string _key = "";
    private int _line;

    private StatementReader(TextReader lines, string encoding)
    {
        _lines = lines;
        _encoding = encoding;
    }

    /// <summary>True when the bytes begin as a statement does, in whatever encoding.</summary>
    public static bool IsStatement(ReadOnlySpan<byte> file)
    {
        var start = file.StartsWith(Encoding.UTF8.Preamble) ? file[Encoding.UTF8.Preamble.Length..] : file;
        start = start.TrimStart(" \t\r\n"u8);
        return start.Length >= Title.Length && Ascii.EqualsIgnoreCase(start[..Title.Length], Title);
    }

    /// <summary>The documents of a statement, in their order. Throws BadFileException while reading, at the latest at the end.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="lenient">True to believe the bytes when the file declares another encoding.</param>
    public static IEnumerable<StatementDocument> Read(byte[] file, bool lenient = false)
    {
        var encoding = StatementEncoding.Of(file, lenient);
        using var stream = new MemoryStream(file, encoding.Preamble, file.Length - encoding.Preamble, writable: false);
        using var lines = new StreamReader(stream, encoding.Encoding, detectEncodingFromByteOrderMarks: false);
        foreach (var document in new StatementReader(lines, encoding.Name).Documents())
        {
            yield return document;
        }
    }

    private IEnumerable<StatementDocument> Documents()
    {
        var count = 0;
        while (Next() is { } line)
        {
            var (key, value) = Split(line);
            switch (StatementDocument.Normal(key))
            {
                case "СЕКЦИЯДОКУМЕНТ" when value is not null:
                    _document = _document is null ? new StatementDocument(_line) : throw Misplaced(line);
                    _key = "";
                    Bound(++count, Bounds.StatementDocuments, "СекцияДокумент");
                    break;
                case "КОНЕЦДОКУМЕНТА" when value is null:
                    yield return _document ?? throw Misplaced(line);
                    _document = null;
                    break;
                case "КОНЕЦФАЙЛА" when value is null:
                    if (_document is not null)
                    {
                        throw Misplaced(line);
                    }

                    yield break;
                case "СЕКЦИЯРАСЧСЧЕТ" when value is null && _document is not null:
                    throw Misplaced(line);
                default:
                    Take(line, key, value);
                    break;
            }
        }

        throw BadFileException.Of(Reasons.StatementIncomplete, ("line", Text(_line)));
    }

    private void Take(string line, string key, string? value)
    {
        if (_document is null || line.Length == 0)
        {
            // The header and the accounts say nothing that a payment needs.
            return;
        }

        if (value is not null)
        {
            _key = StatementDocument.Normal(key);
            Bound(value.Length, Bounds.StatementValue, key);
            _document.Add(_key, value);
        }
        else if (_key.Length > 0)
        {
            // Banks break long purposes over lines.
            Bound(_document.Continue(_key, line), Bounds.StatementValue, _key);
        }
        else
        {
            throw Misplaced(line);
        }
    }

    private string? Next()
    {
        try
        {
            _line++;
            return _lines.ReadLine()?.Trim(' ', '\t', '\u001A', '\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw BadFileException.Of(Reasons.EncodingBroken, ("line", Text(_line)), ("actual", _encoding));
        }
    }

    // A purpose may hold an equals sign on its second line; a key has no spaces and few characters.
    private static (string Key, string? Value) Split(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at is > 0 and <= MaxKey && line.AsSpan(0, at).IndexOfAny(NotInKeys) < 0
            ? (line[..at], line[(at + 1)..].Trim())
            : (line.Length <= MaxKey ? line : "", null);
    }

    private void Bound(int actual, int limit, string what)
    {
        if (actual > limit)
        {
            throw BadFileException.Of(Reasons.StatementBoundExceeded, ("line", Text(_line)), ("limit", $"{what}: {Text(limit)}"));
        }
    }

    private BadFileException Misplaced(string found) =>
        BadFileException.Of(Reasons.StatementMalformed, ("line", Text(_line)), ("found", found));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

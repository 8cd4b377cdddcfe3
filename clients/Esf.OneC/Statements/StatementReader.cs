using System.Buffers;
using System.Globalization;
using System.Text;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>Reads a bank statement <c>1CClientBankExchange</c>, document by document; memory does not grow with the file.</summary>
/// <remarks>
/// <para>
/// The frame must be sound, because a payment that is missing in a file that was cut off would be missed in silence: every document and
/// section that begins must end, the file ends with КонецФайла, and behind it stands nothing or a whole further statement with its own
/// title. What is unusual inside of a sound frame (a section in a document, a line that is no key, a value beyond all bounds) costs only
/// its document, which carries the fault.
/// </para>
/// <para>What the documents mean is judged by <see cref="VatPaymentPicker"/>.</para>
/// </remarks>
internal sealed class StatementReader
{
    private const string Title = "1CClientBankExchange";
    private const string Opening = "СЕКЦИЯ";
    private const string Closing = "КОНЕЦ";
    private const string Document = "ДОКУМЕНТ";
    private const int MaxKey = 60;

    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(" \t.,;:");

    private readonly TextReader _lines;
    private readonly string _encoding;
    private readonly bool _lenient;

    // Sections of the document at hand that have not ended, the document itself not counted.
    private readonly Stack<string> _inner = new();
    private StatementDocument? _document;
    private string _key = "";
    private int _line;
    private int _count;

    private StatementReader(TextReader lines, string encoding, bool lenient)
    {
        _lines = lines;
        _encoding = encoding;
        _lenient = lenient;
    }

    /// <summary>True when the bytes begin as a statement does, in whatever encoding.</summary>
    public static bool IsStatement(ReadOnlySpan<byte> file)
    {
        var start = file.StartsWith(Encoding.UTF8.Preamble) ? file[Encoding.UTF8.Preamble.Length..] : file;
        start = start.TrimStart(" \t\r\n"u8);
        return start.Length >= Title.Length && Ascii.EqualsIgnoreCase(start[..Title.Length], Title);
    }

    /// <summary>The documents of a file, in their order. Throws BadFileException while reading, at the latest at the end.</summary>
    /// <param name="file">The bytes; one statement or several, one behind the other.</param>
    /// <param name="lenient">True to believe the bytes when the file declares another encoding.</param>
    public static IEnumerable<StatementDocument> Read(byte[] file, bool lenient = false)
    {
        var encoding = StatementEncoding.Of(file, lenient);
        using var stream = new MemoryStream(file, encoding.Preamble, file.Length - encoding.Preamble, writable: false);
        using var lines = new StreamReader(stream, encoding.Encoding, detectEncodingFromByteOrderMarks: false);
        foreach (var document in new StatementReader(lines, encoding.Name, lenient).Statements())
        {
            yield return document;
        }
    }

    private IEnumerable<StatementDocument> Statements()
    {
        while (NextTitle())
        {
            foreach (var document in Documents())
            {
                yield return document;
            }
        }
    }

    // Between two statements nothing counts but the title of the next.
    private bool NextTitle()
    {
        while (Next() is { } line)
        {
            if (IsTitle(line))
            {
                return true;
            }

            if (line.Length > 0)
            {
                throw BadFileException.Of(Reasons.StatementTextBehindEnd, ("line", Text(_line)), ("found", line));
            }
        }

        return false;
    }

    private IEnumerable<StatementDocument> Documents()
    {
        while (Next() is { } line)
        {
            var (key, value) = Split(line);
            var name = StatementDocument.Normal(key);
            if (IsTitle(line))
            {
                // A second beginning without the end of the first.
                throw BadFileException.Of(Reasons.StatementIncomplete, ("line", Text(_line)));
            }

            if (_document is null ? Begins(name, value) : IsOfFrame(name, value, line))
            {
                continue;
            }

            if (Ends(name, value, "ФАЙЛА"))
            {
                if (_document is not null)
                {
                    throw Misplaced(line);
                }

                yield break;
            }

            if (Ends(name, value, "ДОКУМЕНТА"))
            {
                yield return _document ?? throw Misplaced(line);
                _document = null;
                continue;
            }

            Take(line, key, value);
        }

        throw BadFileException.Of(Reasons.StatementIncomplete, ("line", Text(_line)));
    }

    // Outside of documents only their beginning matters, and that the encoding is the one in which the file is read.
    private bool Begins(string name, string? value)
    {
        if (name == "КОДИРОВКА" && value is { Length: > 0 } && !_lenient && StatementEncoding.Aliases(value) != _encoding)
        {
            throw BadFileException.Of(Reasons.EncodingMisdeclared, ("declared", value), ("actual", _encoding));
        }

        if (name != Opening + Document || value is null)
        {
            return false;
        }

        (_document, _key) = (new StatementDocument(_line), "");
        Bound(++_count, Bounds.StatementDocuments, "СекцияДокумент");
        return true;
    }

    // A section in a document: what its keys belong to nobody can know, so the document is told and its end is found.
    private bool IsOfFrame(string name, string? value, string line)
    {
        if (name.StartsWith(Opening, StringComparison.Ordinal) && name.Length > Opening.Length)
        {
            _inner.Push(name[Opening.Length..]);
            _document!.Spoil(_line, line);
            return true;
        }

        if (_inner.Count == 0 || !name.StartsWith(Closing, StringComparison.Ordinal) || value is { Length: > 0 } || name == Closing + "ФАЙЛА")
        {
            return false;
        }

        // СекцияДокумент ends with КонецДокумента, СекцияРасчСчет with КонецРасчСчет.
        if (!name[Closing.Length..].StartsWith(_inner.Pop(), StringComparison.Ordinal))
        {
            throw Misplaced(line);
        }

        return true;
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
            if (value.Length > Bounds.StatementValue)
            {
                _document.Spoil(_line, $"{key} > {Text(Bounds.StatementValue)}");
                return;
            }

            _document.Add(_key, value);
        }
        else if (_key.Length == 0 || !_document.Continue(_key, line, Bounds.StatementValue))
        {
            // Banks break long purposes over lines; this is a line that continues nothing, or too much.
            _document.Spoil(_line, line);
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

    // Some programs write the format's version behind the title.
    private static bool IsTitle(string line) => line.StartsWith(Title, StringComparison.OrdinalIgnoreCase)
        && (line.Length == Title.Length || line[Title.Length] == '=');

    // Some programs write an equals sign behind every key, also where there is no value.
    private static bool Ends(string name, string? value, string what) =>
        name.Length == Closing.Length + what.Length
        && name.StartsWith(Closing, StringComparison.Ordinal)
        && name.EndsWith(what, StringComparison.Ordinal)
        && value is null or "";

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

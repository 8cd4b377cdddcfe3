using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>The four folders of the exchange, and every change that is made in them.</summary>
/// <remarks>Each change is one step that is whole or not done; <paramref name="step"/> is told before each, so that a test can stop there.</remarks>
/// <param name="root">The exchange folder.</param>
/// <param name="step">Told the name of each step before it is done; null when nobody asks.</param>
internal sealed class ExchangeFolder(string root, Action<string>? step = null)
{
    private const string ResultJson = ".result.json";
    private const string ResultXml = ".result.xml";
    private const string WaitingJson = ".waiting.json";
    private const string EventJson = ".event.json";
    private const string State = ".esf-1c";

    // Most file systems allow 255 bytes; suffixes and the mark of a file in the making come on top.
    private const int MaxNameBytes = 200;

    private readonly string _in = Path.Combine(root, "in");
    private readonly string _done = Path.Combine(root, "done");
    private readonly string _failed = Path.Combine(root, "failed");
    private readonly string _out = Path.Combine(root, "out");
    private readonly string _state = Path.Combine(root, State);

    public string JournalFile => Path.Combine(_state, "journal.db");

    public string MappingFile => Path.Combine(root, Matching.PaymentMapping.FileName);

    public string DecisionsFile => Path.Combine(root, Statements.PaymentDecisions.FileName);

    private string TokenFile => Path.Combine(_state, "feed.token");

    /// <summary>Makes the folders and shows that they can be written. Throws IOException or UnauthorizedAccessException when not.</summary>
    /// <remarks>Nothing is sent before: an invoice whose result nobody could be told would be issued blindly.</remarks>
    public void Prepare()
    {
        step?.Invoke("prepare");
        foreach (var folder in new[] { _in, _done, _failed, _out, _state })
        {
            Directory.CreateDirectory(folder);
            DurableFile.Clean(folder);
            var probe = Path.Combine(folder, DurableFile.Prefix + "probe.tmp");
            File.WriteAllBytes(probe, "probe"u8);
            File.Delete(probe);
        }
    }

    /// <summary>Files of in/ that are meant for us, the oldest first. Hidden ones, those in the making and what programs leave are not.</summary>
    public IReadOnlyList<(string Name, FileStamp Stamp)> List() =>
        [.. new DirectoryInfo(_in).EnumerateFiles()
            .Where(file => IsMeant(file.Name) && file.LinkTarget is null)
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.Name, StampOf(file)))];

    /// <summary>Reads a file whole, while nobody else can have it open. Throws IOException when it is held or has changed.</summary>
    public DroppedFile Read(string name, FileStamp stamp)
    {
        var path = Path.Combine(_in, name);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        var bytes = new byte[stamp.Length];
        stream.ReadExactly(bytes);
        return stream.ReadByte() < 0 && StampOf(new FileInfo(path)) == stamp
            ? new DroppedFile(name, stamp, bytes)
            : throw new IOException($"{name} is being written.");
    }

    /// <summary>Writes the result of a file, as XML and as JSON. When the JSON is there, both are.</summary>
    /// <remarks>A result of another file of the same name that nobody took yet is put aside under its own name, not lost.</remarks>
    public void WriteResult(DropResult result, string language)
    {
        var tree = ResultDocument.Of(result, language);
        var name = Short(result.File);
        PutAside(name, result.Sha256);
        step?.Invoke("result.xml");
        DurableFile.Write(Path.Combine(_out, name + ResultXml), ResultDocument.Xml(tree));
        step?.Invoke("result.json");
        DurableFile.Write(Path.Combine(_out, name + ResultJson), ResultDocument.Json(tree));
    }

    /// <summary>Writes why a file waits; the same again is not written.</summary>
    public void WriteWaiting(DropResult result, string language)
    {
        var path = Path.Combine(_out, Short(result.File) + WaitingJson);
        var json = ResultDocument.Json(ResultDocument.Of(result, language));
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(json))
        {
            step?.Invoke("waiting.json");
            DurableFile.Write(path, json);
        }
    }

    /// <summary>Removes the statuses of files that wait no more, be it that they are done or that somebody took them out of in/.</summary>
    public void RemoveWaiting(IEnumerable<string> stillThere)
    {
        var wanted = stillThere.Select(name => Short(name) + WaitingJson).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_out, "*" + WaitingJson))
        {
            if (!wanted.Contains(Path.GetFileName(file)))
            {
                step?.Invoke("remove waiting");
                File.Delete(file);
            }
        }
    }

    /// <summary>Moves a file out of in/: its result is written. Answers false when it is another file by now; then it stays.</summary>
    public bool Finish(string name, FileStamp stamp, string sha256, bool isFailed)
    {
        var from = Path.Combine(_in, name);
        var to = Path.Combine(isFailed ? _failed : _done, name);
        if (File.Exists(to) && HashOf(to) != sha256)
        {
            // An earlier file of that name, with other content, is kept as it is.
            var tag = sha256.Length > 0 ? Tag(sha256) : stamp.ModifiedUtc.Ticks.ToString("x", CultureInfo.InvariantCulture);
            to = Path.Combine(Path.GetDirectoryName(to)!, $"{Path.GetFileNameWithoutExtension(name)}.{tag}{Path.GetExtension(name)}");
        }

        step?.Invoke("move");
        DurableFile.Move(from, to);
        if (StampOf(new FileInfo(to)) == stamp)
        {
            return true;
        }

        // It was overwritten between reading and moving: what lies there now has not been read.
        step?.Invoke("move back");
        DurableFile.Move(to, from);
        return false;
    }

    /// <summary>Writes an event of the feed; the same event again is the same file.</summary>
    public void WriteEvent(string id, JsonObject tree)
    {
        step?.Invoke("event");
        DurableFile.Write(Path.Combine(_out, Path.GetFileName(id) + EventJson), ResultDocument.Json(tree));
    }

    public void WriteDeadlines(byte[] csv)
    {
        step?.Invoke("deadlines");
        DurableFile.Write(Path.Combine(_out, "deadlines.csv"), csv);
    }

    /// <summary>Where the feed goes on; empty: at its beginning.</summary>
    public string ReadToken() => File.Exists(TokenFile) ? File.ReadAllText(TokenFile).Trim() : "";

    public void WriteToken(string token)
    {
        step?.Invoke("token");
        DurableFile.Write(TokenFile, Encoding.UTF8.GetBytes(token + "\n"));
    }

    // Office locks the file that it has open by another that begins with ~$; Windows keeps settings and pictures of a folder in it.
    private static bool IsMeant(string name) =>
        !name.StartsWith('.')
        && !name.StartsWith("~$", StringComparison.Ordinal)
        && !name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(".part", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(".crdownload", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase);

    private static FileStamp StampOf(FileInfo file) => new(file.Length, file.LastWriteTimeUtc);

    private void PutAside(string name, string sha256)
    {
        var json = Path.Combine(_out, name + ResultJson);
        if (!File.Exists(json) || ShaIn(json) is not { } other || other == sha256)
        {
            return;
        }

        step?.Invoke("put aside");
        foreach (var suffix in new[] { ResultXml, ResultJson })
        {
            if (File.Exists(Path.Combine(_out, name + suffix)))
            {
                DurableFile.Move(Path.Combine(_out, name + suffix), Path.Combine(_out, $"{name}.{Tag(other)}{suffix}"));
            }
        }
    }

    private static string? ShaIn(string json)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllBytes(json))?["sha256"];
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or InvalidOperationException)
        {
            // Somebody wrote into it; then it is not ours to keep.
            return null;
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Enough to tell files of one name apart.
    private static string Tag(string sha256) => sha256.Length >= 8 ? sha256[..8] : "unread";

    private static string Short(string name) => Encoding.UTF8.GetByteCount(name) <= MaxNameBytes
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{name[..40]}~{Tag(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))))}");
}

using System.Text;

namespace Esf.Cli.Input;

/// <summary>A file that holds a resume token, and at every instant a whole one: the old or the new.</summary>
/// <remarks>
/// The new one is on the disk before it takes the place of the old one. Should a power cut undo the renaming, the old one is found: what
/// came after it is read again, and nothing is skipped.
/// </remarks>
internal sealed class StateFile(string folder, string name)
{
    // Far more than the service writes; what is longer is another file.
    private const int MaxLength = 1024;

    private readonly string _path = Path.Combine(folder, name);

    /// <summary>The token; empty when there is no such file yet. Throws InputException when it is something else.</summary>
    public string Read()
    {
        try
        {
            using var reader = new StreamReader(File.OpenRead(_path), Encoding.UTF8);
            var buffer = new char[MaxLength + 1];
            var token = new string(buffer, 0, reader.ReadBlock(buffer)).TrimEnd('\r', '\n');
            return token.Length is > 0 and <= MaxLength && token.All(IsPlain)
                ? token
                : throw new InputException($"{name}: holds no resume token; delete it to start from the beginning, or give another file.");
        }
        catch (FileNotFoundException)
        {
            return "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read: {failure.Message}");
        }
    }

    /// <summary>Replaces the token. It survives this process and, up to the renaming, this machine.</summary>
    public void Save(string token)
    {
        var fresh = _path + ".new";
        try
        {
            using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(Encoding.UTF8.GetBytes(token + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be written: {failure.Message}");
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_=.+/".Contains(c, StringComparison.Ordinal);
}

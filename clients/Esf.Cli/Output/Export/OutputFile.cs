using Esf.Cli.Input;

namespace Esf.Cli.Output.Export;

/// <summary>A file that is there whole or not at all: it is written under another name, and renamed when it is complete.</summary>
internal sealed class OutputFile : OutputTarget
{
    private readonly string _path;
    private readonly bool _replace;

    /// <summary>Makes one; nothing is written yet. Throws UsageException when the file is there and may not be replaced.</summary>
    /// <param name="folder">Where a relative name starts.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="replace">Whether an existing file may be replaced.</param>
    public OutputFile(string folder, string name, bool replace)
    {
        Name = name;
        _path = Path.Combine(folder, name);
        _replace = replace;
        if (Directory.Exists(_path))
        {
            throw new UsageException($"{name} is a folder.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new UsageException($"{name}: there is no such folder.");
        }

        if (!replace && File.Exists(_path))
        {
            throw new UsageException($"{name} is there already; --force replaces it.");
        }
    }

    public override string Name { get; }

    /// <summary>Writes the content. When that fails or is ended, nothing is left behind, and an old file stays as it was.</summary>
    public override async Task WriteAsync(Func<Stream, Task> content, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(_path)!, $".{Path.GetFileName(_path)}.{Guid.NewGuid():N}.part");
        try
        {
            // Asynchronous streams cost more than they give where a writer makes small synchronous writes.
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                await content(stream);
                cancellationToken.ThrowIfCancellationRequested();
                await stream.FlushAsync(cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, _replace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Name}: cannot be written: {failure.Message}");
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

using System.Runtime.InteropServices;

namespace Esf.OneC.Exchange;

/// <summary>Files that are at every instant whole, the old or the new, and that survive a power cut once written or moved.</summary>
internal static partial class DurableFile
{
    /// <summary>Begins the name of a file that is not yet whole; nobody's mask for results finds it.</summary>
    public const string Prefix = ".esf-";

    private const string Suffix = ".tmp";

    /// <summary>Writes a file: to another name, to the disk, then over the old one.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var folder = Path.GetDirectoryName(path)!;
        var fresh = Path.Combine(folder, Prefix + Path.GetFileName(path) + Suffix);
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        SyncFolder(folder);
    }

    /// <summary>Moves a file within the file system, over one of the same name.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
        SyncFolder(Path.GetDirectoryName(from)!);
    }

    /// <summary>Removes what a killed process left half written.</summary>
    public static void Clean(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix))
        {
            File.Delete(file);
        }
    }

    // A renaming is durable when its folder is. .NET opens no folders, so libc does; Windows journals names by itself.
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            // File systems that cannot sync a folder (some network shares) say so; they keep names in their own way.
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

using System.Text;

namespace Esf.Domain.Tests;

/// <summary>A file that states what must come out. With <c>ESF_UPDATE_GOLDEN=1</c> it is rewritten, and its diff is the review.</summary>
internal static class GoldenFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool IsUpdating => Environment.GetEnvironmentVariable("ESF_UPDATE_GOLDEN") == "1";

    /// <summary>Compares a text with a file, or rewrites the file.</summary>
    public static void Holds(string path, string text) => Holds(path, Utf8.GetBytes(text));

    /// <summary>Compares bytes with a file, or rewrites the file.</summary>
    public static void Holds(string path, byte[] bytes)
    {
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
            return;
        }

        var golden = File.ReadAllBytes(path);

        // As text first: its difference can be read.
        Assert.Equal(Utf8.GetString(golden), Utf8.GetString(bytes));
        Assert.Equal(golden, bytes);
    }
}

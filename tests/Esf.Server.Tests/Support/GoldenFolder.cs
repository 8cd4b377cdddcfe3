namespace Esf.Server.Tests.Support;

/// <summary>The golden documents are read where they lie in the checkout, so that what runs is what a review saw.</summary>
internal static class GoldenFolder
{
    private static readonly string Root = Find();

    /// <summary>The path of a file or folder under <c>tests/Golden</c>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Esf.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "Golden");
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Esf.sln.");
    }
}

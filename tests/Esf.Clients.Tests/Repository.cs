namespace Esf.Clients.Tests;

/// <summary>Files of the checkout that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Sample(string name) => File.ReadAllText(Path.Combine(Root, "tests", "Golden", "samples", name));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Esf.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above the tests holds Esf.sln.");
    }
}

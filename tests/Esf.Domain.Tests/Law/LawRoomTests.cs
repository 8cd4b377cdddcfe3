using System.Text.RegularExpressions;
using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

/// <summary>The law depends on values alone, and every number and article of it lies in its own folder.</summary>
public sealed partial class LawRoomTests
{
    private static readonly string Root = Path.GetFullPath(GoldenFolder.Path("..", ".."));
    private static readonly string Domain = Path.Combine(Root, "src", "Esf.Domain");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(Domain, "Law"), "*.cs").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_law_knows_no_store_no_server_and_no_wire(string file)
    {
        var text = File.ReadAllText(Path.Combine(Domain, "Law", file));

        Assert.DoesNotMatch(@"Esf\.Domain\.Storage|Esf\.Storage|Esf\.Server|Esf\.V1|Google\.|Grpc", text);
    }

    [Fact]
    public void Only_the_law_names_articles()
    {
        var elsewhere = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(file) != "Sources.cs")
            .Where(file => Literal().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file));

        Assert.Equal([], elsewhere);
    }

    // An article or a box as a whole string literal, comments apart; texts of the catalogue may name one inside a sentence.
    [GeneratedRegex("""^(?!\s*//).*"(art\. |ESF form, )[^"]*["]""", RegexOptions.Multiline)]
    private static partial Regex Literal();
}

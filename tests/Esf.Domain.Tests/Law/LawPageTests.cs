using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

public sealed class LawPageTests
{
    [Fact]
    public void LAW_md_is_made_from_the_rules() => GoldenFile.Holds(GoldenFolder.Path("..", "..", "src", "Esf.Domain", "Law", "LAW.md"), LawPage.Write());
}

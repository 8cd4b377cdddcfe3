using System.Text.Json.Nodes;
using System.Xml.Linq;
using Esf.OneC.Results;

namespace Esf.Clients.Tests.OneC;

/// <summary>Result files say what was said, whatever characters are in it.</summary>
public sealed class ResultDocumentTests
{
    [Fact]
    public void Every_name_is_read_back_from_both_result_files()
    {
        var names = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Golden/exports/supplier_names.json")))!.AsObject();
        Assert.All(names, pair =>
        {
            var name = (string)pair.Value!;
            var tree = new JsonObject { ["file"] = name };

            Assert.Equal(name, (string?)JsonNode.Parse(ResultDocument.Json(tree))!["file"]);
            using var xml = new MemoryStream(ResultDocument.Xml(tree));

            // What XML cannot say is shown as what it is: a character that was there.
            Assert.Equal(string.Concat(name.EnumerateRunes().Select(rune => IsXml(rune) ? rune.ToString() : "\uFFFD")), XDocument.Load(xml).Root!.Element("file")!.Value);
        });
    }

    private static bool IsXml(System.Text.Rune rune) => !rune.IsBmp || System.Xml.XmlConvert.IsXmlChar((char)rune.Value);
}

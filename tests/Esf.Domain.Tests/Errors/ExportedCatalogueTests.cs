using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Errors;

/// <summary>The catalogue as integrators read it without this code.</summary>
public sealed partial class ExportedCatalogueTests
{
    // Kazakh and Russian are for people to read, so they are not escaped.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_exported_catalogue_is_the_catalogue()
    {
        var rows = new JsonArray([.. ErrorCatalogue.All.Select(row => new JsonObject
        {
            ["reason"] = row.Reason,
            ["kind"] = WordBoundary().Replace(row.Kind.ToString(), "_").ToUpperInvariant(),
            ["en"] = row.Template(Language.En),
            ["ru"] = row.Template(Language.Ru),
            ["kk"] = row.Template(Language.Kk),
        })]);

        GoldenFile.Holds(GoldenFolder.Path("..", "..", "protos", "errors.json"), rows.ToJsonString(Readable) + "\n");
    }

    [GeneratedRegex(@"(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBoundary();
}

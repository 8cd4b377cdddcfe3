using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Esf.Server.Tests.Support;

namespace Esf.Server.Tests;

/// <summary>The life cycle by example: the steps of one taxpayer in, every answer and the events of the feed out, through the real JSON face.</summary>
/// <remarks>
/// A step is a call at an instant. <c>@2.invoice.name</c> in a path or a body stands for that member of the answer of step 2,
/// <c>@parent</c> for the taxpayer's name and <c>@bin</c> for its BIN. <c>ESF_UPDATE_GOLDEN=1</c> rewrites what is expected; the diff is the review.
/// </remarks>
public abstract partial class GoldenLifeCycleTests(TestServer server) : ServerTests(server)
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("ESF_UPDATE_GOLDEN") == "1";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Kinds = ["correct", "issueAdditional", "revoke"];

    public static TheoryData<string> Cases =>
        [.. Directory.GetDirectories(GoldenFolder.PathOf("life-cycle")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answers_and_events_are_as_expected(string name)
    {
        var given = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(name, "case.json"), Cancel))!.AsObject();
        var bin = (string)given["taxpayer"]!["bin"]!;
        (await Json.PostAsync("/v1/taxpayers", given["taxpayer"]!.ToJsonString())).Success();

        var answers = new List<JsonObject>();
        var expected = new JsonArray();
        foreach (var step in given["steps"]!.AsArray())
        {
            Clock.Set(DateTimeOffset.Parse((string)step!["at"]!, CultureInfo.InvariantCulture));
            var answer = (string?)step["post"] is { } path
                ? await Json.PostAsync("/v1/" + Fill(path, bin, answers), Fill(step["body"]!.ToJsonString(), bin, answers), (string?)given["language"])
                : await Json.ReadAsync("/v1/" + Fill((string)step["get"]!, bin, answers));
            answers.Add(answer.Body);
            expected.Add(new JsonObject { ["status"] = (int)answer.Status, ["answer"] = Stable(answer.Body) });
        }

        // Commit times never go back along the feed, so they depend on what other cases did before.
        var events = (await Json.ReadAsync($"/v1/taxpayers/{bin}/invoiceEvents")).Success()["events"]!.DeepClone().AsArray();
        foreach (var item in events)
        {
            item!.AsObject().Remove("commitTime");
        }

        var text = new JsonObject { ["answers"] = expected, ["events"] = events }.ToJsonString(Readable) + "\n";
        if (IsUpdate)
        {
            await File.WriteAllTextAsync(PathOf(name, "expected.json"), text, Cancel);
            return;
        }

        Assert.Equal(await File.ReadAllTextAsync(PathOf(name, "expected.json"), Cancel), text);
    }

    [Fact]
    public void Every_kind_of_document_has_cases_of_success_and_of_refusal()
    {
        var answers = Cases.SelectMany(row =>
        {
            var steps = JsonNode.Parse(File.ReadAllText(PathOf(row, "case.json")))!["steps"]!.AsArray();
            var expected = JsonNode.Parse(File.ReadAllText(PathOf(row, "expected.json")))!["answers"]!.AsArray();
            return steps.Zip(expected, (step, answer) => (Call: ((string?)step!["post"] ?? string.Empty).Split(':')[^1], IsDone: (int)answer!["status"]! == 200));
        }).ToHashSet();

        Assert.Superset(Kinds.SelectMany(call => Enumerable.Range(0, 2).Select(outcome => (call, outcome == 0))).ToHashSet(), answers);
    }

    private static string PathOf(string name, string file) => GoldenFolder.PathOf("life-cycle", name, file);

    private static string Fill(string text, string bin, List<JsonObject> answers) => Reference().Replace(
        text.Replace("@parent", $"taxpayers/{bin}", StringComparison.Ordinal).Replace("@bin", bin, StringComparison.Ordinal),
        reference => reference.Groups["member"].Value.Split('.').Aggregate(
            (JsonNode)answers[int.Parse(reference.Groups["step"].Value, CultureInfo.InvariantCulture) - 1], (node, member) => node[member]!).ToString());

    // Details repeat the answer in the form of protobuf tools, which other tests show.
    private static JsonObject Stable(JsonObject answer)
    {
        var copy = answer.DeepClone().AsObject();
        copy.Remove("details");
        return copy;
    }

    [GeneratedRegex(@"@(?<step>[0-9]+)\.(?<member>[a-zA-Z.]*[a-zA-Z])")]
    private static partial Regex Reference();
}

public sealed class SqliteGoldenLifeCycleTests(SqliteServer server) : GoldenLifeCycleTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresGoldenLifeCycleTests(PostgresServer server) : GoldenLifeCycleTests(server), IClassFixture<PostgresServer>;

using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Esf.Clients.Tests.OneC;

/// <summary>What the connector's README prints is run: its commands, and the bodies that its 1C code sends.</summary>
public sealed partial class OneCReadmeTests(ServerFixture fixture)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "clients", "Esf.OneC", "README.md"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_folder_in_a_minute_does_what_it_says()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        Directory.CreateSymbolicLink(Path.Combine(server.Root.FullName, "tests"), Path.Combine(Repository.Root, "tests"));
        var commands = Block("The folder in a minute", "sh").Replace(
            "dotnet run --project clients/Esf.OneC -- run",
            $"dotnet '{Path.Combine(AppContext.BaseDirectory, "esf-1c.dll")}' run --server {server.Grpc}",
            StringComparison.Ordinal);

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
        {
            WorkingDirectory = server.Root.FullName,
            RedirectStandardOutput = true,
        })!;
        var printed = await bash.StandardOutput.ReadToEndAsync(Cancel);
        await bash.WaitForExitAsync(Cancel);

        Assert.True(bash.ExitCode == 0, printed);
        var expected = Block("The folder in a minute", "json").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(expected.Length, 5, int.MaxValue);
        Assert.All(expected, line => Assert.Contains(line.TrimEnd(','), printed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_1C_code_sends_and_reads_is_what_the_service_takes_and_answers()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        using var http = new HttpClient { BaseAddress = new(server.Json) };
        http.DefaultRequestHeaders.Add("Accept-Language", "ru");

        var payment = await PostAsync(http, "vatPayments", Block("Record a payment", "json"));
        AssertFitsAStructure(payment.Body);
        Assert.Equal(30, (int)payment.Body["issueWindow"]!["closesOn"]!["day"]!);
        var validate = JsonNode.Parse(Block("Validate", "json"))!;
        Assert.Equal((string)payment.Body["name"]!, (string)validate["invoice"]!["paymentAllocations"]![0]!["vatPayment"]!);
        Assert.Empty((await PostAsync(http, "invoices:validate", validate.ToJsonString())).Body["violations"]!.AsArray());

        var issue = new JsonObject { ["requestId"] = "6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11", ["invoice"] = validate["invoice"]!.DeepClone() };
        var first = await PostAsync(http, "invoices:issue", issue.ToJsonString());
        var again = await PostAsync(http, "invoices:issue", issue.ToJsonString());
        Assert.Equal("2026-Q2", (string?)first.Body["invoice"]!["offset"]!["taxPeriod"]);
        Assert.True(JsonNode.DeepEquals(first.Body, again.Body));
        AssertFitsAStructure(first.Body);
        var asked = JsonNode.Parse(await http.GetStringAsync(
            new Uri($"/v1/taxpayers/{OneCServer.Taxpayer}/requests/{(string)issue["requestId"]!}", UriKind.Relative), Cancel))!;
        Assert.True(JsonNode.DeepEquals(first.Body["invoice"], asked["invoice"]));

        var events = JsonNode.Parse(await http.GetStringAsync(new Uri($"/v1/taxpayers/{OneCServer.Taxpayer}/invoiceEvents?pageSize=100&waitSeconds=20", UriKind.Relative), Cancel))!;
        AssertFitsAStructure(events);
        Assert.Equal(("ISSUED", "57"), ((string?)events["events"]![0]!["type"], (string?)events["events"]![0]!["number"]));
        var token = Uri.EscapeDataString((string)events["resumeToken"]!);
        var rest = JsonNode.Parse(await http.GetStringAsync(new Uri($"/v1/taxpayers/{OneCServer.Taxpayer}/invoiceEvents?pageSize=100&resumeToken={token}", UriKind.Relative), Cancel))!;
        Assert.Empty(rest["events"]!.AsArray());

        issue["requestId"] = Guid.NewGuid().ToString();
        issue["invoice"]!["supplier"]!["countryCode"] = "RU";
        var refused = await PostAsync(http, "invoices:issue", issue.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        var printed = JsonNode.Parse(Block("Errors", "json"))!;
        Assert.Equal(((int?)printed["code"], (string?)printed["reason"]), ((int?)refused.Body["code"], (string?)refused.Body["reason"]));
        Assert.All(NamesThatErrorsAreReadBy(), name => Assert.True(
            refused.Body[name] is not null || refused.Body["violations"]![0]![name] is not null, name));
        foreach (var (name, value) in printed["violations"]![0]!.AsObject())
        {
            Assert.Equal((string?)value, (string?)refused.Body["violations"]![0]![name]);
        }
    }

    [Fact]
    public void Every_field_that_the_1C_code_names_stands_in_the_bodies()
    {
        var bodies = string.Concat(Blocks().Matches(Readme).Where(block => block.Groups[1].Value == "json").Select(block => block.Groups[2].Value));
        var sent = Inserted().Matches(Readme).Select(match => match.Groups[1].Value).Where(name => char.IsAsciiLetterLower(name[0])).Distinct().ToArray();

        Assert.InRange(sent.Length, 8, int.MaxValue);
        Assert.All(sent, name => Assert.Contains($"\"{name}\"", bodies, StringComparison.Ordinal));
    }

    [Fact]
    public void The_files_that_it_links_are_there() => Assert.All(
        Link().Matches(Readme).Select(match => match.Groups[1].Value),
        path => Assert.True(Path.Exists(Path.Combine(Repository.Root, "clients", "Esf.OneC", path)), path));

    [Fact]
    public void A_refusal_is_read_where_any_name_may_stand_and_is_not_taken_for_no_answer()
    {
        // ПрочитатьJSON into a Структура fails on a name that is no identifier, and an exception means "no answer".
        Assert.Contains("Данные = ПрочитатьJSON(Чтение, НЕ Успех);", Readme, StringComparison.Ordinal);
        Assert.DoesNotContain("Данные.violations", Readme, StringComparison.Ordinal);
        Assert.DoesNotContain("Данные.localizedMessage", Readme, StringComparison.Ordinal);
        Assert.InRange(NamesThatErrorsAreReadBy().Length, 4, int.MaxValue);
    }

    private static string[] NamesThatErrorsAreReadBy() =>
        [.. Read().Matches(Readme).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    // A key of a Структура is an identifier of the language.
    private static void AssertFitsAStructure(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                Assert.All(members, member =>
                {
                    Assert.Matches(@"\A[\p{L}_][\p{L}\p{Nd}_]*\z", member.Key);
                    AssertFitsAStructure(member.Value);
                });
                break;
            case JsonArray items:
                Assert.All(items, AssertFitsAStructure);
                break;
        }
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(HttpClient http, string method, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"/v1/taxpayers/{OneCServer.Taxpayer}/{method}", UriKind.Relative), content, Cancel);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!);
    }

    // The first block of a language under a heading that begins so.
    private static string Block(string heading, string language)
    {
        var start = Heading(heading).Match(Readme);
        Assert.True(start.Success, $"The README has no section '{heading}'.");
        return Blocks().Matches(Readme[start.Index..]).First(block => block.Groups[1].Value == language).Groups[2].Value;
    }

    private static Regex Heading(string heading) => new($"^##+ {Regex.Escape(heading)}", RegexOptions.Multiline);

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"ЗначениеESF\(\w+, ""(\w+)""\)")]
    private static partial Regex Read();

    [GeneratedRegex(@"Вставить\(""(\w+)""")]
    private static partial Regex Inserted();

    [GeneratedRegex(@"\]\(([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}

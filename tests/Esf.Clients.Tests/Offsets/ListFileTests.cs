using System.Diagnostics;
using System.Text.Json.Nodes;
using Esf.Cli;
using Esf.Cli.Output;
using MiniExcelLibs;

namespace Esf.Clients.Tests.Offsets;

/// <summary>What a person types at the auditor's and the accountant's commands, and the files that come of it.</summary>
public sealed class ListFileTests(ServerFixture fixture, AuditedRegister register) : IClassFixture<AuditedRegister>
{
    private const string A = AuditedRegister.A;

    [Theory]
    [InlineData("offsets")]
    [InlineData("offsets", "summary")]
    [InlineData("taxpayer", "list")]
    [InlineData("invoice", "list", "--taxpayer", A)]
    [InlineData("payment", "list", "--taxpayer", A)]
    [InlineData("deadlines", "--include-closed", "--taxpayer", A)]
    [InlineData("invoice", "watch", "--once", "--taxpayer", A)]
    public async Task Every_list_goes_to_standard_output_as_csv_and_to_a_file_of_each_format(params string[] args)
    {
        var csv = await register.EsfAsync([.. args, "-o", "-", "--language", "en"]);
        Assert.True(csv.Code == ExitCode.Ok, csv.Error);
        var lines = csv.Out.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 1, csv.Out);
        Assert.Equal(lines[0].Count(c => c == ';'), lines[1].Count(c => c == ';'));

        var json = await register.EsfAsync([.. args, "-o", "-", "--format", "json"]);
        Assert.All(json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.NotNull(JsonNode.Parse(line)));
        foreach (var ending in new[] { "csv", "xlsx", "parquet", "json" })
        {
            var name = $"list-{Guid.NewGuid():N}.{ending}";
            var written = await register.EsfAsync([.. args, "-o", name, "--language", "en"]);
            Assert.True(written.Code == ExitCode.Ok, written.Error);
            Assert.Contains($"Written: {name}", written.Error, StringComparison.Ordinal);
            Assert.True(new FileInfo(Path.Combine(register.Folder, name)).Length > 0);
        }
    }

    [Fact]
    public async Task A_workbook_names_filter_moment_completeness_server_and_when_it_was_made()
    {
        await register.EsfAsync("offsets", "--as-of", "2026-06-30", "--country", "de", "-o", "about.xlsx", "--language", "en");

        await using var file = File.OpenRead(Path.Combine(register.Folder, "about.xlsx"));
        var about = file.Query(useHeaderRow: true, sheetName: "About").Cast<IDictionary<string, object?>>().ToDictionary(row => $"{row["What"]}", row => $"{row["Value"]}");
        Assert.Equal("--as-of 2026-06-30 --country de", string.Join(' ', about["Filter"].Split(" --").Select(part => part.StartsWith('-') ? part : "--" + part).Order(StringComparer.Ordinal)));
        Assert.Equal("As of the end of 2026-06-30 in Almaty (2026-06-30T18:59:59.999999Z).", about["As of"]);
        Assert.StartsWith("2026-05-26 12:0", about["Complete through (Almaty)"], StringComparison.Ordinal);
        Assert.Equal(("3", $"{new Uri(register.Grpc)}", "esf offsets"), (about["Rows"], about["Server"], about["Question"]));
        Assert.Contains("Made at (Almaty)", about.Keys);
    }

    [Fact]
    public async Task A_day_as_of_is_taken_to_its_end_in_Almaty_and_that_is_said()
    {
        var day = await register.EsfAsync("offsets", "--json", "--as-of", "2026-06-30");
        var instant = await register.EsfAsync("offsets", "--json", "--as-of", "2026-06-30T18:59:59.999999Z");
        Assert.Equal(instant.Out, day.Out);
        Assert.Contains("2026-06-30T18:59:59.999999Z", day.Error, StringComparison.Ordinal);
        Assert.Contains("конец дня 30.06.2026 в Алматы", (await register.EsfAsync("offsets", "--as-of", "30.06.2026", "--language", "ru")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_country_and_a_state_are_known_in_small_letters_and_a_month_is_a_group()
    {
        Assert.Equal((await register.EsfAsync("offsets", "--json", "--country", "DE")).Out, (await register.EsfAsync("offsets", "--json", "--country", "de")).Out);
        Assert.Equal((await register.EsfAsync("offsets", "--json", "--state", "REPLACED")).Out, (await register.EsfAsync("offsets", "--json", "--state", "replaced")).Out);
        var months = (await register.EsfAsync("offsets", "summary", "--by", "month", "--json")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(["2026-05", "2026-07"], months.Select(month => (string?)month["month"]));
        Assert.Equal("992160.00", (string?)months[0]["netAmount"]!["value"]);
    }

    [Fact]
    public async Task An_invoice_is_found_by_its_number_and_several_are_listed()
    {
        var one = await register.EsfAsync("invoice", "get", "1", "--taxpayer", A, "--json");
        Assert.Equal(AuditedRegister.NumberOf(A, 1), (string?)JsonNode.Parse(one.Out)!["registrationNumber"]);

        var recorded = await register.EsfAsync("payment", "record", "--taxpayer", AuditedRegister.B, "--document-number", "x", "--paid-on", "01.07.2026", "--amount", "832 000", "--json");
        var request = JsonNode.Parse(Repository.Sample("issue_request.json"))!;
        request["requestId"] = Guid.NewGuid().ToString();
        request["invoice"]!["number"] = "1";
        request["invoice"]!["paymentAllocations"]![0]!["vatPayment"] = (string?)JsonNode.Parse(recorded.Out)!["name"];
        await File.WriteAllTextAsync(Path.Combine(register.Folder, "second.json"), request.ToJsonString(), TestContext.Current.CancellationToken);
        var issued = await register.EsfAsync("issue", "second.json", "--taxpayer", AuditedRegister.B);
        Assert.True(issued.Code == ExitCode.Ok, issued.Error);
        var several = await register.EsfAsync("invoice", "get", "1", "--taxpayer", AuditedRegister.B, "--language", "en");
        Assert.Equal(ExitCode.Ok, several.Code);
        Assert.Contains(AuditedRegister.NumberOf(AuditedRegister.B, 1), several.Out, StringComparison.Ordinal);
        Assert.Contains("Several invoices have the number 1", several.Error, StringComparison.Ordinal);
        var revoke = await register.EsfAsync("invoice", "revoke", "1", "--reason", "which one", "--yes", "--taxpayer", AuditedRegister.B);
        Assert.Equal(ExitCode.Usage, revoke.Code);
        Assert.Contains(AuditedRegister.NumberOf(AuditedRegister.B, 1), revoke.Error, StringComparison.Ordinal);

        var none = await register.EsfAsync("invoice", "get", "999", "--taxpayer", A, "--language", "ru");
        Assert.Equal(ExitCode.NotFound, none.Code);
        Assert.Contains("нет счёта-фактуры с номером 999", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_a_revocation_shows_it_and_the_invoice_that_it_revoked()
    {
        var shown = await register.EsfAsync("invoice", "get", AuditedRegister.NumberOf(A, 4), "--taxpayer", A, "--language", "en");
        Assert.True(shown.Code == ExitCode.Ok, shown.Error);
        Assert.Contains(AuditedRegister.NumberOf(A, 4), shown.Out, StringComparison.Ordinal);
        Assert.Contains(AuditedRegister.NumberOf(A, 2), shown.Out, StringComparison.Ordinal);
        Assert.Contains("issued twice", shown.Out, StringComparison.Ordinal);

        var json = JsonNode.Parse((await register.EsfAsync("invoice", "get", AuditedRegister.NumberOf(A, 4), "--taxpayer", A, "--json")).Out)!;
        Assert.Equal(
            (AuditedRegister.NumberOf(A, 2), AuditedRegister.NumberOf(A, 4)),
            ((string?)json["registrationNumber"], (string?)json["revocation"]!["registrationNumber"]));
    }

    [Theory]
    [InlineData("ru")]
    [InlineData("kk")]
    public async Task In_Russian_and_Kazakh_no_code_of_an_enum_is_shown_and_dates_are_written_as_people_do(string language)
    {
        foreach (var command in new[] { "offsets", "invoice list", "invoice get 1", "payment list", "deadlines --include-closed", "invoice watch --once", "offsets summary" })
        {
            var run = await register.EsfAsync([.. command.Split(' '), "--taxpayer", A, "--language", language]);

            Assert.True(run.Code == ExitCode.Ok, run.Error);
            Assert.DoesNotMatch(@"\b[A-Z]{3,}_[A-Z_]+\b|\b(ISSUED|CORRECTED|REVOKED|ADDITIONAL|ORDINARY|EFFECTIVE|WITHDRAWN|OPEN|CLOSED)\b", run.Out);
            Assert.DoesNotMatch(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b", run.Out);
            Assert.DoesNotMatch(@"20260[0-9]{3}-[0-9a-f]{16}", run.Out);
        }
    }

    [Theory]
    [InlineData("ru", "№ 5200000 от 25.05.2026")]
    [InlineData("kk", "25.05.2026 № 5200000")]
    [InlineData("en", "No. 5200000 of 2026-05-25")]
    public async Task A_payment_is_called_by_its_number_and_day(string language, string name)
    {
        Assert.Contains(name, (await register.EsfAsync("offsets", "--taxpayer", A, "--language", language)).Out, StringComparison.Ordinal);
        Assert.Contains(name, (await register.EsfAsync("invoice", "get", "1", "--taxpayer", A, "--language", language)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sentence_of_the_help_is_there_in_Russian_and_Kazakh()
    {
        var host = new CliHost { In = Stream.Null, Out = TextWriter.Null, Error = TextWriter.Null, Variable = _ => null, WorkingDirectory = "." };
        var all = Descriptions(Cli.Program.CreateRoot(host, new GlobalOptions(), [])).Skip(1).Distinct(StringComparer.Ordinal).ToArray();

        Assert.True(all.Length > 80);
        Assert.All(all, text => Assert.All([Language.Russian, Language.Kazakh], language => Assert.Matches(@"\p{IsCyrillic}|taxpayers/", HelpTranslation.Find(text, language) ?? $"none: {text}")));
    }

    [Fact]
    public async Task The_help_is_in_the_language_that_is_set()
    {
        Assert.Contains("Использование:", (await fixture.EsfAsync("offsets", "--help", "--language", "ru")).Out, StringComparison.Ordinal);
        Assert.Contains("Пайдалану:", (await fixture.EsfAsync("offsets", "--help", "--lang=kk")).Out, StringComparison.Ordinal);
        Assert.Contains("Usage:", (await fixture.EsfAsync("offsets", "--help")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_commands_and_values()
    {
        var script = (await fixture.EsfAsync("completion", "bash")).Out;
        var esf = $"esf() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "esf.dll")}' \"$@\"; }}";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-ec", $$"""
            {{esf}}
            {{script}}
            COMP_LINE='esf offsets summary --by m' COMP_POINT=26 COMP_WORDS=(esf offsets summary --by m) COMP_CWORD=4
            _esf_complete
            echo "${COMPREPLY[*]}"
            COMP_LINE='esf reco' COMP_POINT=8 COMP_WORDS=(esf reco) COMP_CWORD=1
            _esf_complete
            echo "${COMPREPLY[*]}"
            """]) { RedirectStandardOutput = true })!;

        Assert.Equal("month\nreconcile\n", await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        foreach (var shell in new[] { "zsh", "fish", "pwsh" })
        {
            Assert.Contains("[suggest:", (await fixture.EsfAsync("completion", shell)).Out, StringComparison.Ordinal);
        }

        Assert.Equal(ExitCode.Usage, (await fixture.EsfAsync("completion", "cmd")).Code);
    }

    private static IEnumerable<string> Descriptions(System.CommandLine.Command command) =>
        new[] { command.Description }
            .Concat(command.Options.Select(option => option.Description))
            .Concat(command.Arguments.Select(argument => argument.Description))
            .OfType<string>()
            .Concat(command.Subcommands.SelectMany(Descriptions));
}

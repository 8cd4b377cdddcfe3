using System.Text.Json.Nodes;
using Esf.Cli;
using Esf.Client;
using Esf.V1;
using MiniExcelLibs;

namespace Esf.Clients.Tests.Offsets;

/// <summary>The auditor at the terminal, against the real server: what was offset when, and what the returns say of it.</summary>
public sealed class AuditorTests(AuditedRegister register) : IClassFixture<AuditedRegister>
{
    private const string A = AuditedRegister.A;
    private const string B = AuditedRegister.B;

    [Fact]
    public async Task Offsets_of_all_taxpayers_are_listed_with_what_became_of_them()
    {
        var run = await register.EsfAsync("offsets", "--json");

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Equal(
            [
                (B, AuditedRegister.NumberOf(B, 1), "160000.00", "REPLACED", AuditedRegister.NumberOf(B, 2)),
                (A, AuditedRegister.NumberOf(A, 1), "832000.00", "EFFECTIVE", ""),
                (A, AuditedRegister.NumberOf(A, 2), "160.00", "WITHDRAWN", AuditedRegister.NumberOf(A, 4)),
                (B, AuditedRegister.NumberOf(B, 2), "80000.00", "EFFECTIVE", ""),
                (A, AuditedRegister.NumberOf(A, 3), "320000.00", "EFFECTIVE", ""),
            ],
            JsonLines(run.Out).Select(row => (
                ((string)row["taxpayer"]!)["taxpayers/".Length..],
                (string)row["registrationNumber"]!,
                (string)row["amount"]!["value"]!,
                (string)row["state"]!,
                (string)row["endedBy"]!)));
        Assert.Contains("\"count\":5", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--taxpayer", B)]
    [InlineData(3, "--period", "2026-Q2")]
    [InlineData(3, "--period", "2 кв. 2026")]
    [InlineData(2, "--from", "2026-07-01")]
    [InlineData(3, "--to", "2026-06-30")]
    [InlineData(5, "--country", "DE")]
    [InlineData(0, "--country", "FR")]
    [InlineData(1, "--state", "WITHDRAWN")]
    [InlineData(3, "--as-of", "2026-06-15T00:00:00+05:00")]
    public async Task A_filter_is_passed_on(int count, string option, string value)
    {
        var run = await register.EsfAsync("offsets", "--json", option, value);

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Equal(count, JsonLines(run.Out).Length);
    }

    [Fact]
    public async Task As_of_an_instant_nothing_is_known_of_what_came_later()
    {
        var run = await register.EsfAsync("offsets", "--json", "--as-of", "2026-06-15T00:00:00Z");

        Assert.All(JsonLines(run.Out), row => Assert.Equal("EFFECTIVE", (string?)row["state"]));
    }

    [Theory]
    [InlineData("offsets", "--period", "2026-Q5")]
    [InlineData("offsets", "--as-of", "2026-06")]
    [InlineData("offsets", "--as-of", "2026-06-15T00:00:00")]
    [InlineData("offsets", "--from", "2026-02-30")]
    [InlineData("offsets", "--state", "BROKEN")]
    [InlineData("offsets", "--format", "xlsx")]
    [InlineData("offsets", "-o", "offsets.pdf")]
    [InlineData("offsets", "-o", "no/such/folder.csv")]
    [InlineData("offsets", "summary", "--by", "fortnight")]
    public async Task What_makes_no_sense_is_told_before_anything_is_asked(params string[] args)
    {
        var run = await register.EsfAsync(args);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Empty(run.Out);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("FIELD_INVALID", "--from", "2026-07-01", "--to", "2026-06-30")]
    [InlineData("INVALID_SELLER_COUNTRY_CODE", "--country", "XX")]
    [InlineData("AS_OF_TOO_RECENT", "--as-of", "2099-01-01T00:00:00Z")]
    public async Task What_the_service_refuses_is_told_in_its_words_and_no_file_is_left(string reason, params string[] args)
    {
        var run = await register.EsfAsync(["offsets", .. args, "-o", $"{reason}.csv"]);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(register.Folder, $"*{reason}*"));
    }

    [Fact]
    public async Task The_screen_shows_a_table_and_the_moment_that_it_is_of()
    {
        var run = await register.EsfAsync("offsets", "--language", "ru", "--taxpayer", A);

        Assert.Contains(AuditedRegister.NumberOf(A, 2), run.Out, StringComparison.Ordinal);
        Assert.Contains("снят 02.07.2026", run.Out, StringComparison.Ordinal);
        Assert.Contains("Всего: 3. Полно по 02.07.2026 12:0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_holds_what_the_screen_shows_and_is_not_overwritten()
    {
        var written = await register.EsfAsync("offsets", "-o", "audit.xlsx", "--language", "en");
        var again = await register.EsfAsync("offsets", "-o", "audit.xlsx");
        var forced = await register.EsfAsync("offsets", "-o", "audit.xlsx", "--force", "--taxpayer", B, "--language", "en");

        Assert.Equal((ExitCode.Ok, ExitCode.Usage, ExitCode.Ok), (written.Code, again.Code, forced.Code));
        var rows = MiniExcel.Query(Path.Combine(register.Folder, "audit.xlsx"), useHeaderRow: true).Cast<IDictionary<string, object?>>().ToArray();
        Assert.Equal([160000d, 80000d], rows.Select(row => (double)row["VAT to offset, KZT"]!));
        Assert.Empty(Directory.GetFiles(register.Folder, "*audit.xlsx*.part"));
    }

    [Fact]
    public async Task Sums_subtract_what_was_withdrawn_on_the_day_of_the_withdrawal()
    {
        var run = await register.EsfAsync("offsets", "summary", "--by", "period", "--json");

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Equal(
            [("2026-Q2", "992160.00", "0.00", "992160.00", "6201000.00"), ("2026-Q3", "400000.00", "160160.00", "239840.00", "1499000.00")],
            JsonLines(run.Out).Select(row => (
                (string)row["taxPeriod"]!,
                (string)row["offsetAmount"]!["value"]!,
                (string)row["withdrawnAmount"]!["value"]!,
                (string)row["netAmount"]!["value"]!,
                (string)row["netTurnoverAmount"]!["value"]!)));
    }

    [Theory]
    [InlineData("day", "2026-05-26", 2)]
    [InlineData("taxpayer", A, 2)]
    [InlineData("country", "DE", 1)]
    public async Task Sums_are_drawn_and_written_by_every_key(string by, string key, int count)
    {
        var shown = await register.EsfAsync("offsets", "summary", "--by", by);
        var written = await register.EsfAsync("offsets", "summary", "--by", by, "-o", $"sums-{by}.xlsx");

        Assert.True(shown.Code == ExitCode.Ok && written.Code == ExitCode.Ok, shown.Error + written.Error);
        Assert.Contains(key, shown.Out, StringComparison.Ordinal);
        Assert.Contains("█", shown.Out, StringComparison.Ordinal);
        Assert.Contains("1 232 000.00", shown.Out, StringComparison.Ordinal);
        Assert.Equal(count, MiniExcel.Query(Path.Combine(register.Folder, $"sums-{by}.xlsx"), useHeaderRow: true).Count());
    }

    [Fact]
    public async Task A_net_below_zero_runs_to_the_left()
    {
        var run = await register.EsfAsync("offsets", "summary", "--taxpayer", B, "--no-color");

        Assert.Contains("-80 000.00", run.Out, StringComparison.Ordinal);
        var bars = run.Out.Split('\n').Where(line => line.Contains('█', StringComparison.Ordinal)).Select(line => line.IndexOf('█', StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, bars.Length);
        Assert.True(bars[0] > bars[1], "The bar of the positive quarter begins right of the negative one's.");
    }

    [Fact]
    public async Task Returns_that_agree_with_the_register_end_with_zero()
    {
        await GivenAsync("agree.csv", $"""
            БИН;Период;300.00.014 A;300.00.014 B
            {A};2 кв. 2026;5 201 000;832 160
            {A};3 кв. 2026;1 999 000;319 840
            {B};2 кв. 2026;1 000 000;160 000
            {B};3 кв. 2026;-500 000;-80 000
            """);

        var run = await register.EsfAsync("reconcile", "agree.csv", "--language", "ru");

        Assert.True(run.Code == ExitCode.Ok, run.Out + run.Error);
        Assert.Contains("совпадает", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_are_told_by_row_of_the_file_and_end_with_eight()
    {
        await GivenAsync("differ.csv", $"""
            bin;period;turnover;vat

            {A};2026-Q2;5201000;999999
            {B};2026-Q3;-500000;-80000
            960240007379;2026-Q2;100;16
            """);

        var run = await register.EsfAsync("reconcile", "differ.csv", "--json");
        var shown = await register.EsfAsync("reconcile", "differ.csv", "--language", "kk");
        var written = await register.EsfAsync("reconcile", "differ.csv", "-o", "differ.xlsx", "--language", "en");

        Assert.All(new[] { run, shown, written }, each => Assert.Equal(ExitCode.Differs, each.Code));
        Assert.Equal(
            [(3, "2026-Q2", "DECLARED_MORE"), (4, "2026-Q3", "MATCH"), (5, "2026-Q2", "NO_INVOICE"), (0, "2026-Q2", "NOT_DECLARED"), (0, "2026-Q3", "NOT_DECLARED")],
            JsonLines(run.Out).Select(finding => ((int)finding["row"]!, (string)finding["taxPeriod"]!, (string)finding["kind"]!))
                .OrderBy(finding => finding.Item1 == 0).ThenBy(finding => finding.Item1).ThenBy(finding => finding.Item2, StringComparer.Ordinal));
        Assert.Contains("\"DECLARED_MORE\":1", run.Error, StringComparison.Ordinal);
        Assert.Contains("артық мәлімделген", shown.Out, StringComparison.Ordinal);
        var rows = MiniExcel.Query(Path.Combine(register.Folder, "differ.xlsx"), useHeaderRow: true).Cast<IDictionary<string, object?>>().ToArray();
        Assert.Equal(5, rows.Length);
        Assert.Equal((3d, "declared more", 167839d), (rows[0]["Row"], rows[0]["Finding"], rows[0]["Difference of VAT, KZT"]));
        Assert.Contains(AuditedRegister.NumberOf(A, 1), (string)rows[0]["Documents of the register"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_wrong_value_is_not_sent()
    {
        await GivenAsync("wrong.csv", $"БИН;Период;НДС\n{A};2026-Q5;1,000\n{A};2026-Q2;1\n");

        var run = await register.EsfAsync("reconcile", "wrong.csv", "--language", "ru", "--server", "http://127.0.0.1:1");
        var json = await register.EsfAsync("reconcile", "wrong.csv", "--json");

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (run.Code, json.Code));
        Assert.Contains("Период", run.Error, StringComparison.Ordinal);
        Assert.Contains("2026-Q5", run.Error, StringComparison.Ordinal);
        var problems = JsonNode.Parse(json.Error)!["error"]!["problems"]!.AsArray();
        Assert.Equal([(2, "Период"), (2, "НДС")], problems.Select(problem => ((int)problem!["row"]!, (string)problem["column"]!)));
    }

    [Fact]
    public async Task Without_a_taxpayer_in_the_file_one_is_asked_for()
    {
        await GivenAsync("own.csv", "Период;Оборот;НДС\n2026-Q2;1000000;160000\n2026-Q3;-500000;-80000\n");

        Assert.Equal(ExitCode.Usage, (await register.EsfAsync("reconcile", "own.csv")).Code);
        var run = await register.EsfAsync("reconcile", "own.csv", "--taxpayer", B);
        Assert.True(run.Code == ExitCode.Ok, run.Out + run.Error);
    }

    [Fact]
    public async Task Findings_do_not_depend_on_how_the_rows_were_divided_into_calls()
    {
        // A and B stand in different calls, and each declares one quarter: the other one is found all the same.
        List<Declaration> declarations = [Declared(A, "2026-Q2", "832160"), .. Strangers(0), Declared(B, "2026-Q3", "-80000"), .. Strangers(9_000)];
        await using var client = new EsfClient(new() { Address = new(register.Grpc), Deadline = TimeSpan.FromMinutes(2) });

        var findings = new List<ReconciliationFinding>();
        var calls = 0;
        await foreach (var part in client.ReconcileOffsetsAsync("taxpayers/-", declarations, cancellationToken: TestContext.Current.CancellationToken))
        {
            calls++;
            findings.AddRange(part.Findings);
        }

        Assert.Equal(2, calls);
        Assert.Equal(Enumerable.Range(1, declarations.Count), findings.Where(finding => finding.Row > 0).Select(finding => finding.Row).Order());
        Assert.All(
            findings.Where(finding => finding.Row > 0), finding => Assert.Equal(declarations[finding.Row - 1].Taxpayer, finding.Taxpayer));
        Assert.Equal(
            [($"taxpayers/{A}", "2026-Q3"), ($"taxpayers/{B}", "2026-Q2")],
            findings.Where(finding => finding.Kind == FindingKind.NotDeclared).Select(finding => (finding.Taxpayer, finding.TaxPeriod)).Order().Reverse());
        Assert.Equal(
            (2, 18_000),
            (findings.Count(finding => finding.Kind == FindingKind.Match), findings.Count(finding => finding.Kind == FindingKind.NoInvoice)));

        static IEnumerable<Declaration> Strangers(int first) =>
            Enumerable.Range(first, 9_000).Select(n => Declared($"{100_000_000_000 + n}", "2026-Q2", "16"));
    }

    [Fact]
    public async Task The_sdk_pages_and_streams_the_same_offsets()
    {
        await using var client = new EsfClient(new() { Address = new(register.Grpc) });
        var paged = await client.ListOffsetsAsync(new() { Parent = "taxpayers/-", PageSize = 2 }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        await using var stream = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);

        Assert.Equal(5, stream.TotalCount);
        Assert.NotNull(stream.CompleteThrough);
        Assert.Equal(paged, await stream.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => stream.GetAsyncEnumerator(TestContext.Current.CancellationToken));
        var pages = await client.SummarizeOffsetsAsync(
            new() { Parent = "taxpayers/-", GroupBy = OffsetGroupBy.Taxpayer, PageSize = 1 }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, pages.Count);
        Assert.All(pages, page => Assert.Equal("1232000.00", page.Total.NetAmount.Value));
    }

    private static Declaration Declared(string bin, string period, string vat) =>
        new() { Taxpayer = $"taxpayers/{bin}", TaxPeriod = period, VatAmount = new() { Value = vat } };

    private Task GivenAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(register.Folder, name), text, TestContext.Current.CancellationToken);

    private static JsonNode[] JsonLines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}

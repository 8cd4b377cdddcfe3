using System.Text.Json.Nodes;
using Esf.Cli;
using Esf.Clients.Tests.Offsets;

namespace Esf.Clients.Tests.Ledger;

/// <summary><c>esf ledger</c> against the real server, against databases that somebody has changed, and without any server.</summary>
public sealed class LedgerCommandTests(AuditedRegister register) : IClassFixture<AuditedRegister>
{
    private const string A = AuditedRegister.A;
    private const string B = AuditedRegister.B;
    private const string Nowhere = "http://127.0.0.1:1";

    [Fact]
    public async Task Untouched_ledgers_are_whole()
    {
        var all = await register.EsfAsync("ledger", "verify", "--all", "--json");
        var one = await register.EsfAsync("ledger", "verify", "--taxpayer", A, "--language", "ru");

        Assert.True(all.Code == ExitCode.Ok && one.Code == ExitCode.Ok, all.Error + one.Error);
        Assert.Equal(
            [(B, true, 2), (A, true, 4)],
            JsonLines(all.Out).Select(row => (((string)row["taxpayer"]!)[10..], (bool)row["whole"]!, (int)row["verifiedSequence"]!)).Order());
        Assert.Contains("4/4", one.Out, StringComparison.Ordinal);
        Assert.Contains("цел", one.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_ledger_is_proved_without_a_server()
    {
        await ExportAsync("proof");

        var run = await OfflineAsync("proof", "--json");

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        var report = JsonNode.Parse(run.Out)!;
        Assert.Equal((true, 4, 0), ((bool)report["whole"]!, (int)report["verifiedCount"]!, (int)report["unprovedCount"]!));
        var lines = await File.ReadAllLinesAsync(PathOf("proof.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(SampleLedger.HashOf(lines[^1]), (string?)report["lastHash"]);
        Assert.Equal(SampleLedger.HashOf(lines[0]), (string?)JsonNode.Parse(lines[1])!["previousHash"]);

        var online = await register.EsfAsync("ledger", "verify", "--taxpayer", A, "--checkpoint", "proof.jws");
        Assert.True(online.Code == ExitCode.Ok, online.Error);
        var foreign = await register.EsfAsync("ledger", "verify", "--taxpayer", B, "--checkpoint", "proof.jws");
        Assert.Equal(ExitCode.Refused, foreign.Code);
        Assert.Contains("LEDGER_CHECKPOINT_INVALID", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_export_a_shortened_one_and_one_of_another_taxpayer_are_found()
    {
        await ExportAsync("changed");
        var lines = await File.ReadAllLinesAsync(PathOf("changed.jsonl"), TestContext.Current.CancellationToken);

        await WriteAsync("changed.jsonl", [lines[0], lines[1].Replace("160.00", "190.00", StringComparison.Ordinal), .. lines[2..]]);
        Assert.Equal((ExitCode.NotWhole, "LINK_BROKEN", 3), await BreakAsync("changed"));

        await WriteAsync("changed.jsonl", lines[..3]);
        Assert.Equal((ExitCode.NotWhole, "TRUNCATED", 4), await BreakAsync("changed"));

        await register.EsfAsync("ledger", "export", "--taxpayer", B, "-o", "changed.jsonl", "--force");
        Assert.Equal((ExitCode.NotWhole, "TAXPAYER_FOREIGN", 1), await BreakAsync("changed"));
    }

    [Theory]
    [InlineData("en", "signature of the checkpoint is wrong")]
    [InlineData("ru", "Подпись контрольной точки неверна")]
    [InlineData("kk", "қолтаңбасы қате")]
    public async Task A_forged_checkpoint_is_told_in_each_language(string language, string words)
    {
        await ExportAsync($"forged-{language}");
        var token = await File.ReadAllTextAsync(PathOf($"forged-{language}.jws"), TestContext.Current.CancellationToken);
        var end = token.LastIndexOf('.');
        await File.WriteAllTextAsync(
            PathOf($"forged-{language}.jws"), token[..(end + 1)] + (token[end + 1] == 'A' ? 'B' : 'A') + token[(end + 2)..], TestContext.Current.CancellationToken);

        var run = await OfflineAsync($"forged-{language}", "--language", language);

        Assert.Equal(ExitCode.NotWhole, run.Code);
        Assert.Contains(words, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("CHECKPOINT_SIGNATURE_WRONG", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_finds_a_ledger_that_was_cut_behind_the_servers_back()
    {
        await ExportAsync("kept");
        await using var server = await register.TamperedAsync(
            "cut.db",
            $"""
            delete from invoices where bin = '{B}' and sequence = 2;
            delete from payment_movements where bin = '{B}' and sequence = 2;
            delete from ledger where bin = '{B}' and sequence = 2;
            update invoices set state = 1, state_changed_by = null where bin = '{B}' and sequence = 1;
            update taxpayers set head_sequence = 1, head_hash = (select hash from ledger where bin = '{B}' and sequence = 1) where bin = '{B}'
            """);
        await register.EsfAsync("ledger", "checkpoint", "--taxpayer", B, "-o", "b.jws");

        var run = await register.EsfAsync(
            "ledger", "verify", "--taxpayer", B, "--checkpoint", "b.jws", "--json", "--server", server.Addresses[0]);

        Assert.Equal(ExitCode.NotWhole, run.Code);
        Assert.NotNull(JsonNode.Parse(run.Out)!["break"]);
    }

    [Theory]
    [InlineData("ledger", "verify", "--file", "x.jsonl")]
    [InlineData("ledger", "verify", "--keys", "x.json", "--taxpayer", A)]
    [InlineData("ledger", "verify", "--file", "none.jsonl", "--checkpoint", "none.jws", "--keys", "none.json")]
    [InlineData("ledger", "verify")]
    [InlineData("ledger", "export", "--taxpayer", A)]
    [InlineData("ledger", "export", "-o", "x.jsonl")]
    public async Task What_is_half_said_is_told(params string[] args) => Assert.Equal(ExitCode.Usage, (await register.EsfAsync(args)).Code);

    [Fact]
    public async Task An_unknown_taxpayer_has_no_ledger()
    {
        Assert.Equal(ExitCode.NotFound, (await register.EsfAsync("ledger", "verify", "--taxpayer", "960240007379")).Code);
        Assert.Equal(ExitCode.NotFound, (await register.EsfAsync("ledger", "export", "--taxpayer", "960240007379", "-o", "unknown.jsonl")).Code);
        Assert.False(File.Exists(PathOf("unknown.jsonl")));
    }

    private async Task ExportAsync(string name)
    {
        foreach (var args in new string[][]
        {
            ["ledger", "export", "--taxpayer", A, "-o", $"{name}.jsonl"],
            ["ledger", "checkpoint", "--taxpayer", A, "-o", $"{name}.jws"],
            ["ledger", "keys", "-o", $"{name}.json"],
        })
        {
            var run = await register.EsfAsync([.. args, "--force"]);
            Assert.True(run.Code == ExitCode.Ok, run.Error);
        }
    }

    private Task<CliRun> OfflineAsync(string name, params string[] args) => register.EsfAsync(
        ["ledger", "verify", "--file", $"{name}.jsonl", "--checkpoint", $"{name}.jws", "--keys", $"{name}.json", .. args, "--server", Nowhere]);

    private async Task<(ExitCode Code, string Reason, int Sequence)> BreakAsync(string name)
    {
        var run = await OfflineAsync(name, "--json");
        var found = JsonNode.Parse(run.Out)!["break"]!;
        return (run.Code, (string)found["reason"]!, (int)found["sequence"]!);
    }

    private Task WriteAsync(string name, IEnumerable<string> lines) =>
        File.WriteAllTextAsync(PathOf(name), string.Concat(lines.Select(line => line + "\n")), TestContext.Current.CancellationToken);

    private string PathOf(string name) => Path.Combine(register.Folder, name);

    private static JsonNode[] JsonLines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli;
using Esf.Clients.Tests.Offsets;
using Spectre.Console;

namespace Esf.Clients.Tests;

/// <summary>The real <c>esf</c> in a pseudo-terminal: at every width everything is there, and nothing that must be read whole is broken.</summary>
/// <remarks>The terminal is made by <c>script</c> of util-linux, which every Debian has.</remarks>
public sealed partial class TerminalTests(ServerFixture fixture, AuditedRegister register) : IClassFixture<AuditedRegister>
{
    private static readonly int[] Widths = [60, 80, 100, 120, 200];

    private static readonly string[] Languages = ["en", "ru", "kk"];

    /// <summary>What is asked, the exit code, and how often a registration number must stand in the answer.</summary>
    private static readonly (string Command, int Code, int Numbers)[] Questions =
    [
        ("offsets", 0, 5),
        ("offsets summary --by month", 0, 0),
        ("reconcile tests/Golden/declarations/returns.csv --taxpayer -", 8, 0),
        ("invoice list --taxpayer 941240001151", 0, 3),
        ("invoice get 1 --taxpayer 941240001151", 0, 1),
        ("payment list --taxpayer 941240001151", 0, 0),
        ("deadlines --include-closed --taxpayer 941240001151", 0, 0),
        ("taxpayer list", 0, 0),
        ("invoice watch --once --taxpayer 941240001151", 0, 4),
        ("ledger verify --all --taxpayer -", 0, 0),
    ];

    public static TheoryData<string, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, int>();
            foreach (var (command, code, numbers) in Questions)
            {
                foreach (var width in Widths)
                {
                    cases.Add(command, code, numbers, width);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_answer_is_whole_at_every_width(string command, int code, int numbers, int width)
    {
        // Languages take turns over the widths: their headings differ in length, not in kind.
        var language = Languages[(width / 20) % Languages.Length];

        var (exit, lines) = await RunAsync($"{command} --language {language}", width);

        Assert.True(exit == code, $"{exit}: {string.Join('\n', lines)}");
        var shown = lines.Where(line => line.Trim().Length > 0).ToArray();
        Assert.NotEmpty(shown);
        Assert.All(shown, line => Assert.DoesNotContain('…', line));
        Assert.All(shown.Where(IsLaidOut), line => Assert.True(line.GetCellWidth() <= width, $"{line.GetCellWidth()} > {width}: {line}"));
        Assert.True(shown.Sum(line => RegistrationNumber().Count(line)) >= numbers, string.Join('\n', lines));
        Assert.DoesNotContain(shown, line => Torn().IsMatch(line));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public async Task Below_100_columns_an_offset_is_a_block_that_leaves_nothing_out(int width)
    {
        var (_, lines) = await RunAsync("offsets --taxpayer 941240001151 --language ru", width);

        foreach (var label in new[] { "Регистрационный номер", "Дата зачёта", "НДС, KZT", "Оборот, KZT", "Дата оборота", "Платёж", "Дней", "Состояние", "Поставщик" })
        {
            Assert.Equal(3, lines.Count(line => line.StartsWith(label, StringComparison.Ordinal)));
        }

        Assert.Contains(lines, line => line.Contains("№ 5200000 от 25.05.2026", StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_100_columns_on_what_is_left_out_is_said()
    {
        var (_, lines) = await RunAsync("offsets --taxpayer 941240001151 --language en", 120);

        Assert.Contains(lines, line => line.StartsWith("Not shown here: ", StringComparison.Ordinal) && line.Contains("Turnover date", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith('╭'));
    }

    [Fact]
    public async Task A_batch_is_told_whole_at_every_width()
    {
        foreach (var width in Widths)
        {
            var batch = string.Join('\n', Enumerable.Range(1, 2).Select(n => Repository.Sample("issue_request.json").ReplaceLineEndings(" ")
                .Replace("REPLACE_ME", $"20260525-{n:x16}", StringComparison.Ordinal)
                .Replace("6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11", $"{Guid.NewGuid()}", StringComparison.Ordinal)));
            await File.WriteAllTextAsync(Path.Combine(fixture.Folder.FullName, "narrow.jsonl"), batch, TestContext.Current.CancellationToken);

            var (exit, lines) = await RunAsync($"issue {fixture.Folder.FullName}/narrow.jsonl --taxpayer 941240001151 --language kk", width);

            Assert.Equal((int)ExitCode.Refused, exit);
            Assert.Contains(lines, line => line.Contains("Қабылданбады: 2", StringComparison.Ordinal));
            Assert.All(lines.Where(IsLaidOut), line => Assert.True(line.GetCellWidth() <= width, line));
        }
    }

    // What a table is made of; sentences beside it are left to the terminal to wrap.
    private static bool IsLaidOut(string line) => line.StartsWith('│') || line.StartsWith('╭') || line.StartsWith('╰') || line.StartsWith('├') || line.StartsWith('─');

    private async Task<(int Exit, string[] Lines)> RunAsync(string command, int width)
    {
        var esf = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "esf.dll")}' --server {register.Grpc} --no-color {command}";
        using var script = Process.Start(new ProcessStartInfo("script", ["-qec", $"stty cols {width.ToString(CultureInfo.InvariantCulture)} rows 50; {esf}", "/dev/null"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["TERM"] = "xterm", ["ESF_TAXPAYER"] = null, ["COLUMNS"] = null, ["LC_ALL"] = null, ["LANG"] = "C.UTF-8" },
        })!;
        script.StandardInput.Close();
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        // A bar of progress is painted and wiped: only what stays counts.
        var text = Escape().Replace(output, "").Replace("\r\n", "\n", StringComparison.Ordinal);
        return (script.ExitCode, [.. text.Split('\n').Select(line => line.Split('\r')[^1]).Where(line => !line.Contains("--:--:--", StringComparison.Ordinal) && !line.Contains('━'))]);
    }

    [GeneratedRegex(@"ESF-[0-9]{12}-[0-9]{8}-[0-9]{8}")]
    private static partial Regex RegistrationNumber();

    // The beginning of a registration number or of a date at the end of a cell, with the rest on another line.
    [GeneratedRegex(@"ESF-[0-9]{0,12}(-[0-9]{0,8}(-[0-9]{0,7})?)?\s*(│|\z)|\b20[0-9]{2}-([0-9]{2}-)?\s*(│|\z)|\b[0-9]{2}\.([0-9]{2}\.)?\s*(│|\z)")]
    private static partial Regex Torn();

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])")]
    private static partial Regex Escape();
}

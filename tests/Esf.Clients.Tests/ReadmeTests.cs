using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Esf.Clients.Tests;

/// <summary>The README is run as it is printed: only ports, the database and the way to start the built client are put in.</summary>
public sealed partial class ReadmeTests(ServerFixture fixture)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task The_walk_through_does_what_it_says()
    {
        var clock = ClockStart().Match(BlocksOf("Run it")[0].Text).Groups[1].Value;
        await using var server = await fixture.StartAsync(clock, "readme.db");
        var folder = fixture.Folder.CreateSubdirectory("readme");
        foreach (var linked in new[] { "tests", "clients" })
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, linked), Path.Combine(Repository.Root, linked));
        }

        // Each a second time too: a reader repeats what a reader has done.
        foreach (var section in new[] { "A first invoice", "A first invoice", "For the auditor", "For the auditor" })
        {
            Assert.True(await RunAsync(section, folder, server) >= 6, "The walk-through shows too little of what it answers.");
        }

        Assert.Contains("ESF-941240001151-20260526-00000001", await BashAsync(folder, PutIn(
            "dotnet run --project clients/Esf.Cli -- invoice list --taxpayer 941240001151 --json", server.Addresses[0], server.Addresses[1])), StringComparison.Ordinal);

        // The 1C step behind the first steps, and again: one invoice more, and no third one.
        foreach (var step in BlocksOf("A new integrator's first hour").Where(block => block.Language == "sh").SelectMany(block => new[] { block, block }))
        {
            var result = await BashAsync(folder, PutIn(step.Text, server.Addresses[0], server.Addresses[1]));
            Assert.Contains("\"outcome\": \"DONE\"", result, StringComparison.Ordinal);
            Assert.Contains("ESF-941240001151-20260526-00000002", result, StringComparison.Ordinal);
        }
    }

    /// <summary>Runs the commands of a section and looks for what they are said to answer. Answers how many lines that were.</summary>
    private static async Task<int> RunAsync(string section, DirectoryInfo folder, Server.Hosting.EsfServer server)
    {
        var printed = string.Empty;
        var expected = 0;
        foreach (var (language, text) in BlocksOf(section))
        {
            if (language == "sh")
            {
                printed = await BashAsync(folder, PutIn(text, server.Addresses[0], server.Addresses[1]));
                continue;
            }

            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Contains(line.TrimEnd('}'), printed, StringComparison.Ordinal);
                expected++;
            }
        }

        return expected;
    }

    [Fact]
    public void The_files_that_it_names_are_there()
    {
        var named = Link().Matches(Readme).Select(match => match.Groups[1].Value).Where(path => !path.Contains("://", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    private static string PutIn(string commands, string grpc, string json)
    {
        var esf = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "esf.dll")}' --server {grpc}";
        return $"esf() {{ {esf} \"$@\"; }}\n" + commands
            .Replace("http://127.0.0.1:5050", json, StringComparison.Ordinal)
            .Replace("dotnet run --project clients/Esf.OneC -- run", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "esf-1c.dll")}' run --server {grpc} --settle 0", StringComparison.Ordinal)
            .Replace("dotnet run --project clients/Esf.Cli --", esf, StringComparison.Ordinal);
    }

    private static (string Language, string Text)[] BlocksOf(string heading)
    {
        var start = Readme.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The README has no section '{heading}'.");
        var end = Readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return [.. Block().Matches(Readme[start..end]).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
    }

    private static async Task<string> BashAsync(DirectoryInfo folder, string commands)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Tables are printed as wide as they are in the README.
            Environment = { ["COLUMNS"] = "160" },
        })!;
        var output = bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, $"{commands}\nended with {bash.ExitCode}: {await error}\n{await output}");
        return await output;
    }

    [GeneratedRegex(@"```(\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"--Sandbox:ClockStart=(\S+)")]
    private static partial Regex ClockStart();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}

using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Esf.Clients.Tests;

/// <summary>The SDK as a package: a project elsewhere installs it, builds the first program of its README, and issues an invoice.</summary>
public sealed partial class PackageTests(ServerFixture fixture)
{
    private static readonly string Configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <remarks>The program of .NET 8 runs on the runtime that is here: what it shows is that it builds against that library, and works.</remarks>
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public async Task A_project_elsewhere_installs_the_package_and_issues_an_invoice(string framework)
    {
        await using var server = await fixture.StartAsync("2026-05-26T09:00:00+05:00", $"package-{framework}.db");
        var folder = fixture.Folder.CreateSubdirectory($"package-{framework}");
        var packages = folder.CreateSubdirectory("packages");
        await DotnetAsync(Repository.Root, "pack", "clients/Esf.Client", "--no-build", "-c", Configuration, "-o", packages.FullName);
        AssertComplete(packages);

        var consumer = folder.CreateSubdirectory("consumer");
        await WriteConsumerAsync(consumer, packages, framework, server.Addresses[0]);
        await DotnetAsync(consumer.FullName, "build", "-v", "q", "-o", "out");

        Assert.Equal("ESF-941240001151-20260526-00000001, offset on 2026-05-26", (await DotnetAsync(consumer.FullName, "out/consumer.dll")).Trim());
    }

    private static void AssertComplete(DirectoryInfo packages)
    {
        Assert.Equal(
            ["Esf.Client.0.1.0.nupkg", "Esf.Client.0.1.0.snupkg", "Esf.Protocol.0.1.0.nupkg", "Esf.Protocol.0.1.0.snupkg"],
            packages.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        using var package = ZipFile.OpenRead(Path.Combine(packages.FullName, "Esf.Client.0.1.0.nupkg"));
        var entries = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "README.md", "Esf.Client.nuspec",
                "lib/net8.0/Esf.Client.dll", "lib/net8.0/Esf.Client.xml", "lib/net10.0/Esf.Client.dll", "lib/net10.0/Esf.Client.xml",
            },
            entries.ToHashSet());
        using var reader = new StreamReader(package.GetEntry("Esf.Client.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();
        Assert.Contains("""<license type="expression">Apache-2.0</license>""", nuspec, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", nuspec, StringComparison.Ordinal);
        Assert.Contains("""<dependency id="Esf.Protocol" version="0.1.0" """.TrimEnd(), nuspec, StringComparison.Ordinal);
    }

    // Packages that this machine has are read where they are, but for an earlier build of these: it has the same version.
    private static void LinkInstalled(DirectoryInfo folder)
    {
        var installed = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in Directory.GetDirectories(installed).Where(path => !Path.GetFileName(path).StartsWith("esf.", StringComparison.Ordinal)))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, Path.GetFileName(package)), package);
        }
    }

    private static async Task WriteConsumerAsync(DirectoryInfo folder, DirectoryInfo packages, string framework, string server)
    {
        var installed = folder.Parent!.CreateSubdirectory("linked");
        LinkInstalled(installed);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="built" value="{packages.FullName}" /></packageSources>
              <fallbackPackageFolders><add key="installed" value="{installed.FullName}" /></fallbackPackageFolders>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <RollForward>Major</RollForward>
                <UseAppHost>false</UseAppHost>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>$(MSBuildThisFileDirectory)installed</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Esf.Client" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "clients", "Esf.Client", "README.md"));
        var program = CSharp().Match(readme).Groups[1].Value;
        Assert.Contains("http://127.0.0.1:5051", program, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Program.cs"), program.Replace("http://127.0.0.1:5051", server, StringComparison.Ordinal));
    }

    private static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        using var dotnet = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // No build server stays behind that would hold the output open.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0", ["UseSharedCompilation"] = "false" },
        })!;
        var output = dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = dotnet.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(dotnet.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {dotnet.ExitCode}:\n{await output}{await error}");
        return await output;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}

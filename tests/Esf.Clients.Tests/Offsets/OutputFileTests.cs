using Esf.Cli;
using Esf.Cli.Input;
using Esf.Cli.Output.Export;

namespace Esf.Clients.Tests.Offsets;

/// <summary>A file is there whole or not at all.</summary>
public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-output-");

    private string[] Names => [.. _folder.EnumerateFileSystemInfos().Select(file => file.Name)];

    [Fact]
    public async Task A_file_appears_when_it_is_complete()
    {
        var file = new OutputFile(_folder.FullName, "a.csv", replace: false);

        await file.WriteAsync(
            async stream =>
            {
                Assert.DoesNotContain("a.csv", Names);
                await stream.WriteAsync("done"u8.ToArray(), TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["a.csv"], Names);
        Assert.Equal("done", await ReadAsync("a.csv"));
    }

    [Fact]
    public async Task What_fails_or_is_interrupted_leaves_nothing_behind_and_the_old_file_as_it_was()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a.csv"), "old", TestContext.Current.CancellationToken);
        var file = new OutputFile(_folder.FullName, "a.csv", replace: true);
        using var interrupted = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => file.WriteAsync(
            stream =>
            {
                stream.WriteByte(1);
                throw new TimeoutException();
            },
            TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.WriteAsync(
            async stream =>
            {
                stream.WriteByte(1);
                await interrupted.CancelAsync();
            },
            interrupted.Token));

        Assert.Equal(["a.csv"], Names);
        Assert.Equal("old", await ReadAsync("a.csv"));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_by_force()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a.csv"), "old", TestContext.Current.CancellationToken);

        Assert.Throws<UsageException>(() => new OutputFile(_folder.FullName, "a.csv", replace: false));
        await new OutputFile(_folder.FullName, "a.csv", replace: true)
            .WriteAsync(stream => stream.WriteAsync("new"u8.ToArray()).AsTask(), TestContext.Current.CancellationToken);

        Assert.Equal("new", await ReadAsync("a.csv"));
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_not_overwritten()
    {
        var file = new OutputFile(_folder.FullName, "a.csv", replace: false);

        await Assert.ThrowsAsync<InputException>(() => file.WriteAsync(
            stream => File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a.csv"), "theirs"), TestContext.Current.CancellationToken));

        Assert.Equal(["a.csv"], Names);
        Assert.Equal("theirs", await ReadAsync("a.csv"));
    }

    [Fact]
    public void A_folder_and_a_folder_that_is_not_there_are_told_before_anything_is_asked()
    {
        _folder.CreateSubdirectory("sub");

        Assert.Throws<UsageException>(() => new OutputFile(_folder.FullName, "sub", replace: true));
        Assert.Throws<UsageException>(() => new OutputFile(_folder.FullName, "none/a.csv", replace: false));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(_folder.FullName, name), TestContext.Current.CancellationToken);
}

using System.Text;

namespace Esf.Cli.Output.Export;

/// <summary>Where a file goes: to a place in a folder, or to standard output.</summary>
internal abstract class OutputTarget
{
    /// <summary>The name that means standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>Its name as it was typed.</summary>
    public abstract string Name { get; }

    /// <summary>True for a file; false for standard output, which has nothing to tell of.</summary>
    public bool IsFile => Name != StandardOutput;

    /// <summary>The target of a name; nothing is written yet. Throws UsageException when it cannot be written to.</summary>
    public static OutputTarget Of(CliHost host, string name, bool replace) =>
        name == StandardOutput ? new Standard(host) : new OutputFile(host.WorkingDirectory, name, replace);

    /// <summary>Writes the content.</summary>
    public abstract Task WriteAsync(Func<Stream, Task> content, CancellationToken cancellationToken);

    /// <summary>Standard output. What failed half-way has been written up to there: who reads a pipe sees the exit code.</summary>
    private sealed class Standard(CliHost host) : OutputTarget
    {
        public override string Name => StandardOutput;

        public override async Task WriteAsync(Func<Stream, Task> content, CancellationToken cancellationToken)
        {
            await host.Out.FlushAsync(cancellationToken);
            if (host.OutBytes is { } open)
            {
                await using var stream = new BufferedStream(open());
                await content(stream);
                await stream.FlushAsync(cancellationToken);
                return;
            }

            using var memory = new MemoryStream();
            await content(memory);
            await host.Out.WriteAsync(Encoding.UTF8.GetString(memory.ToArray()));
        }
    }
}

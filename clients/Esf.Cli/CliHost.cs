using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Esf.Cli;

/// <summary>Everything that a command touches outside itself, so that a test can stand in for the process.</summary>
internal sealed class CliHost
{
    public required Stream In { get; init; }

    public required TextWriter Out { get; init; }

    /// <summary>Standard output for files that are no text; null: they go through <see cref="Out"/> as UTF-8.</summary>
    public Func<Stream>? OutBytes { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where relative file names start and repeat files are written.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>True when a person can be asked: who types on In reads Error.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Transport in place of the SDK's own.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static CliHost OfProcess()
    {
        // Files and pipes get UTF-8 whatever code page the console has; JSON knows no other encoding.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new CliHost
        {
            In = Console.OpenStandardInput(),
            Out = OpenOut(),
            OutBytes = Console.OpenStandardOutput,
            Error = Console.Error,
            Variable = Environment.GetEnvironmentVariable,
            WorkingDirectory = Environment.CurrentDirectory,
            IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        };
    }

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Standard output; a pipe that nobody reads any more throws.</summary>
    /// <remarks>Console drops what such a pipe does not take, and a watch would count it as read.</remarks>
    private static TextWriter OpenOut()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.Out;
        }

        // A file stays with Console: a FileStream would keep an offset of its own beside that of who else writes into the file.
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.Out : new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }
}

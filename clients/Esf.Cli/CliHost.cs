using System.Text;

namespace Esf.Cli;

/// <summary>Everything that a command touches outside itself, so that a test can stand in for the process.</summary>
internal sealed class CliHost
{
    public required Stream In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where relative file names start and repeat files are written.</summary>
    public required string WorkingDirectory { get; init; }

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
            Out = Console.Out,
            Error = Console.Error,
            Variable = Environment.GetEnvironmentVariable,
            WorkingDirectory = Environment.CurrentDirectory,
        };
    }

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}

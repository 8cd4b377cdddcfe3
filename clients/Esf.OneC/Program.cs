using System.CommandLine;
using System.Text;

namespace Esf.OneC;

/// <summary><c>esf-1c</c>: the exchange folder of 1C.</summary>
internal static class Program
{
    private const string Help = """
        Takes bank statements (1CClientBankExchange) and invoices of IS ESF (XML) from a folder, records payments, issues invoices,
        and writes what became of each file.

        Environment: ESF_SERVER, ESF_TAXPAYER, ESF_LANGUAGE stand in for --server, --taxpayer, --language.

        Exit codes:
          0    every file was taken, or waits for a payment or its window; a service that was told to stop
          1    unexpected failure
          2    wrong usage, or the folder cannot be used; nothing was sent
          3    with --once: at least one file went to failed/
          6    with --once: the taxpayer is not registered with the service, or it gives no access
          7    the service did not answer; nothing is lost, safe to run again
        """;

    // Longer than a document that is at hand may take to be finished.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);

    public static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return RunAsync(args, Console.Out, Console.Error);
    }

    /// <summary>Runs one command line. Answers the exit code.</summary>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(Help) { RunCommand.Create(output, error) };
        var parsed = root.Parse(args);
        var invocation = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = StopLimit };
        var code = await parsed.InvokeAsync(invocation);
        return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
    }
}

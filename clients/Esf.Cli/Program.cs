using System.CommandLine;
using System.CommandLine.Invocation;
using Esf.Cli.Commands;

namespace Esf.Cli;

/// <summary><c>esf</c>: the service from a terminal.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, CliHost.OfProcess());

    /// <summary>Runs one command line in the given surroundings. Answers the exit code.</summary>
    internal static async Task<int> RunAsync(string[] args, CliHost host)
    {
        var options = new GlobalOptions();
        var root = CreateRoot(host, options, args);
        HelpTranslation.Apply(root, options.HelpLanguage(args, host));
        try
        {
            return await RunAsync(root.Parse(args), host);
        }
        catch (IOException failure) when (ExitCodes.IsOutputClosed(failure))
        {
            // A command has its own end; this is help that nobody reads to its end.
            return (int)ExitCode.OutputClosed;
        }
    }

    /// <summary>All commands, with their help in English.</summary>
    internal static RootCommand CreateRoot(CliHost host, GlobalOptions options, string[] args)
    {
        var runner = new CommandRunner(host, options, args);
        var root = new RootCommand(HelpText.Root.En)
        {
            TaxpayerCommands.Create(runner),
            PaymentCommands.Create(runner),
            DeadlinesCommand.Create(runner),
            ValidateCommand.Create(runner),
            IssueCommand.Create(runner),
            InvoiceCommands.Create(runner),
            OffsetsCommand.Create(runner),
            ReconcileCommand.Create(runner),
            LedgerCommands.Create(runner),
            ImportCommands.Create(runner),
            CompletionCommand.Create(runner),
        };
        options.AddTo(root);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CliHost host)
    {
        var invocation = new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false };
        if (parsed.Action is not ParseErrorAction wrong)
        {
            return await parsed.InvokeAsync(invocation);
        }

        // Help belongs to who typed half a command; a mistake is told in one line, and stdout stays clean for scripts.
        wrong.ShowHelp = parsed.CommandResult.Command.Action is null && parsed.UnmatchedTokens.Count == 0;
        await parsed.InvokeAsync(invocation);
        return (int)ExitCode.Usage;
    }
}

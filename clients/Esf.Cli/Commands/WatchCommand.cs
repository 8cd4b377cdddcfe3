using System.CommandLine;
using Esf.Cli.Input;

namespace Esf.Cli.Commands;

/// <summary><c>esf invoice watch</c>: what happens to invoices, as it happens.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandRunner runner)
    {
        var from = new Option<string?>("--from")
        {
            Description = "Resume token: start behind it. Default: what the state file holds, else the beginning.",
            HelpName = "TOKEN",
        };
        var stateFile = new Option<string?>("--state-file")
        {
            Description = "Keeps the resume token here after each message, and goes on from it when it exists; then --from is not read. "
                + "After a crash the last message may be printed again, with the same event ids; none is left out.",
            HelpName = "PATH",
        };
        var once = new Option<bool>("--once") { Description = "Print what there is, and end." };
        var command = new Command("watch", "Prints what happens to invoices, one line per event, until Ctrl+C; that is exit code 0.")
        {
            from, stateFile, once,
        };
        var export = new ExportOptions();
        export.AddTo(command);
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var state = parsed.GetValue(stateFile) is { } path ? new StateFile(session.Host.WorkingDirectory, path) : null;
            var target = export.FileOf(session, parsed);
            if (target is not null && !parsed.GetValue(once))
            {
                throw new UsageException("-o needs --once: a file has an end, a watch has none.");
            }

            var watch = new Watch(session, session.Parent(), state, parsed.GetValue(from) ?? "");
            return target is null
                ? watch.RunAsync(parsed.GetValue(once), cancellationToken)
                : watch.ExportAsync(parsed, target, cancellationToken);
        });
        return command;
    }
}

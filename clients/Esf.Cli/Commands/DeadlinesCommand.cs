using System.CommandLine;
using Esf.Cli.Output;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf deadlines</c>: what must be issued until when.</summary>
internal static class DeadlinesCommand
{
    public static Command Create(CommandRunner runner)
    {
        var closed = new Option<bool>("--include-closed") { Description = "Also payments whose last day has passed." };
        var limit = CommonOptions.Limit();
        var export = new ExportOptions();
        var command = new Command("deadlines", "Payments that still want an invoice, the soonest last day first.") { closed, limit };
        export.AddTo(command);
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var request = new ListIssueDeadlinesRequest
            {
                Parent = session.Parent(),
                IncludeClosed = parsed.GetValue(closed),
                PageSize = CommonOptions.PageSize(parsed.GetValue(limit)),
            };
            return CommonOptions.ListAsync(
                session,
                parsed,
                session.Client.ListIssueDeadlinesAsync(request, cancellationToken),
                parsed.GetValue(limit),
                export,
                DeadlineView.Export,
                rows => DeadlineView.Table(session.Screen, rows),
                cancellationToken);
        });
        return command;
    }
}

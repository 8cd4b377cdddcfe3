using System.CommandLine;
using Esf.Cli.Output;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf invoice</c>: issued invoices.</summary>
internal static class InvoiceCommands
{
    public static Command Create(CommandRunner runner) => new("invoice", "Issued invoices.")
    {
        Get(runner),
        List(runner),
        AmendCommands.Correct(runner),
        AmendCommands.Add(runner),
        RevokeCommand.Create(runner),
        WatchCommand.Create(runner),
    };

    private static Command Get(CommandRunner runner)
    {
        var name = CommonOptions.Invoice();
        var command = new Command("get", "Shows one invoice.") { name };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var full = ResourceNames.Invoice(parsed.GetRequiredValue(name));
            var invoice = await session.Client.GetInvoiceAsync(full, cancellationToken);
            if (session.Screen.Json)
            {
                session.Screen.WriteJson(invoice);
            }
            else
            {
                InvoiceView.WriteDetails(session.Screen, invoice);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List(CommandRunner runner)
    {
        var from = CommonOptions.Date("--from", "Only invoices issued on this day or later.");
        var to = CommonOptions.Date("--to", "Only invoices issued on this day or earlier.");
        var number = new Option<string?>("--number") { Description = "Only invoices with this number in the taxpayer's own books." };
        var limit = CommonOptions.Limit();
        var command = new Command("list", "Lists invoices in the order of the ledger.") { from, to, number, limit };
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var request = new ListInvoicesRequest
            {
                Parent = session.Parent(),
                IssueDateFrom = parsed.GetValue(from),
                IssueDateTo = parsed.GetValue(to),
                Number = parsed.GetValue(number) ?? "",
                PageSize = CommonOptions.PageSize(parsed.GetValue(limit)),
            };
            return CommonOptions.ListAsync(
                session,
                session.Client.ListInvoicesAsync(request, cancellationToken),
                parsed.GetValue(limit),
                rows => InvoiceView.Table(session.Screen, rows),
                cancellationToken);
        });
        return command;
    }
}

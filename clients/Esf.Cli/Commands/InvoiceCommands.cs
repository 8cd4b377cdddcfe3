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
            var text = parsed.GetRequiredValue(name);
            if (InvoiceArgument.IsNumber(text) && await InvoiceArgument.FindAsync(session, text, cancellationToken) is var found)
            {
                await WriteFoundAsync(session, text, found, cancellationToken);
                return ExitCode.Ok;
            }

            var invoice = await session.Client.GetInvoiceAsync(ResourceNames.Invoice(text), cancellationToken);
            if (!session.Screen.Json && invoice.Revocation is { } revocation && text.EndsWith(revocation.RegistrationNumber, StringComparison.Ordinal))
            {
                // Asked for by the number of its revocation: that is shown first, then what it revoked.
                RevocationView.WriteRevoked(session.Screen, revocation, invoice.RegistrationNumber);
            }

            await WriteAsync(session, invoice, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The one invoice of a number; the list of them where several days have it.</summary>
    private static async Task WriteFoundAsync(Session session, string number, IReadOnlyList<Invoice> found, CancellationToken cancellationToken)
    {
        if (found is [var only])
        {
            await WriteAsync(session, only, cancellationToken);
            return;
        }

        session.Screen.Remark(session.Screen.Say(Remarks.SeveralOfNumber.With("number", number)));
        if (!session.Screen.Json)
        {
            session.Screen.Write(InvoiceView.Table(session.Screen, found));
            return;
        }

        foreach (var invoice in found)
        {
            session.Screen.WriteJson(invoice);
        }
    }

    private static async Task WriteAsync(Session session, Invoice invoice, CancellationToken cancellationToken)
    {
        if (session.Screen.Json)
        {
            session.Screen.WriteJson(invoice);
            return;
        }

        var payments = new Dictionary<string, VatPayment>(StringComparer.Ordinal);
        foreach (var name in invoice.PaymentAllocations.Select(allocation => allocation.VatPayment).Distinct(StringComparer.Ordinal))
        {
            payments[name] = await session.Client.GetVatPaymentAsync(name, cancellationToken);
        }

        InvoiceView.WriteDetails(session.Screen, invoice, payments);
    }

    private static Command List(CommandRunner runner)
    {
        var from = CommonOptions.Date("--from", "Only invoices issued on this day or later.");
        var to = CommonOptions.Date("--to", "Only invoices issued on this day or earlier.");
        var number = new Option<string?>("--number") { Description = "Only invoices with this number in the taxpayer's own books." };
        var limit = CommonOptions.Limit();
        var export = new ExportOptions();
        var command = new Command("list", "Lists invoices in the order of the ledger.") { from, to, number, limit };
        export.AddTo(command);
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
                parsed,
                session.Client.ListInvoicesAsync(request, cancellationToken),
                parsed.GetValue(limit),
                export,
                InvoiceView.Export,
                rows => InvoiceView.Table(session.Screen, rows),
                cancellationToken);
        });
        return command;
    }
}

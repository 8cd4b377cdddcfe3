using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf validate</c>: everything that stands against issuing, before issuing.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandRunner runner)
    {
        var files = CommonOptions.Files("Invoices: the JSON of IssueInvoiceRequest, or of Invoice.");
        var command = new Command("validate", "Tells everything that stands against issuing the invoices now. Stores nothing.") { files };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var invoices = await InvoiceFile.ReadAsync(session, parsed.GetRequiredValue(files), cancellationToken);
            var code = ExitCode.Ok;
            foreach (var (where, request) in invoices)
            {
                var report = await session.Client.ValidateInvoiceAsync(request.Parent, request.Invoice, cancellationToken);
                Write(session.Screen, where, report);
                code = report.Violations.Count > 0 ? ExitCode.Refused : code;
            }

            return code;
        });
        return command;
    }

    private static void Write(Screen screen, string where, ValidateInvoiceResponse report)
    {
        if (screen.Json)
        {
            screen.WriteJson(report);
            return;
        }

        screen.WriteLine(where);
        if (report.Violations.Count > 0)
        {
            screen.Write(ViolationTable.Violations(screen, report.Violations.Select(EsfViolation.From)));
            InvoiceView.WriteWarnings(screen, report.Warnings);
        }
        else
        {
            InvoiceView.WriteIssued(screen, report.Invoice ?? new Invoice(), report.Warnings, stored: false);
        }
    }
}

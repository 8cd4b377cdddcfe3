using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf issue</c>: one invoice by a single call, many over a stream (<see cref="IssueBatch"/>).</summary>
internal static class IssueCommand
{
    public static Command Create(CommandRunner runner)
    {
        var files = CommonOptions.Files("Invoices: the JSON of IssueInvoiceRequest, or of Invoice.");
        var requestId = RequestIdOption.Create();
        var validateOnly = new Option<bool>("--validate-only") { Description = "Check and answer as if issuing, but store nothing." };
        var command = new Command("issue", "Issues invoices: today is the date of issue and of the offset.")
        {
            files, requestId, validateOnly,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var names = parsed.GetRequiredValue(files);
            var invoices = await InvoiceFile.ReadAsync(session, names, cancellationToken);
            foreach (var (_, request) in invoices)
            {
                request.ValidateOnly |= parsed.GetValue(validateOnly);
            }

            return (invoices, parsed.GetValue(requestId)) switch
            {
                ([var only], var id) => await OneAsync(session, only, id, cancellationToken),
                (_, null) => await IssueBatch.RunAsync(session, names, invoices, cancellationToken),
                _ => throw new UsageException("--request-id is for one invoice; in a batch each has its own requestId in the file."),
            };
        });
        return command;
    }

    private static async Task<ExitCode> OneAsync(Session session, InvoiceFile file, string? requestId, CancellationToken cancellationToken)
    {
        var request = file.Request;
        request.RequestId = RequestIdOption.Choose(session, requestId, request.RequestId, file.Where);
        session.IsChanging = !request.ValidateOnly;
        try
        {
            var response = await session.Client.IssueInvoiceAsync(request, cancellationToken);
            Write(session.Screen, response, stored: !request.ValidateOnly);
            return ExitCode.Ok;
        }
        catch (EsfException refused) when (refused.Violations.Count > 0)
        {
            ErrorReport.Write(session.Screen, refused, await AllViolationsAsync(session, request, refused, cancellationToken));
            return ExitCodes.Of(refused);
        }
    }

    private static void Write(Screen screen, IssueInvoiceResponse response, bool stored)
    {
        if (screen.Json)
        {
            screen.WriteJson(response);
        }
        else
        {
            InvoiceView.WriteIssued(screen, response.Invoice, response.Warnings, stored);
        }
    }

    /// <summary>The violations with their articles, and those beyond the 16 that a status can carry; ValidateInvoice knows both.</summary>
    private static async Task<IReadOnlyList<EsfViolation>> AllViolationsAsync(
        Session session, IssueInvoiceRequest request, EsfException refused, CancellationToken cancellationToken)
    {
        try
        {
            var report = await session.Client.ValidateInvoiceAsync(request.Parent, request.Invoice, cancellationToken);
            var all = report.Violations.Select(EsfViolation.From).ToArray();

            // What the refusal itself said is the truth of this call; a report that lacks any of it is about another moment.
            return refused.Violations.All(told => all.Any(one => one.Reason == told.Reason && one.Field == told.Field))
                ? all
                : refused.Violations;
        }
        catch (EsfException)
        {
            // The refusal is known all the same; only the articles are not.
            return refused.Violations;
        }
    }
}

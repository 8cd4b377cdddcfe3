using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;
using Google.Protobuf;

namespace Esf.Cli.Commands;

/// <summary><c>esf invoice correct</c> and <c>esf invoice add</c>: a further document for an issued invoice.</summary>
internal static class AmendCommands
{
    public static Command Correct(CommandRunner runner) => Create(
        runner,
        "correct",
        "Replaces an issued invoice in full by a corrected one; today is its date of issue and of the offset.",
        item =>
        {
            var request = DocumentReader.Parse<CorrectInvoiceRequest>(item);
            return new AmendmentFile(item.Where, request.Name, request.Invoice, request.RequestId, request.Etag);
        },
        async (client, amendment, cancellationToken) =>
        {
            var response = await client.CorrectInvoiceAsync(
                new CorrectInvoiceRequest
                {
                    Name = amendment.Name,
                    Invoice = amendment.Invoice,
                    RequestId = amendment.RequestId,
                    Etag = amendment.Etag,
                },
                cancellationToken);
            return new Answer(response, response.Invoice, response.Warnings);
        });

    public static Command Add(CommandRunner runner) => Create(
        runner,
        "add",
        "Issues an additional invoice: signed differences to an issued one, on the same turnover date.",
        item =>
        {
            var request = DocumentReader.Parse<IssueAdditionalInvoiceRequest>(item);
            return new AmendmentFile(item.Where, request.Name, request.Invoice, request.RequestId, request.Etag);
        },
        async (client, amendment, cancellationToken) =>
        {
            var response = await client.IssueAdditionalInvoiceAsync(
                new IssueAdditionalInvoiceRequest
                {
                    Name = amendment.Name,
                    Invoice = amendment.Invoice,
                    RequestId = amendment.RequestId,
                    Etag = amendment.Etag,
                },
                cancellationToken);
            return new Answer(response, response.Invoice, response.Warnings);
        });

    private static Command Create(
        CommandRunner runner,
        string verb,
        string description,
        Func<JsonItem, AmendmentFile> readRequest,
        Func<EsfClient, AmendmentFile, CancellationToken, Task<Answer>> send)
    {
        var name = CommonOptions.Invoice();
        var file = new Argument<string>("FILE")
        {
            Description = "JSON of the invoice, or of the request with it; "
                + $"'{DocumentReader.StandardInput}' is standard input. What 'esf invoice get --json' writes may be edited and given.",
        };
        var etag = CommonOptions.Etag();
        var requestId = RequestIdOption.Create();
        var command = new Command(verb, description) { name, file, etag, requestId };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var target = await InvoiceArgument.NameAsync(session, parsed.GetRequiredValue(name), cancellationToken);
            var read = await AmendmentFile.ReadAsync(
                session, parsed.GetRequiredValue(file), target, readRequest, cancellationToken);
            var amendment = read with
            {
                Name = target,
                RequestId = RequestIdOption.Choose(session, parsed.GetValue(requestId), read.RequestId, read.Where),
                Etag = parsed.GetValue(etag) ?? read.Etag,
            };
            session.IsChanging = true;
            Write(session.Screen, await send(session.Client, amendment, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Screen screen, Answer answer)
    {
        if (screen.Json)
        {
            screen.WriteJson(answer.Response);
        }
        else
        {
            InvoiceView.WriteIssued(screen, answer.Invoice, answer.Warnings, stored: true);
        }
    }

    private sealed record Answer(IMessage Response, Invoice Invoice, IEnumerable<Violation> Warnings);
}

using System.CommandLine;
using System.Globalization;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.OneC;
using Esf.OneC.Exchange;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Esf.OneC.Statements;

namespace Esf.Cli.Commands;

/// <summary><c>esf import</c>: files of banks and of accounting software, by the code of the connector <c>esf-1c</c>.</summary>
internal static class ImportCommands
{
    private const string Parents = "taxpayers/";

    public static Command Create(CommandRunner runner) => new("import", "Files of banks and of accounting software.")
    {
        Statement(runner),
        EsfXml(runner),
    };

    private static Command Statement(CommandRunner runner)
    {
        var file = File("A bank statement, 1CClientBankExchange.");
        var lenient = new Option<bool>("--lenient-encoding")
        {
            Description = "Read it in the encoding that it has, though its line Кодировка names another.",
        };
        var record = Lines("--record", "Record the document that begins on this line of the file, though it looks like a copy or names no code.");
        var skip = Lines("--skip", "Leave out the document that begins on this line: a copy, or another tax.");
        var decisions = new Option<string?>("--decisions")
        {
            Description = "Table (.csv, .xlsx) that says the same: paymentDocument;paidOn;amount;decision (record or skip).",
            HelpName = "FILE",
        };
        var command = new Command(
            "statement",
            "Records the taxpayer's payments of VAT for a non-resident (budget code 105104). Safe to repeat. What may be a copy of another "
            + "payment, or pays to the treasury without a code, is asked with its line, with exit code 3.")
        {
            file, record, skip, decisions, lenient,
        };
        runner.Run(command, (session, parsed, cancellationToken) => RunAsync(
            session,
            parsed.GetRequiredValue(file),
            DropKind.BankStatement,
            PaymentMapping.Empty,
            Decisions(session, parsed.GetValue(decisions)).And(
                PaymentDecisions.OfLines(parsed.GetValue(record) ?? [], parsed.GetValue(skip) ?? [])),
            parsed.GetValue(lenient),
            cancellationToken));
        return command;
    }

    private static Command EsfXml(CommandRunner runner)
    {
        var file = File("Invoices of IS ESF, XML.");
        var mapping = new Option<string?>("--mapping")
        {
            Description = "Table (.csv, .xlsx) that says which payment carries which invoice: invoiceNumber;invoiceDate;paymentDocument;paidOn;amount.",
            HelpName = "FILE",
        };
        var command = new Command(
            "esf",
            "Issues the invoices of an XML file, each against the payment of exactly its VAT, or that of --mapping. Safe to repeat: the "
            + "request ids follow from the documents. What has no payment yet is told, with exit code 3.")
        {
            file, mapping,
        };
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(mapping) is { } path
                ? PaymentMapping.Parse(Bytes(session, path, Bounds.MappingBytes), path)
                : PaymentMapping.Empty;
            foreach (var row in named.BadRows)
            {
                session.Screen.Remark(row.Why.Text.In(session.Screen.Language.Tag));
            }

            return named.Fault is { } fault
                ? throw new InputException(fault.Text.In(session.Screen.Language.Tag))
                : RunAsync(session, parsed.GetRequiredValue(file), DropKind.EsfXml, named, PaymentDecisions.None, lenient: false, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Session session, string name, DropKind kind, PaymentMapping mapping, PaymentDecisions decisions, bool lenient, CancellationToken cancellationToken)
    {
        var taxpayer = session.Parent()[Parents.Length..];
        if (taxpayer == "-")
        {
            throw new UsageException("A file is of one taxpayer: give its IIN or BIN.");
        }

        var file = new DroppedFile(Path.GetFileName(name), default, Bytes(session, name, Bounds.FileBytes));
        session.IsChanging = true;
        var result = await new FileImport(session.Client, taxpayer).RunAsync(file, kind, mapping, decisions, lenient, cancellationToken);
        if (result.Errors is [var error, ..])
        {
            throw new InputException($"{name}: {error.Text.In(session.Screen.Language.Tag)} [{error.Reason}]");
        }

        ImportView.Write(session.Screen, result);
        return result.IsFailed || result.IsWaiting ? ExitCode.Refused : ExitCode.Ok;
    }

    private static Option<int[]> Lines(string name, string description) =>
        new(name) { Description = description + " May be given several times.", HelpName = "LINE", AllowMultipleArgumentsPerToken = true };

    private static PaymentDecisions Decisions(Session session, string? path)
    {
        if (path is null)
        {
            return PaymentDecisions.None;
        }

        using var table = new MemoryStream(Bytes(session, path, Bounds.MappingBytes), writable: false);
        var decisions = PaymentDecisions.Parse(table);
        return decisions.Faults is [var fault, ..]
            ? throw new InputException($"{path}: {fault.Text.In(session.Screen.Language.Tag)} [{fault.Reason}]")
            : decisions;
    }

    private static Argument<string> File(string description) => new("FILE")
    {
        Description = $"{description} '{DocumentReader.StandardInput}' is standard input.",
    };

    private static byte[] Bytes(Session session, string name, long limit)
    {
        try
        {
            using var stream = name == DocumentReader.StandardInput
                ? session.Host.In
                : System.IO.File.OpenRead(Path.Combine(session.Host.WorkingDirectory, name));
            using var content = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > limit)
                {
                    throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name}: longer than {limit} bytes; split it."));
                }
            }

            return content.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read: {failure.Message}");
        }
    }
}

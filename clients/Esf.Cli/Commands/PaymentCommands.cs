using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf payment</c>: VAT for a non-resident that was paid to the budget.</summary>
internal static class PaymentCommands
{
    private const string BudgetCode = "105104";

    // The service takes so many at once.
    private const int BatchSize = 500;

    public static Command Create(CommandRunner runner) => new("payment", "Payments of VAT for a non-resident.")
    {
        Record(runner),
        Get(runner),
        List(runner),
    };

    private static Command Record(CommandRunner runner)
    {
        var files = new Option<string[]>("--file")
        {
            Description = "JSON of payments: one object, an array, or one per line; '-' is standard input. May be given several times.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var number = new Option<string?>("--document-number") { Description = "Number of the payment document." };
        var paidOn = CommonOptions.Date("--paid-on", "The day on which the VAT was paid.");
        var amount = CommonOptions.Amount("--amount", "What was paid.");
        var kind = CommonOptions.Code<VatPaymentKind>("--kind", "How it was paid. Default: BANK_PAYMENT.");
        var budgetCode = new Option<string>("--budget-code")
        {
            Description = "Budget code.",
            DefaultValueFactory = _ => BudgetCode,
        };
        var account = new Option<string?>("--payer-account")
        {
            Description = "The account that it was paid from (IIK): two orders of one number and day from two accounts are two payments.",
            HelpName = "IIK",
        };
        var distinct = new Option<string[]>("--distinct-from")
        {
            Description = "A recorded payment that this one is not, though it looks like a copy of it: its name or id. May be given several times.",
            HelpName = "NAME|ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("record", "Records payments; the same payment again changes nothing.")
        {
            files, number, paidOn, amount, kind, budgetCode, account, distinct,
        };
        command.Validators.Add(result =>
        {
            var typed = new Option[] { number, paidOn, amount }.Count(option => result.GetResult(option) is not null);
            var besides = new Option[] { account, distinct }.Count(option => result.GetResult(option) is not null);
            if (result.GetResult(files) is null ? typed < 3 : typed + besides > 0)
            {
                result.AddError("Give either --file, or --document-number, --paid-on and --amount.");
            }
        });
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(files) is { Length: > 0 } names)
            {
                return await RecordFilesAsync(session, names, cancellationToken);
            }

            var payment = new VatPayment
            {
                DocumentNumber = parsed.GetValue(number),
                PaidOn = parsed.GetValue(paidOn),
                Amount = parsed.GetValue(amount),
                BudgetCode = parsed.GetValue(budgetCode),
                Kind = parsed.GetValue(kind) ?? VatPaymentKind.BankPayment,
                PayerAccount = parsed.GetValue(account) ?? "",
                DistinctFrom = { (parsed.GetValue(distinct) ?? []).Select(name => ResourceNames.Payment(name, session.Parent)) },
            };
            return await RecordOneAsync(session, payment, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RecordFilesAsync(Session session, string[] names, CancellationToken cancellationToken)
    {
        var items = await session.Files.ReadAsync(names, cancellationToken);
        var payments = items.Select(item => (item.Where, Payment: DocumentReader.Parse<VatPayment>(item))).ToArray();
        return payments is [var only]
            ? await RecordOneAsync(session, only.Payment, cancellationToken)
            : await RecordManyAsync(session, payments, cancellationToken);
    }

    private static async Task<ExitCode> RecordOneAsync(Session session, VatPayment payment, CancellationToken cancellationToken)
    {
        var parent = session.Parent();
        session.IsChanging = true;
        return Write(session, await session.Client.RecordVatPaymentAsync(parent, payment, cancellationToken));
    }

    private static async Task<ExitCode> RecordManyAsync(
        Session session, (string Where, VatPayment Payment)[] payments, CancellationToken cancellationToken)
    {
        var parent = session.Parent();
        var outcomes = new List<(string Where, RecordVatPaymentOutcome Outcome)>();
        session.IsChanging = true;
        await session.Screen.ProgressAsync("payments", payments.Length, async done =>
        {
            foreach (var chunk in payments.Chunk(BatchSize))
            {
                var answers = await session.Client.BatchRecordVatPaymentsAsync(
                    parent, chunk.Select(item => item.Payment), cancellationToken);
                foreach (var (item, outcome) in chunk.Zip(answers))
                {
                    outcomes.Add((item.Where, outcome));
                    if (session.Screen.Json)
                    {
                        session.Screen.WriteJson(outcome);
                    }

                    done();
                }
            }
        });
        return Report(session, outcomes);
    }

    private static ExitCode Report(Session session, List<(string Where, RecordVatPaymentOutcome Outcome)> outcomes)
    {
        var refusals = outcomes
            .Where(item => item.Outcome.Refusal is not null)
            .Select(item => (item.Where, Refusal: EsfException.From(item.Outcome.Refusal)))
            .ToArray();
        if (!session.Screen.Json)
        {
            session.Screen.Write(PaymentView.Outcomes(session.Screen, outcomes));
            ErrorReport.WriteRefusals(session.Screen, refusals);
        }

        return ExitCodes.OfBatch(refusals.Select(item => item.Refusal));
    }

    private static Command Get(CommandRunner runner)
    {
        var name = new Argument<string>("NAME|ID") { Description = "taxpayers/{bin}/vatPayments/{id}, or the id alone with --taxpayer." };
        var command = new Command("get", "Shows one payment with what is left of it.") { name };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var full = ResourceNames.Payment(parsed.GetRequiredValue(name), session.Parent);
            return Write(session, await session.Client.GetVatPaymentAsync(full, cancellationToken));
        });
        return command;
    }

    private static Command List(CommandRunner runner)
    {
        var from = CommonOptions.Date("--from", "Only payments made on this day or later.");
        var to = CommonOptions.Date("--to", "Only payments made on this day or earlier.");
        var limit = CommonOptions.Limit();
        var export = new ExportOptions();
        var command = new Command("list", "Lists payments, the oldest first.") { from, to, limit };
        export.AddTo(command);
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var request = new ListVatPaymentsRequest
            {
                Parent = session.Parent(),
                PaidOnFrom = parsed.GetValue(from),
                PaidOnTo = parsed.GetValue(to),
                PageSize = CommonOptions.PageSize(parsed.GetValue(limit)),
            };
            return CommonOptions.ListAsync(
                session,
                parsed,
                session.Client.ListVatPaymentsAsync(request, cancellationToken),
                parsed.GetValue(limit),
                export,
                PaymentView.Export,
                rows => PaymentView.Table(session.Screen, rows),
                cancellationToken);
        });
        return command;
    }

    private static ExitCode Write(Session session, VatPayment payment)
    {
        if (session.Screen.Json)
        {
            session.Screen.WriteJson(payment);
        }
        else
        {
            PaymentView.WriteDetails(session.Screen, payment);
        }

        return ExitCode.Ok;
    }
}

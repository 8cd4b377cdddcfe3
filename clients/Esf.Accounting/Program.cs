using System.CommandLine;
using System.Globalization;
using Esf.Client;
using Microsoft.Data.Sqlite;

namespace Esf.Accounting;

/// <summary><c>esf-accounting</c>: a small accounting system for the VAT of non-residents, as an example of one that stands on the SDK.</summary>
internal static class Program
{
    private const int Unavailable = 69; // EX_UNAVAILABLE of sysexits.h: run it again later.
    private const int Failed = 1;

    private static readonly Option<string> Ledger = new("--ledger") { Description = "The ledger's file.", DefaultValueFactory = _ => "accounting.db", Recursive = true };

    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs one command line. Answers the exit code.</summary>
    internal static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("A sample accounting system: foreign purchases, their VAT payments, and their invoices.") { Ledger };
        root.Add(Init(output, error));
        root.Add(PurchaseCommand(output, error));
        root.Add(Pay(output, error));
        root.Add(Simulate(output, error));
        root.Add(With(new("run-day", "Does what is due on the server's day: records payments, issues, reads the register."), error, async (book, _, cancellationToken) =>
        {
            await using var client = Client(book);
            await new WorkingDay(book, client, Required(book, "taxpayer"), output).RunAsync(cancellationToken);
        }));
        root.Add(With(new("status", "Shows every purchase with its payments, its invoice or its refusal, and the offsets by quarter."), error, (book, _, _) =>
        {
            StatusReport.Write(book, output);
            return Task.CompletedTask;
        }));
        return root.Parse(args).InvokeAsync(new() { Output = output, Error = error });
    }

    private static Command Init(TextWriter output, TextWriter error)
    {
        var taxpayer = new Option<string>("--taxpayer") { Description = "IIN or BIN.", Required = true };
        var name = new Option<string>("--name") { Description = "Legal name.", Required = true };
        var address = new Option<string>("--address") { Description = "Address.", Required = true };
        var certificate = new Option<string>("--certificate") { Description = "VAT certificate, like 60001/1234567.", Required = true };
        var registeredOn = Date("--registered-on", "First day of the VAT registration.");
        var server = Address();
        var language = new Option<string>("--language") { Description = "kk, ru or en.", DefaultValueFactory = _ => "ru" };
        var command = new Command("init", "Makes the ledger of a taxpayer, and registers it at the service.") { taxpayer, name, address, certificate, registeredOn, server, language };
        return With(command, error, async (book, parsed, cancellationToken) =>
        {
            book.Set("server", parsed.GetRequiredValue(server).ToString());
            book.Set("language", parsed.GetRequiredValue(language));
            var parts = parsed.GetRequiredValue(certificate).Split('/');
            await using var client = Client(book);
            var registered = await client.RegisterTaxpayerAsync(
                new()
                {
                    Bin = parsed.GetRequiredValue(taxpayer),
                    LegalName = parsed.GetRequiredValue(name),
                    Address = parsed.GetRequiredValue(address),
                    VatRegistration = new() { CertificateSeries = parts[0], CertificateNumber = parts[^1], RegisteredOn = parsed.GetRequiredValue(registeredOn).ToProtoDate() },
                },
                cancellationToken);
            book.Set("taxpayer", registered.Name);
            output.WriteLine($"The ledger is that of {registered.Name}, {registered.LegalName}.");
        });
    }

    private static Command PurchaseCommand(TextWriter output, TextWriter error)
    {
        var supplier = new Option<string>("--supplier") { Description = "Name of the non-resident.", Required = true };
        var address = new Option<string>("--address") { Description = "Its address.", Required = true };
        var country = new Option<string>("--country") { Description = "ISO 3166-1 alpha-2.", Required = true };
        var tin = new Option<string>("--tax-identifier") { Description = "Its identifier; needed from a member of the EAEU.", DefaultValueFactory = _ => string.Empty };
        var description = new Option<string>("--description") { Description = "What was bought.", Required = true };
        var act = Date("--act-date", "Day of the act: the turnover date.");
        var turnover = Amount("--turnover", "KZT without VAT.");
        var add = new Command("add", "Enters a purchase.") { supplier, address, country, tin, description, act, turnover };
        var id = new Argument<long>("PURCHASE");
        var identifier = new Argument<string>("IDENTIFIER");
        return new("purchase", "Purchases from non-residents.")
        {
            With(add, error, (book, parsed, _) =>
            {
                var entered = book.Add(new(
                    0, parsed.GetRequiredValue(supplier), parsed.GetRequiredValue(address), parsed.GetRequiredValue(country), parsed.GetRequiredValue(tin),
                    parsed.GetRequiredValue(description), parsed.GetRequiredValue(act), parsed.GetRequiredValue(turnover)));
                output.WriteLine($"purchase {entered}");
                return Task.CompletedTask;
            }),
            With(new("identify", "Enters the identifier of a purchase's supplier.") { id, identifier }, error, (book, parsed, _) =>
            {
                book.SetTaxIdentifier(parsed.GetValue(id), parsed.GetRequiredValue(identifier));
                return Task.CompletedTask;
            }),
        };
    }

    private static Command Pay(TextWriter output, TextWriter error)
    {
        var id = new Argument<long>("PURCHASE");
        var document = new Option<string>("--document") { Description = "Number of the payment document.", Required = true };
        var paidOn = Date("--paid-on", "Day of the payment to the budget.");
        var amount = Amount("--amount", "KZT.");
        return With(new("pay", "Enters a payment of the VAT of a purchase.") { id, document, paidOn, amount }, error, (book, parsed, _) =>
        {
            book.Pay(parsed.GetValue(id), parsed.GetRequiredValue(document), parsed.GetRequiredValue(paidOn), parsed.GetRequiredValue(amount));
            output.WriteLine("paid; run-day records it at the service");
            return Task.CompletedTask;
        });
    }

    private static Command Simulate(TextWriter output, TextWriter error)
    {
        var first = Date("--from", "First day of the month.");
        return With(new("simulate-month", "Enters the documents of an example month; run-day then does the work of each day.") { first }, error, (book, parsed, _) =>
        {
            book.InOneTransaction(() => ExampleMonth.Enter(book, parsed.GetRequiredValue(first)));
            output.WriteLine($"{book.Purchases().Count} purchases in the ledger");
            return Task.CompletedTask;
        });
    }

    private static Command With(Command command, TextWriter error, Func<Book, ParseResult, CancellationToken, Task> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var book = new Book(parsed.GetRequiredValue(Ledger));
                await run(book, parsed, cancellationToken);
                return 0;
            }
            catch (EsfException failure)
            {
                error.WriteLine(WorkingDay.TextOf(failure));
                return failure.MayBeRepeated && !failure.IsWrongAddress ? Unavailable : Failed;
            }
            catch (Exception failure) when (failure is SqliteException or LedgerException)
            {
                error.WriteLine($"The ledger refused: {failure.Message}");
                return Failed;
            }
        });
        return command;
    }

    private static EsfClient Client(Book book) => new(new() { Address = new(Required(book, "server")), Language = Required(book, "language") });

    private static string Required(Book book, string setting) =>
        book.Setting(setting) ?? throw new LedgerException("this ledger belongs to nobody yet; run init first.");

    private static Option<Uri> Address() => new("--server")
    {
        Description = "The service over gRPC.",
        DefaultValueFactory = _ => new("http://127.0.0.1:5051"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"--server: '{result.Tokens[0].Value}' is no address like http://127.0.0.1:5051.");
            return null;
        },
    };

    private static Option<DateOnly> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        Required = true,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is no date like 2026-05-25.");
            return default;
        },
    };

    private static Option<decimal> Amount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "KZT",
        Required = true,
        CustomParser = result =>
        {
            if (decimal.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return amount;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is no amount like 832000.00.");
            return default;
        },
    };
}

/// <summary>The ledger cannot do what was asked of it.</summary>
internal sealed class LedgerException(string message) : Exception(message);

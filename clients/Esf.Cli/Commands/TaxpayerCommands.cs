using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf taxpayer</c>: the registration data from which recipient sections are filled.</summary>
internal static class TaxpayerCommands
{
    public static Command Create(CommandRunner runner) => new("taxpayer", "Registration data of VAT payers.")
    {
        Register(runner),
        Update(runner),
        Get(runner),
        List(runner),
    };

    private static Command Register(CommandRunner runner)
    {
        var file = File();
        var command = new Command("register", "Registers a VAT payer; the same data again changes nothing.") { file };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var item = await session.Files.ReadOneAsync(parsed.GetRequiredValue(file), cancellationToken);
            var taxpayer = DocumentReader.Parse<Taxpayer>(item);
            session.IsChanging = true;
            return Show(session, await session.Client.RegisterTaxpayerAsync(taxpayer, cancellationToken));
        });
        return command;
    }

    private static Command Update(CommandRunner runner)
    {
        var file = File();
        var command = new Command("update", "Replaces a registration as a whole; an etag guards against lost updates.") { file };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var item = await session.Files.ReadOneAsync(parsed.GetRequiredValue(file), cancellationToken);
            var taxpayer = DocumentReader.Parse<Taxpayer>(item);
            if (taxpayer.Name.Length == 0)
            {
                taxpayer.Name = taxpayer.Bin.Length > 0 ? ResourceNames.Taxpayer(taxpayer.Bin) : session.Parent();
            }

            session.IsChanging = true;
            return Show(session, await session.Client.UpdateTaxpayerAsync(taxpayer, cancellationToken));
        });
        return command;
    }

    private static Command Get(CommandRunner runner)
    {
        var bin = new Argument<string?>("BIN")
        {
            Description = "IIN or BIN. Default: that of --taxpayer.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("get", "Shows one taxpayer.") { bin };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(bin) is { } typed ? ResourceNames.Taxpayer(typed) : session.Parent();
            return Show(session, await session.Client.GetTaxpayerAsync(name, cancellationToken));
        });
        return command;
    }

    private static Command List(CommandRunner runner)
    {
        var limit = CommonOptions.Limit();
        var export = new ExportOptions();
        var command = new Command("list", "Lists taxpayers in the order of their BIN.") { limit };
        export.AddTo(command);
        runner.Run(command, (session, parsed, cancellationToken) =>
        {
            var request = new ListTaxpayersRequest { PageSize = CommonOptions.PageSize(parsed.GetValue(limit)) };
            return CommonOptions.ListAsync(
                session,
                parsed,
                session.Client.ListTaxpayersAsync(request, cancellationToken),
                parsed.GetValue(limit),
                export,
                TaxpayerView.Export,
                rows => TaxpayerView.Table(session.Screen, rows),
                cancellationToken);
        });
        return command;
    }

    private static Argument<string> File() => new("FILE")
    {
        Description = "JSON of the taxpayer; '-' is standard input.",
    };

    private static ExitCode Show(Session session, Taxpayer taxpayer)
    {
        if (session.Screen.Json)
        {
            session.Screen.WriteJson(taxpayer);
        }
        else
        {
            session.Screen.Write(TaxpayerView.Table(session.Screen, [taxpayer]));
        }

        return ExitCode.Ok;
    }
}

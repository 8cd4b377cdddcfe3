using System.CommandLine;
using Esf.Cli.Output;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf invoice revoke</c>: asks a person first, since nothing undoes it.</summary>
internal static class RevokeCommand
{
    public static Command Create(CommandRunner runner)
    {
        var name = CommonOptions.Invoice();
        var reason = new Option<string>("--reason")
        {
            Description = "Why, 3 to 450 characters; kept in the ledger.",
            HelpName = "TEXT",
            Required = true,
        };
        var etag = CommonOptions.Etag();
        var requestId = RequestIdOption.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask. Without a terminal nobody is asked." };
        var command = new Command("revoke", "Revokes an issued invoice: its offset is given back today, its payments are free again.")
        {
            name, reason, etag, requestId, yes,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var request = new RevokeInvoiceRequest
            {
                Name = await InvoiceArgument.NameAsync(session, parsed.GetRequiredValue(name), cancellationToken),
                Reason = parsed.GetRequiredValue(reason),
                Etag = parsed.GetValue(etag) ?? "",
            };
            if (session.Host.IsInteractive && !parsed.GetValue(yes) && !await ConfirmAsync(session, request, cancellationToken))
            {
                session.Screen.Complain("Not revoked.", ExitCode.Interrupted);
                return ExitCode.Interrupted;
            }

            request.RequestId = RequestIdOption.Choose(session, parsed.GetValue(requestId));
            session.IsChanging = true;
            Write(session.Screen, await session.Client.RevokeInvoiceAsync(request, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Shows what would be withdrawn, and asks. True: go on.</summary>
    private static async Task<bool> ConfirmAsync(Session session, RevokeInvoiceRequest request, CancellationToken cancellationToken)
    {
        var invoice = await session.Client.GetInvoiceAsync(request.Name, cancellationToken);
        if (invoice.State != InvoiceState.Issued)
        {
            // There is nothing left to decide: the service answers a repeated request, or refuses with the state.
            return true;
        }

        RevocationView.WriteQuestion(session.Screen, invoice, request.Reason);
        if (!await session.AskAsync(Phrases.RevokeIt, cancellationToken))
        {
            return false;
        }

        // What was agreed to is what was shown, and no later version of it.
        request.Etag = request.Etag.Length > 0 ? request.Etag : invoice.Etag;
        return true;
    }

    private static void Write(Screen screen, RevokeInvoiceResponse response)
    {
        if (screen.Json)
        {
            screen.WriteJson(response);
        }
        else
        {
            RevocationView.WriteRevoked(screen, response.Revocation, response.Invoice?.RegistrationNumber ?? "");
        }
    }
}

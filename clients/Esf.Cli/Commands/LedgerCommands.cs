using System.CommandLine;
using System.Globalization;
using System.Text;
using Esf.Cli.Output.Export;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf ledger</c>: the proof that nobody changed what was registered.</summary>
internal static class LedgerCommands
{
    private const int ProgressEvery = 500;
    private const byte LineFeed = (byte)'\n';

    public static Command Create(CommandRunner runner) => new("ledger", "Ledgers of taxpayers: verified, exported, and proved later.")
    {
        LedgerVerifyCommand.Create(runner),
        Export(runner),
        Checkpoint(runner),
        Keys(runner),
    };

    private static Command Export(CommandRunner runner)
    {
        var output = Output(required: true);
        var force = Force();
        var command = new Command("export", "Writes a ledger as it is stored, one document per line; verify --file proves it later.")
        {
            output, force,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(output)!;
            var file = OutputTarget.Of(session.Host, name, parsed.GetValue(force));
            await using var ledger = await session.Client.StreamLedgerAsync(session.Parent(), cancellationToken: cancellationToken);
            var count = 0L;
            await session.Screen.MeasureAsync(name, ledger.HeadSequence, tell => file.WriteAsync(
                async stream => count = await WriteAsync(ledger, stream, tell, cancellationToken), cancellationToken));
            session.Screen.Written(file, string.Create(CultureInfo.InvariantCulture, $"{count}/{ledger.HeadSequence}"));
            return count == ledger.HeadSequence ? ExitCode.Ok : ExitCode.NotWhole;
        });
        return command;
    }

    private static async Task<long> WriteAsync(
        StreamedLedger ledger, Stream stream, Action<long, long> tell, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var link in ledger.WithCancellation(cancellationToken))
        {
            // Written as it was found, also where it was tampered with: verifying the file names the place.
            await stream.WriteAsync(link.Document.Memory, cancellationToken);
            stream.WriteByte(LineFeed);
            if (++count % ProgressEvery == 0)
            {
                tell(count, ledger.HeadSequence);
            }
        }

        return count;
    }

    private static Command Checkpoint(CommandRunner runner)
    {
        var output = Output(required: false);
        var force = Force();
        var command = new Command("checkpoint", "Fetches a signed statement of what a ledger is now. Keep it elsewhere: it proves changes later.")
        {
            output, force,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(output) is { } name
                ? OutputTarget.Of(session.Host, name, parsed.GetValue(force))
                : null;
            var checkpoint = await session.Client.GetLedgerCheckpointAsync(session.Parent(), cancellationToken);
            if (file is not null)
            {
                await WriteTextAsync(file, checkpoint.Token, cancellationToken);
                session.Screen.Written(file, string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Taxpayer}, {checkpoint.Sequence}"));
            }
            else if (session.Screen.Json)
            {
                session.Screen.WriteJson(checkpoint);
            }
            else
            {
                await session.Host.Out.WriteLineAsync(checkpoint.Token);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Keys(CommandRunner runner)
    {
        var output = Output(required: false);
        var force = Force();
        var command = new Command("keys", "Fetches the public keys that checkpoints are signed with, as a JWK set. Fetch them early, and keep them.")
        {
            output, force,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(output) is { } name
                ? OutputTarget.Of(session.Host, name, parsed.GetValue(force))
                : null;
            IReadOnlyList<LedgerKey> keys = await session.Client.ListLedgerKeysAsync(cancellationToken);
            var set = LedgerKeySet.ToJson(keys);
            if (file is null)
            {
                await session.Host.Out.WriteLineAsync(set);
                return ExitCode.Ok;
            }

            await WriteTextAsync(file, set, cancellationToken);
            session.Screen.Written(file);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Task WriteTextAsync(OutputTarget file, string text, CancellationToken cancellationToken) =>
        file.WriteAsync(stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), cancellationToken).AsTask(), cancellationToken);

    private static Option<string?> Output(bool required) => new("--output", "-o")
    {
        Description = "Write to this file, whole or not at all; '-' is standard output.",
        HelpName = "FILE",
        Required = required,
    };

    private static Option<bool> Force() => new("--force") { Description = "Replace the file if it is there." };
}

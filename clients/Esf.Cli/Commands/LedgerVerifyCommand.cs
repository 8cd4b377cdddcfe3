using System.CommandLine;
using System.Globalization;
using System.Text;
using Esf.Cli.Input;
using Esf.Cli.Output.Audit;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf ledger verify</c>: by the service over its database, or of an exported file without any service.</summary>
internal static class LedgerVerifyCommand
{
    // Checkpoints and key sets are short; what is longer is another file.
    private const int MaxTextBytes = 64 * 1024;

    public static Command Create(CommandRunner runner)
    {
        var all = new Option<bool>("--all") { Description = "The ledgers of all taxpayers, one after the other." };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "A checkpoint that was fetched before: what it proves must still be there.",
            HelpName = "FILE",
        };
        var file = new Option<string?>("--file")
        {
            Description = "Verify this exported ledger, without a server; needs --checkpoint and --keys.",
            HelpName = "FILE",
        };
        var keys = new Option<string?>("--keys") { Description = "The public keys (JWK set) for --file.", HelpName = "FILE" };
        var command = new Command("verify", "Finds the first document that is not what was registered. Exit code 9: there is one.")
        {
            all, checkpoint, file, keys,
        };
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var token = parsed.GetValue(checkpoint) is { } path ? await TextAsync(session, path, cancellationToken) : null;
            if (parsed.GetValue(file) is { } name)
            {
                var set = parsed.GetValue(keys) is { } keyFile ? await TextAsync(session, keyFile, cancellationToken) : null;
                return token is null || set is null || parsed.GetValue(all)
                    ? throw new UsageException("--file needs --checkpoint FILE and --keys FILE, and goes without --all.")
                    : await VerifyFileAsync(session, name, token, set, cancellationToken);
            }

            if (parsed.GetValue(keys) is not null)
            {
                throw new UsageException("--keys is for --file.");
            }

            var parent = parsed.GetValue(all) ? ResourceNames.AllTaxpayers : session.Parent();
            if (parent == ResourceNames.AllTaxpayers)
            {
                return token is null
                    ? await VerifyAllAsync(session, cancellationToken)
                    : throw new UsageException("A checkpoint is of one taxpayer: give --taxpayer BIN.");
            }

            return await VerifyOneAsync(session, parent, token?.Trim() ?? "", cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> VerifyOneAsync(
        Session session, string parent, string checkpoint, CancellationToken cancellationToken)
    {
        var answer = new VerifyLedgerResponse();
        await session.Screen.MeasureAsync(ResourceNames.Id(parent), 0, async tell =>
        {
            var progress = new Told<VerifyLedgerResponse>(part => tell(part.VerifiedSequence, part.HeadSequence));
            answer = await session.Client.VerifyLedgerAsync(parent, checkpoint, progress, cancellationToken);
        });
        return Report(session, [(parent, answer)]);
    }

    private static async Task<ExitCode> VerifyAllAsync(Session session, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var taxpayer in session.Client.ListTaxpayersAsync(cancellationToken: cancellationToken))
        {
            names.Add(taxpayer.Name);
        }

        var answers = new List<(string Taxpayer, VerifyLedgerResponse Answer)>();
        var documents = 0L;
        await session.Screen.CountAsync("ledgers", names.Count, async add =>
        {
            foreach (var name in names)
            {
                var answer = await session.Client.VerifyLedgerAsync(name, cancellationToken: cancellationToken);
                documents += answer.VerifiedSequence;

                // A screen has no room for a hundred thousand whole ledgers; scripts get all.
                if (answer.Break is not null || session.Screen.Json)
                {
                    answers.Add((name, answer));
                }

                add(1);
            }
        });
        var code = Report(session, answers);
        session.Screen.Remark(string.Create(
            CultureInfo.InvariantCulture,
            $"{names.Count} ledgers, {documents} documents verified, {answers.Count(item => item.Answer.Break is not null)} broken."));
        return code;
    }

    private static ExitCode Report(Session session, List<(string Taxpayer, VerifyLedgerResponse Answer)> answers)
    {
        var screen = session.Screen;
        var table = LedgerView.Table();
        foreach (var (taxpayer, answer) in answers)
        {
            if (screen.Json)
            {
                screen.WriteJsonObject(LedgerView.JsonOf(taxpayer, answer));
            }
            else
            {
                LedgerView.Add(screen, table, taxpayer, answer);
            }
        }

        if (!screen.Json && answers.Count > 0)
        {
            screen.Write(table);
        }

        return answers.Any(item => item.Answer.Break is not null) ? ExitCode.NotWhole : ExitCode.Ok;
    }

    private static async Task<ExitCode> VerifyFileAsync(
        Session session, string name, string token, string keys, CancellationToken cancellationToken)
    {
        LedgerFileReport? report = null;
        try
        {
            var proof = LedgerCheckpointProof.Verify(token, LedgerKeySet.Parse(keys));
            await using var stream = File.OpenRead(Path.Combine(session.Host.WorkingDirectory, name));
            await session.Screen.MeasureAsync(name, proof.Sequence, async tell =>
            {
                var progress = new Told<long>(count => tell(count, Math.Max(count, proof.Sequence)));
                report = await LedgerFile.VerifyAsync(stream, proof, progress, cancellationToken);
            });
        }
        catch (LedgerProofException failure)
        {
            var sentence = session.Screen.Say(LedgerPhrases.Of(failure.Fault));
            session.Screen.Complain($"{sentence} [{LedgerPhrases.CodeOf(failure.Fault)}] {failure.Message}", ExitCode.NotWhole);
            return ExitCode.NotWhole;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read: {failure.Message}");
        }

        LedgerView.Write(session.Screen, report!);
        return report!.IsWhole ? ExitCode.Ok : ExitCode.NotWhole;
    }

    private static async Task<string> TextAsync(Session session, string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(Path.Combine(session.Host.WorkingDirectory, name));
            return stream.Length <= MaxTextBytes
                ? await new StreamReader(stream, Encoding.UTF8).ReadToEndAsync(cancellationToken)
                : throw new InputException($"{name}: longer than {MaxTextBytes / 1024} KiB: this is another file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{name}: cannot be read: {failure.Message}");
        }
    }

    /// <summary>Tells at once, in the order of the work; <see cref="Progress{T}"/> would tell later, in any order.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}

using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;

namespace Esf.Cli;

/// <summary>Runs a command's action in a session of its own and turns every way it can end into an exit code.</summary>
internal sealed class CommandRunner(CliHost host, GlobalOptions options, IReadOnlyList<string> arguments)
{
    /// <summary>What the command does.</summary>
    public void Run(Command command, Func<Session, ParseResult, CancellationToken, Task<ExitCode>> action) =>
        command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, action, cancellationToken));

    private async Task<ExitCode> RunAsync(
        ParseResult parsed, Func<Session, ParseResult, CancellationToken, Task<ExitCode>> action, CancellationToken cancellationToken)
    {
        var screen = Screen.Plain(host);
        Session? session = null;
        try
        {
            screen = new Screen(host, options.LanguageOf(parsed, host), options.Json(parsed), options.NoColor(parsed, host));
            session = Session.Open(host, options, parsed, screen, arguments);
            return await action(session, parsed, cancellationToken);
        }
        catch (UsageException failure)
        {
            screen.Complain(screen.Say(failure.Text), ExitCode.Usage);
            return ExitCode.Usage;
        }
        catch (NothingFoundException failure)
        {
            screen.Complain(screen.Say(failure.Text), ExitCode.NotFound);
            return ExitCode.NotFound;
        }
        catch (InputException failure)
        {
            screen.Complain(screen.Say(failure.Text), ExitCode.Usage);
            return ExitCode.Usage;
        }
        catch (EsfException failure)
        {
            ErrorReport.Write(screen, failure, failure.Violations);
            ErrorReport.WriteRepeat(screen, failure, session);
            return ExitCodes.Of(failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Complain(screen.Say(Remarks.Interrupted), ExitCode.Interrupted);
            if (session is { IsChanging: true })
            {
                screen.Remark(screen.Say(Remarks.OutcomeUnknown.With("command", session.RepeatCommand)));
            }

            return ExitCode.Interrupted;
        }
        catch (IOException failure) when (ExitCodes.IsOutputClosed(failure))
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception failure)
        {
            // The last line of defence: a defect of this program. The stack is what its maintainers need.
            screen.Complain($"Unexpected failure, please report it: {failure}", ExitCode.Unexpected);
            return ExitCode.Unexpected;
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }
}

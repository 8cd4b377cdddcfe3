using System.Globalization;
using Esf.Client;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Tells on stderr why a call failed: a sentence and a table for people, one JSON object for scripts.</summary>
internal static class ErrorReport
{
    /// <summary>Reports a failed call.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="violations">The violations to show: those of the failure, or all of them when they were asked for.</param>
    public static void Write(Screen screen, EsfException failure, IReadOnlyList<EsfViolation> violations)
    {
        if (screen.Json)
        {
            screen.WriteErrorJson(JsonOf(failure, violations));
            return;
        }

        screen.Complain($"{failure.LocalizedMessage} [{failure.Reason}]", ExitCodes.Of(failure));
        if (violations.Count > 0)
        {
            screen.WriteError(ViolationTable.Violations(screen, violations));
        }

        if (failure.ViolationCount > violations.Count)
        {
            screen.Remark(screen.Say(Remarks.ViolationsShown.With("shown", $"{violations.Count}").With("count", $"{failure.ViolationCount}")));
        }

        if (failure.ResourceName is { } name)
        {
            screen.Remark($"{screen.Say(Remarks.About)}: {name}");
        }
    }

    /// <summary>Says where there was no answer, and how to repeat the call.</summary>
    public static void WriteRepeat(Screen screen, EsfException failure, Session? session)
    {
        if (!failure.MayBeRepeated || session is null)
        {
            return;
        }

        if (failure.RequestId is { } id && !screen.Json)
        {
            screen.Remark($"{screen.Say(Remarks.RequestId)}: {id}");
        }

        if (failure.RetryAfter is { } pause && !screen.Json)
        {
            screen.Remark(screen.Say(Remarks.ServiceAsksToWait.With("seconds", pause.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture))));
        }

        screen.Remark(screen.Say(Remarks.SafeToRepeat
            .With("attempts", $"{failure.Attempts}").With("server", $"{session.Server}").With("command", session.RepeatCommand)));
    }

    /// <summary>Tells of each refused item of a batch what stands against it.</summary>
    public static void WriteRefusals(Screen screen, IEnumerable<(string Where, EsfException Refusal)> refusals)
    {
        foreach (var (where, refusal) in refusals)
        {
            screen.WriteErrorLine($"{where}: {refusal.LocalizedMessage} [{refusal.Reason}]", new Style(Color.Red));
            if (refusal.Violations.Count > 0)
            {
                screen.WriteError(ViolationTable.Violations(screen, refusal.Violations));
            }
        }
    }

    private static object JsonOf(EsfException failure, IReadOnlyList<EsfViolation> violations) => new
    {
        error = new
        {
            exitCode = (int)ExitCodes.Of(failure),
            code = (int)failure.Code,
            reason = failure.Reason,
            message = failure.Message,
            localizedMessage = failure.LocalizedMessage,
            violations,
            violationCount = Math.Max(failure.ViolationCount, violations.Count),
            metadata = failure.Metadata,
            resourceName = failure.ResourceName,
            requestId = failure.RequestId,
            unansweredRequestIds = failure.UnansweredRequestIds,
            mayBeRepeated = failure.MayBeRepeated,
            retryAfterSeconds = failure.RetryAfter?.TotalSeconds,
        },
    };
}

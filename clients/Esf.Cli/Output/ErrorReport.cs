using System.Globalization;
using Esf.Client;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Tells on stderr why a call failed: a sentence and a table for people, one JSON object for scripts.</summary>
internal static class ErrorReport
{
    private static readonly Phrase Shown = new(
        "Shown are {0} of {1}; the others are told when these are put right.",
        "Показано {0} из {1}; остальные будут названы, когда эти будут исправлены.",
        "{1} ішінен {0} көрсетілді; қалғандары осылар түзетілгенде айтылады.");

    private static readonly Phrase About = new("About: {0}", "Объект: {0}", "Нысан: {0}");

    private static readonly Phrase RequestId = new("Request id: {0}", "Идентификатор запроса: {0}", "Сұрау идентификаторы: {0}");

    private static readonly Phrase Wait = new(
        "The service asks to wait {0} s.", "Сервис просит подождать {0} с.", "Сервис {0} с күтуді сұрайды.");

    private static readonly Phrase Tried = new(
        "Attempts: {0}, at {1}. Safe to repeat, nothing is done twice: {2}",
        "Попыток: {0}, по адресу {1}. Можно повторить, дважды ничего не будет сделано: {2}",
        "Әрекет саны: {0}, мекенжайы: {1}. Қайталауға болады, ештеңе екі рет жасалмайды: {2}");

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
            Remark(screen, Shown, violations.Count, failure.ViolationCount);
        }

        if (failure.ResourceName is { } name)
        {
            Remark(screen, About, name);
        }
    }

    /// <summary>Says where there was no answer, and how to repeat the call.</summary>
    public static void WriteRepeat(Screen screen, EsfException failure, Session? session)
    {
        if (!failure.MayBeRepeated || failure.IsWrongAddress || session is null)
        {
            return;
        }

        if (failure.RequestId is { } id && !screen.Json)
        {
            Remark(screen, RequestId, id);
        }

        if (failure.RetryAfter is { } pause && !screen.Json)
        {
            Remark(screen, Wait, pause.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        }

        Remark(screen, Tried, failure.Attempts, session.Server, session.RepeatCommand);
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

    private static void Remark(Screen screen, Phrase phrase, params object[] values) =>
        screen.Remark(string.Format(CultureInfo.InvariantCulture, screen.Say(phrase), values));

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

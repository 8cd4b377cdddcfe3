using System.Text.RegularExpressions;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

/// <summary>What a test states of a case. A violation is written <c>field: REASON, law</c>.</summary>
internal static partial class TheLaw
{
    /// <summary>Nothing stands against issuing; there may be notes.</summary>
    public static InvoiceContent Accepts(LawCase subject)
    {
        var judgement = Judge(subject);
        Assert.Equal([], judgement.Violations.Select(Told));
        Assert.Equal(judgement.Notes, judgement.Content!.Notes);
        return judgement.Content;
    }

    /// <summary>Nothing stands against issuing, and exactly these notes are told.</summary>
    public static IReadOnlyList<Violation> AcceptsNoting(LawCase subject, params string[] notes)
    {
        var content = Accepts(subject);
        Assert.Equal(notes, content.Notes.Select(Told));
        return content.Notes;
    }

    /// <summary>Exactly these violations are told, in this order.</summary>
    public static IReadOnlyList<Violation> Refuses(LawCase subject, params string[] violations)
    {
        var judgement = Judge(subject);
        Assert.Equal(violations, judgement.Violations.Select(Told));
        Assert.NotEmpty(judgement.Violations);
        Assert.Null(judgement.Content);
        return judgement.Violations;
    }

    /// <summary>The reasons of all violations, none when the case is accepted.</summary>
    public static string[] ReasonsAgainst(LawCase subject) => [.. Judge(subject).Violations.Select(violation => violation.Row.Reason)];

    private static Judgement Judge(LawCase subject)
    {
        var judgement = subject.Judge();
        Assert.All(judgement.Violations, violation => Assert.NotEqual(ErrorKind.Note, violation.Row.Kind));
        Assert.All(judgement.Notes, note => Assert.Equal(ErrorKind.Note, note.Row.Kind));
        Assert.All([.. judgement.Violations, .. judgement.Notes], HasAnArgumentForEveryPlaceholder);
        return judgement;
    }

    private static void HasAnArgumentForEveryPlaceholder(Violation violation) => Assert.Equal(
        Placeholder().Matches(violation.Row.Template(Language.En)).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal),
        violation.Arguments.Keys.Order(StringComparer.Ordinal));

    private static string Told(Violation violation) => $"{violation.Field}: {violation.Row.Reason}, {violation.Law}";

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Placeholder();
}

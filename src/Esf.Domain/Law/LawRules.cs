using System.Globalization;
using Esf.Domain.Errors;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>Rules about one subject. Each rule is one statement with its field, its reason and its source, and all of them are judged.</summary>
/// <remarks>
/// A rule is written once and used twice: FluentValidation judges by it, and LAW.md is made from it. No rule stops another one: what would
/// repeat an earlier fault is written under <see cref="Given"/>.
/// </remarks>
internal abstract class LawRules<T> : AbstractValidator<T>
{
    private readonly List<LawStatement> _statements = [];
    private readonly Stack<string> _conditions = new();

    /// <summary>The rules as statements, in the order in which they are written.</summary>
    public IReadOnlyList<LawStatement> Statements => _statements;

    /// <summary>All that the rules find about a subject: violations and notes, as found.</summary>
    public IEnumerable<Violation> Judge(T subject) => Validate(subject).Errors.Select(failure => (Violation)failure.CustomState);

    /// <summary>Path of a field of a subject in the request.</summary>
    protected virtual string PathOf(T subject, string field) => field;

    /// <summary>How <see cref="LawStatement.Field"/> shows a field.</summary>
    protected virtual string ShowField(string field) => field;

    /// <summary>What must hold, or the document is refused.</summary>
    /// <param name="statement">What must hold, as a sentence.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="reason">The reason of the refusal.</param>
    /// <param name="at">The field.</param>
    /// <param name="by">The article or specification applied.</param>
    /// <param name="values">Values of the reason's placeholders.</param>
    /// <param name="asks">The dated data that the rule asks, if any.</param>
    protected void Require(
        string statement,
        Func<T, bool> holds,
        ErrorRow reason,
        string at,
        string by,
        Func<T, (string Name, string Value)[]> values,
        LawTopic? asks = null) => Add(statement, subject => !holds(subject), reason, at, by, values, asks);

    /// <summary>What the issuer should know although it does not prevent issuing.</summary>
    /// <param name="statement">When the note is given, as a sentence.</param>
    /// <param name="when">Whether it is given.</param>
    /// <param name="note">The note, a row of kind <see cref="ErrorKind.Note"/>.</param>
    /// <param name="at">The field.</param>
    /// <param name="by">The article or specification applied.</param>
    /// <param name="values">Values of the note's placeholders.</param>
    /// <param name="asks">The dated data that the rule asks, if any.</param>
    protected void Note(
        string statement,
        Func<T, bool> when,
        ErrorRow note,
        string at,
        string by,
        Func<T, (string Name, string Value)[]> values,
        LawTopic? asks = null) => Add(statement, when, note, at, by, values, asks);

    /// <summary>Rules that are judged only where a condition holds.</summary>
    /// <param name="condition">The condition in words, to go before the statements: <c>an additional invoice</c>.</param>
    /// <param name="when">The condition.</param>
    /// <param name="rules">Writes the rules.</param>
    protected void Given(string condition, Func<T, bool> when, Action rules) => When(when, () =>
    {
        _conditions.Push(condition);
        rules();
        _conditions.Pop();
    });

    /// <summary>Rules that are judged for each part of the subject.</summary>
    protected void Each<TPart>(Func<T, IEnumerable<TPart>> parts, LawRules<TPart> rules)
    {
        // FluentValidation cannot find a name in a function. The name is not used: each violation has a path of its own.
        RuleForEach(subject => parts(subject)).SetValidator(rules).OverridePropertyName("parts");
        _statements.AddRange(rules.Statements.Select(Conditioned));
    }

    /// <summary>Rules about the same subject, written elsewhere.</summary>
    protected void All(LawRules<T> rules)
    {
        Include(rules);
        _statements.AddRange(rules.Statements.Select(Conditioned));
    }

    private void Add(
        string statement,
        Func<T, bool> applies,
        ErrorRow reason,
        string at,
        string by,
        Func<T, (string Name, string Value)[]> values,
        LawTopic? asks)
    {
        RuleFor(subject => subject)
            .Must(subject => !applies(subject))
            .WithMessage(reason.Reason)
            .WithState(subject => new Violation(reason, PathOf(subject, at), by, values(subject)));
        _statements.Add(Conditioned(new(statement, string.Empty, ShowField(at), reason, by, asks)));
    }

    private LawStatement Conditioned(LawStatement statement) =>
        statement with { Condition = string.Join("; ", _conditions.Reverse().Append(statement.Condition).Where(text => text.Length > 0)) };
}

/// <summary>One rule of law as a reader sees it.</summary>
/// <param name="Text">What must hold, or when the note is given.</param>
/// <param name="Condition">Where the rule is judged; empty: everywhere.</param>
/// <param name="Field">Path of the field, with <c>[n]</c> for an index.</param>
/// <param name="Reason">The reason of the refusal, or the note.</param>
/// <param name="Source">The article or specification.</param>
/// <param name="Asks">The dated data that it asks, if any.</param>
internal sealed record LawStatement(string Text, string Condition, string Field, ErrorRow Reason, string Source, LawTopic? Asks);

/// <summary>How values are written in the texts of the law, in whatever language.</summary>
internal static class LawText
{
    /// <summary>A date.</summary>
    public static string Show(this DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

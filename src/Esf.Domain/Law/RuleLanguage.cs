using System.Globalization;
using Esf.Domain.Errors;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>How a rule is written: the positive predicate, then what is told when it does not hold.</summary>
internal static class RuleLanguage
{
    /// <summary>What is told when the predicate before it does not hold.</summary>
    /// <param name="rule">The predicate.</param>
    /// <param name="row">The row of the catalogue; a row of kind Note does not stand against issuing.</param>
    /// <param name="field">Path of the field.</param>
    /// <param name="law">The article or specification applied.</param>
    /// <param name="arguments">Values for the row's placeholders.</param>
    public static IRuleBuilderOptions<T, TProperty> Tells<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule,
        ErrorRow row,
        string field,
        string law,
        Func<T, (string Name, string Value)[]> arguments) => rule.Tells(row, _ => field, law, arguments);

    /// <inheritdoc cref="Tells{T, TProperty}(IRuleBuilderOptions{T, TProperty}, ErrorRow, string, string, Func{T, ValueTuple{string, string}[]})"/>
    public static IRuleBuilderOptions<T, TProperty> Tells<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule,
        ErrorRow row,
        Func<T, string> field,
        string law,
        Func<T, (string Name, string Value)[]> arguments) =>
        rule.WithState((subject, _) => new Violation(row, field(subject), law, arguments(subject))).WithMessage(row.Reason);

    /// <summary>All that a validator's rules tell about a subject.</summary>
    public static IEnumerable<Violation> Judge<T>(this IValidator<T> rules, T subject) =>
        rules.Validate(subject).Errors.Select(failure => (Violation)failure.CustomState);

    /// <summary>A date as texts show it, whatever the language.</summary>
    public static string Show(this DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

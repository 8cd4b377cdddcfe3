namespace Esf.Domain.Law;

/// <summary>How corrected, additional and revoking documents are read; in force from a day on.</summary>
/// <param name="Name">What a refusal or a note calls it.</param>
/// <param name="InForceFrom">First day of issue of such a document that it applies to.</param>
/// <param name="YearsAfterFirstIssue">Until how many years after the first issue an invoice may be corrected or added to.</param>
/// <param name="AdditionalTermDays">Calendar days after the event within which an additional invoice is issued (art. 493 p. 7).</param>
/// <param name="AdditionalTerm">What becomes of a later one.</param>
/// <param name="CorrectedPeriod">The quarter to which the VAT of a corrected invoice belongs.</param>
public sealed record AmendmentRule(
    string Name,
    DateOnly InForceFrom,
    int YearsAfterFirstIssue,
    int AdditionalTermDays,
    AdditionalTerm AdditionalTerm,
    CorrectedPeriod CorrectedPeriod);

/// <summary>The readings by day of issue. A change of law is a new rule, never an edited one.</summary>
/// <remarks>
/// Two readings are built into the documents themselves and so cannot differ by rule: the offset date of a corrected invoice is its own issue
/// date, and a window applies to what is newly taken of payments, not to what moves over from the replaced invoice.
/// </remarks>
public sealed class AmendmentPolicy(IReadOnlyList<AmendmentRule> rules)
{
    /// <summary>All rules.</summary>
    public IReadOnlyList<AmendmentRule> Rules { get; } = rules;

    /// <summary>The rule for a day of issue; the first one for an earlier day.</summary>
    public AmendmentRule RuleFor(DateOnly issueDate) =>
        Rules.Where(rule => rule.InForceFrom <= issueDate).MaxBy(rule => rule.InForceFrom) ?? Rules.MinBy(rule => rule.InForceFrom)!;
}

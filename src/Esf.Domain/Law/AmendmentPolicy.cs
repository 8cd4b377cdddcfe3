namespace Esf.Domain.Law;

/// <summary>How corrected, additional and revoking documents are read where the law is silent; in force from a day on.</summary>
/// <param name="Name">What a note calls it.</param>
/// <param name="InForceFrom">First day of issue of such a document that it applies to.</param>
/// <param name="YearsAfterFirstIssue">Until how many years after the first issue an invoice may be corrected or added to.</param>
/// <param name="Note">The reading in words.</param>
public sealed record AmendmentRule(string Name, DateOnly InForceFrom, int YearsAfterFirstIssue, string Note);

/// <summary>The readings by day of issue. A change of law is a new rule, never an edited one.</summary>
/// <remarks>
/// Two readings are built into the documents themselves and so cannot differ by rule: the offset date of a corrected invoice is its own issue
/// date, and a window applies to what is newly taken of payments, not to what moves over from the replaced invoice.
/// </remarks>
public sealed class AmendmentPolicy(IReadOnlyList<AmendmentRule> rules)
{
    /// <summary>The rule for a day of issue; the first one for an earlier day.</summary>
    public AmendmentRule RuleFor(DateOnly issueDate) =>
        rules.Where(rule => rule.InForceFrom <= issueDate).MaxBy(rule => rule.InForceFrom) ?? rules.MinBy(rule => rule.InForceFrom)!;
}

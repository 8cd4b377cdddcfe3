using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>What happens to an invoice that comes after its window.</summary>
public enum LateIssue
{
    /// <summary>It is refused with ISSUE_WINDOW_CLOSED.</summary>
    Refuse,

    /// <summary>It is issued and marked with the days overdue.</summary>
    AcceptAndMark,
}

/// <summary>One reading of the issue window, in force for payments made from a day on.</summary>
/// <param name="Name">What a refusal calls it.</param>
/// <param name="InForceFrom">First day of payment that it applies to.</param>
/// <param name="FirstDay">Days from the payment to the first day of the window: 1, the day after; 0 where the payment day counts.</param>
/// <param name="LastDay">Days from the payment to the last day of the window.</param>
/// <param name="LateIssue">What happens after the last day.</param>
public sealed record IssueWindowRule(string Name, DateOnly InForceFrom, int FirstDay, int LastDay, LateIssue LateIssue)
{
    /// <summary>The window that a payment opens. Calendar days: a last day that is not a working day does not move.</summary>
    public IssueWindow Of(DateOnly paidOn) => new(paidOn.AddDays(FirstDay), paidOn.AddDays(LastDay));
}

/// <summary>The issue windows by day of payment (Tax Code, art. 493 p. 9). A change of law is a new rule, never an edited one.</summary>
/// <remarks>The closing day never goes back when the day of payment goes on, so payments by day are payments by closing day.</remarks>
public sealed class IssueWindowPolicy
{
    private readonly IssueWindowRule[] _rules;

    /// <summary>All rules, the earliest first.</summary>
    public IReadOnlyList<IssueWindowRule> Rules => _rules;

    /// <summary>A policy of rules.</summary>
    /// <exception cref="ArgumentException">No rule; two of one day; or a closing day that goes back where one rule follows another.</exception>
    public IssueWindowPolicy(IEnumerable<IssueWindowRule> rules)
    {
        _rules = [.. rules.OrderBy(rule => rule.InForceFrom)];
        if (_rules.Length == 0)
        {
            throw new ArgumentException("A policy has at least one rule.", nameof(rules));
        }

        foreach (var (earlier, later) in _rules.Zip(_rules.Skip(1)))
        {
            if (earlier.InForceFrom == later.InForceFrom
                || earlier.Of(later.InForceFrom.AddDays(-1)).ClosesOn > later.Of(later.InForceFrom).ClosesOn)
            {
                throw new ArgumentException($"'{later.Name}' does not follow '{earlier.Name}': closing days would go back.", nameof(rules));
            }
        }

        if (_rules.Any(rule => rule.FirstDay < 0 || rule.LastDay < rule.FirstDay))
        {
            throw new ArgumentException("A window opens on or after the payment day and closes on or after it opens.", nameof(rules));
        }
    }

    /// <summary>The first day of payment for which an invoice to itself is known to the law.</summary>
    public DateOnly FirstPaymentDay => _rules[0].InForceFrom;

    /// <summary>The rule for a day of payment; the first one for an earlier day.</summary>
    public IssueWindowRule RuleFor(DateOnly paidOn) => Array.FindLast(_rules, rule => rule.InForceFrom <= paidOn) ?? _rules[0];

    /// <summary>The window that a payment opens.</summary>
    public IssueWindow WindowFor(DateOnly paidOn) => RuleFor(paidOn).Of(paidOn);

    /// <summary>The earliest day of payment whose window has not closed on a day.</summary>
    public DateOnly EarliestPaymentStillOpen(DateOnly today)
    {
        var earliest = today;
        while (earliest > FirstPaymentDay && !WindowFor(earliest.AddDays(-1)).ClosedOn(today))
        {
            earliest = earliest.AddDays(-1);
        }

        return earliest;
    }
}

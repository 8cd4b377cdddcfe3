using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>What is in force on which day: the dated data that the rules ask. Rules hold no number of the law themselves.</summary>
/// <remarks>
/// The Tax Code is No. 214-VIII, in force from 2026-01-01. There is no switch that turns a rule off: an environment that reads the law
/// differently has another book.
/// </remarks>
public sealed record LawBook
{
    /// <summary>Budget code (КБК) of VAT for a non-resident.</summary>
    public const string NonResidentVatBudgetCode = "105104";

    /// <summary>The country whose law this is.</summary>
    public const string HomeCountry = "KZ";

    /// <summary>Years between the turnover date and the day of issue, at most (ESF form, box 3).</summary>
    public const int TurnoverAgeYears = 5;

    private static readonly DateOnly CodeInForce = new(2026, 1, 1);

    /// <summary>The issue windows.</summary>
    public required IssueWindowPolicy IssueWindows { get; init; }

    /// <summary>The rates of VAT.</summary>
    public required VatRates VatRates { get; init; }

    /// <summary>The members of the EAEU.</summary>
    public required EaeuMembers EaeuMembers { get; init; }

    /// <summary>The readings for corrected, additional and revoking documents.</summary>
    public required AmendmentPolicy Amendments { get; init; }

    /// <summary>Our reading of the Tax Code as it stands.</summary>
    public static LawBook Default { get; } = With(LateIssue.Refuse, paymentDayCounts: false);

    /// <summary>The readings that an operator may choose between where the law is open.</summary>
    /// <param name="lateIssue">Whether an invoice after its window is refused, or issued and marked.</param>
    /// <param name="paymentDayCounts">Whether the payment day itself is a day of the window: "after the date of payment" read as a moment.</param>
    public static LawBook With(LateIssue lateIssue, bool paymentDayCounts) => new()
    {
        IssueWindows = new(
        [
            new(
                $"{Sources.IssueWindow}, in force from {CodeInForce:yyyy-MM-dd}"
                    + (paymentDayCounts ? ", payment day counted" : string.Empty)
                    + (lateIssue == LateIssue.AcceptAndMark ? ", late issue marked" : string.Empty),
                CodeInForce,
                FirstDay: paymentDayCounts ? 0 : 1,
                LastDay: 5,
                lateIssue,
                Note: "\"After the date of payment\" is read as from the next day; another reading allows the day itself. Nothing says that a late issue loses the offset."),
        ]),
        VatRates = new(
        [
            Rate(12m, new(2009, 1, 1), new(2025, 12, 31), isStandard: true),
            Rate(16m, CodeInForce, null, isStandard: true),
            Rate(5m, CodeInForce, new(2026, 12, 31), isStandard: false),
            Rate(10m, new(2027, 1, 1), null, isStandard: false),
        ]),
        EaeuMembers = new(
        [
            new("AM", new(2015, 1, 2), null),
            new("BY", new(2015, 1, 1), null),
            new("KG", new(2015, 8, 12), null),
            new("KZ", new(2015, 1, 1), null),
            new("RU", new(2015, 1, 1), null),
        ]),
        Amendments = new(
        [
            new(
                $"corrections, in force from {CodeInForce:yyyy-MM-dd}",
                CodeInForce,
                YearsAfterFirstIssue: 5,
                Note: "The offset date of a corrected invoice is its own issue date. Payments that move over from the replaced invoice have no further window; what is newly taken has its own."),
        ]),
    };

    private static DatedVatRate Rate(decimal percent, DateOnly from, DateOnly? to, bool isStandard) =>
        new(VatRate.OfPercent(percent) ?? throw new ArgumentOutOfRangeException(nameof(percent)), from, to, isStandard);
}

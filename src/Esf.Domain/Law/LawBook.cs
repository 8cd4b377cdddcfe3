using Esf.Domain.Amounts;

namespace Esf.Domain.Law;

/// <summary>What is in force on which day: the dated data that the rules ask. Rules hold no number of the law themselves.</summary>
/// <remarks>
/// The Tax Code is No. 214-VIII, in force from 2026-01-01. There is no switch that turns a rule off: an environment that reads the law
/// differently has another book. How open points are read is said in <see cref="LawReadings"/>.
/// </remarks>
public sealed record LawBook
{
    /// <summary>Budget code (КБК) of VAT for a non-resident.</summary>
    public const string NonResidentVatBudgetCode = "105104";

    /// <summary>The treasury's account (ИИК), to which all taxes are paid.</summary>
    public const string TreasuryAccount = "KZ24070105KSN0000000";

    /// <summary>Code of the purpose of payment (КНП) of a tax itself.</summary>
    public const string TaxPurposeCode = "911";

    /// <summary>Code of the purpose of payment (КНП) of a penalty for late payment (пеня): it is not the tax.</summary>
    public const string PenaltyPurposeCode = "912";

    /// <summary>Code of the purpose of payment (КНП) of a fine: it is not the tax.</summary>
    public const string FinePurposeCode = "913";

    /// <summary>The country whose law this is.</summary>
    public const string HomeCountry = "KZ";

    /// <summary>Years between the turnover date and the day of issue, at most (ESF form, box 3).</summary>
    public const int TurnoverAgeYears = 5;

    /// <summary>First day of the Tax Code No. 214-VIII.</summary>
    public static readonly DateOnly CodeInForce = new(2026, 1, 1);

    /// <summary>The issue windows.</summary>
    public required IssueWindowPolicy IssueWindows { get; init; }

    /// <summary>The rates of VAT.</summary>
    public required VatRates VatRates { get; init; }

    /// <summary>The members of the EAEU.</summary>
    public required EaeuMembers EaeuMembers { get; init; }

    /// <summary>The readings for corrected, additional and revoking documents.</summary>
    public required AmendmentPolicy Amendments { get; init; }

    /// <summary>The days off, by which the other reading of a last day is shown.</summary>
    public required DaysOff DaysOff { get; init; }

    /// <summary>The unit of payments and returns.</summary>
    public required WholeTengePolicy WholeTenge { get; init; }

    /// <summary>The fines for a late issue.</summary>
    public required LateIssuePenalties LatePenalties { get; init; }

    /// <summary>Our reading of the Tax Code as it stands.</summary>
    public static LawBook Default { get; } = With(new());

    /// <summary>The law with the readings that an operator has chosen.</summary>
    public static LawBook With(LawSettings settings) => new()
    {
        IssueWindows = new(
        [
            new(
                $"{Sources.IssueWindow}, in force from {CodeInForce:yyyy-MM-dd}"
                    + (settings.PaymentDayCounts ? ", payment day counted" : string.Empty)
                    + (settings.LateIssue == LateIssue.AcceptAndMark ? ", late issue marked" : string.Empty),
                CodeInForce,
                FirstDay: settings.PaymentDayCounts ? 0 : 1,
                LastDay: 5,
                settings.LateIssue),
        ]),
        VatRates = new(
        [
            new(Percent(12m), new(2009, 1, 1), CodeInForce.AddDays(-1)),
            new(Percent(16m), CodeInForce, null),
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
                $"amendments, in force from {CodeInForce:yyyy-MM-dd}"
                    + (settings.AdditionalTerm == AdditionalTerm.Refuse ? ", late additional ones refused" : string.Empty)
                    + (settings.CorrectedPeriod == CorrectedPeriod.AnnulledIssue ? ", corrected VAT in the period of the annulled invoice" : string.Empty),
                CodeInForce,
                YearsAfterFirstIssue: 5,
                AdditionalTermDays: 15,
                settings.AdditionalTerm,
                settings.CorrectedPeriod),
        ]),
        DaysOff = new(
        [
            new(1, 1, 2026), new(1, 2, 2026), new(1, 7, 2026, IsMoved: false), new(3, 8, 2026), new(3, 15, 2026),
            new(3, 21, 2026), new(3, 22, 2026), new(3, 23, 2026), new(5, 1, 2026), new(5, 7, 2026), new(5, 9, 2026),
            new(7, 6, 2026), new(10, 25, 2026), new(12, 16, 2026),

            // Kurban Ait, first day: by the lunar calendar, named year by year.
            new(5, 27, 2026, 2026, IsMoved: false), new(5, 16, 2027, 2027, IsMoved: false),
        ]),
        LatePenalties = new(Small: 20, Medium: 50, Large: 100, [new(2026, Amount.FromTiyn(432_500))]),
        WholeTenge = new(
        [
            new(
                $"whole tenge, in force from {CodeInForce:yyyy-MM-dd}",
                CodeInForce,
                Amount.FromTiyn(100),
                Note: "Tax is accounted for in tenge; the State Revenue Committee reads that as rounding amounts in tiyn to 1 tenge (answer of 2026-02-10)."),
        ]),
    };

    private static VatRate Percent(decimal percent) =>
        VatRate.OfPercent(percent) ?? throw new ArgumentOutOfRangeException(nameof(percent), percent, "Not a rate of VAT.");
}

using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Ledger;

namespace Esf.Domain.Offsets;

/// <summary>What a return (form 300.00, appendix 300.04) declares for one quarter, whole tenge.</summary>
/// <param name="Row">Place in the request, from 1.</param>
/// <param name="Bin">The taxpayer.</param>
/// <param name="Period">The quarter.</param>
/// <param name="Turnover">Line 300.00.014 A; null: it is not compared.</param>
/// <param name="Vat">Line 300.00.014 B.</param>
public sealed record Declaration(int Row, string Bin, TaxPeriod Period, Amount? Turnover, Amount Vat);

/// <summary>What comparing a declaration with the register has found.</summary>
public enum FindingKind
{
    /// <summary>Declared is what the register holds.</summary>
    Match = 1,

    /// <summary>More is declared.</summary>
    DeclaredMore = 2,

    /// <summary>Less is declared.</summary>
    DeclaredLess = 3,

    /// <summary>The register holds an offset, the return has none.</summary>
    NotDeclared = 4,

    /// <summary>The return has an offset, the register holds nothing for it.</summary>
    NoInvoice = 5,

    /// <summary>The sums match when neighbour quarters are considered.</summary>
    DeclaredInOtherPeriod = 6,

    /// <summary>Declared is what the register holds by the days of the documents, not by the law's attribution: the reading alone differs.</summary>
    DeclaredByDocumentDay = 7,
}

/// <summary>The finding for one taxpayer and quarter.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Bin">The taxpayer.</param>
/// <param name="Period">The quarter.</param>
/// <param name="Declared">What was declared; null when the return has no row for the quarter.</param>
/// <param name="Registered">What the register holds for the quarter by the law's attribution.</param>
/// <param name="RegisteredByDay">What the register holds for the quarter by the days of the documents.</param>
/// <param name="OtherPeriods">The quarters with which the sums match.</param>
public sealed record Finding(
    FindingKind Kind,
    string Bin,
    TaxPeriod Period,
    Declaration? Declared,
    OffsetTotals Registered,
    OffsetTotals RegisteredByDay,
    IReadOnlyList<TaxPeriod> OtherPeriods)
{
    /// <summary>Quarters whose rows were not sent and with which the sums would match: they are to be sent as well.</summary>
    public IReadOnlyList<TaxPeriod> PeriodsToSend { get; init; } = [];

    /// <summary>Declared less registered VAT, KZT.</summary>
    public Amount VatDifference => (Declared?.Vat ?? Amount.Zero) - Registered.Net;

    /// <summary>Declared less registered turnover, KZT; null when the turnover was not declared.</summary>
    public Amount? TurnoverDifference => Declared is { Turnover: { } turnover } ? turnover - Registered.NetTurnover : null;

    /// <summary>Registration numbers of the documents behind the registered amounts, oldest first, at most <see cref="Limits.DocumentsOfFinding"/>.</summary>
    public IReadOnlyList<RegistrationNumber> Documents { get; init; } = [];

    /// <summary>How many documents there are.</summary>
    public int DocumentCount { get; init; }

    /// <summary>The finding as a sentence.</summary>
    public string Text(Language language)
    {
        // The line that differs: B, the VAT, decides; only when it agrees is it A, the turnover.
        var isTurnover = Reconciliation.Agrees(VatDifference) && TurnoverDifference is not null;
        var (declared, registered) = isTurnover ? (Declared!.Turnover!.Value, Registered.NetTurnover) : (Declared?.Vat ?? Amount.Zero, Registered.Net);
        var difference = Rounding.ToTenge(declared - registered);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["taxpayer"] = Bin,
            ["period"] = Period.ToString(),
            ["column"] = isTurnover ? "A" : "B",
            ["declared"] = Rounding.ToTenge(declared).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["registered"] = registered.ToString(),
            ["difference"] = Math.Abs(difference).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["by_day"] = (isTurnover ? RegisteredByDay.NetTurnover : RegisteredByDay.Net).ToString(),
            ["others"] = string.Join(", ", OtherPeriods.Count > 0 ? OtherPeriods : PeriodsToSend),
        };
        var text = Row.Text(language, values);
        return PeriodsToSend.Count == 0 ? text : $"{text} {ErrorCatalogue.FindingHintNeighbour.Text(language, values)}";
    }

    private ErrorRow Row => Kind switch
    {
        FindingKind.Match => ErrorCatalogue.FindingMatch,
        FindingKind.DeclaredMore => ErrorCatalogue.FindingDeclaredMore,
        FindingKind.DeclaredLess => ErrorCatalogue.FindingDeclaredLess,
        FindingKind.NotDeclared => ErrorCatalogue.FindingNotDeclared,
        FindingKind.NoInvoice => ErrorCatalogue.FindingNoInvoice,
        FindingKind.DeclaredInOtherPeriod => ErrorCatalogue.FindingDeclaredInOtherPeriod,
        FindingKind.DeclaredByDocumentDay => ErrorCatalogue.FindingDeclaredByDocumentDay,
        _ => throw new InvalidOperationException($"Unknown finding {Kind}."),
    };
}

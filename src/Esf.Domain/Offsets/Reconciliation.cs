using Esf.Domain.Amounts;
using Esf.Domain.Storage;

namespace Esf.Domain.Offsets;

/// <summary>Compares what returns declare with what the register holds, quarter by quarter.</summary>
/// <remarks>
/// A return states whole tenge, the register tiyn. A difference of less than one tenge is rounding, whichever way it was rounded; a sum of
/// several quarters may carry one such rounding for each of its rows.
/// Line B, the VAT, decides; the turnover of line A is compared when B agrees.
/// The register counts in the quarter to which the law attributes each part. What a return has counted by the days of the documents instead
/// is found and named, since the law leaves that reading open.
/// </remarks>
public sealed class Reconciliation(IOffsetReader reader)
{
    private static readonly Amount Tenge = Amount.FromTiyn(100);

    /// <summary>The findings of the declarations in their order, then those of quarters without one, by taxpayer and quarter.</summary>
    /// <param name="declarations">Each taxpayer and quarter once, within the scope.</param>
    /// <param name="scope">The quarters in which offsets are looked for that were not declared.</param>
    /// <param name="moment">The register as of this moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Finding>> ReconcileAsync(
        IReadOnlyList<Declaration> declarations, (TaxPeriod First, TaxPeriod Last) scope, RegisterMoment moment, CancellationToken cancellationToken)
    {
        var (first, last) = scope;
        var declared = new List<Finding>();
        var undeclared = new List<Finding>();
        foreach (var taxpayers in declarations.GroupBy(row => row.Bin, StringComparer.Ordinal).OrderBy(rows => rows.Key, StringComparer.Ordinal).Chunk(Limits.TaxpayersOfSum))
        {
            // One quarter more on each side: a neighbour of the first and of the last one.
            var days = await reader.SumTaxpayersAsync(
                [.. taxpayers.Select(rows => rows.Key)], first.Previous, last.Next, moment, cancellationToken).ConfigureAwait(false);
            var registered = days.ToLookup(day => day.Bin, StringComparer.Ordinal);
            foreach (var rows in taxpayers)
            {
                var findings = Compare(rows.Key, [.. rows], registered[rows.Key], first, last);
                foreach (var finding in findings)
                {
                    var told = await WithDocumentsAsync(finding, moment, cancellationToken).ConfigureAwait(false);
                    (told.Declared is null ? undeclared : declared).Add(told);
                }
            }
        }

        return [.. declared.OrderBy(finding => finding.Declared!.Row), .. undeclared];
    }

    /// <summary>Whether a difference is only the rounding of so many rows to whole tenge.</summary>
    internal static bool Agrees(Amount difference, int rows = 1)
    {
        var bound = Amount.Sum(Enumerable.Repeat(Tenge, rows));
        return difference < bound && Amount.Zero - difference < bound;
    }

    /// <summary>The findings of one taxpayer, by quarter.</summary>
    internal static IEnumerable<Finding> Compare(
        string bin, IReadOnlyCollection<Declaration> declarations, IEnumerable<DayOfTaxpayer> days, TaxPeriod first, TaxPeriod last)
    {
        var all = days.ToArray();
        var registered = Sum(all.GroupBy(day => day.Period));
        var byDay = Sum(all.GroupBy(day => TaxPeriod.Of(day.Day)));
        var declared = declarations.ToDictionary(row => row.Period);
        var quarters = new Dictionary<TaxPeriod, Finding>();
        for (var period = first.Previous; period <= last.Next; period = period.Next)
        {
            quarters[period] = new(
                FindingKind.Match,
                bin,
                period,
                declared.GetValueOrDefault(period),
                registered.GetValueOrDefault(period, OffsetTotals.None),
                byDay.GetValueOrDefault(period, OffsetTotals.None),
                []);
        }

        // The other reading explains a return only as a whole: every quarter in which the two differ must agree by the days of the documents.
        var isDeclaredByDay = quarters.Values
            .Where(quarter => quarter.Period >= first && quarter.Period <= last && quarter.Registered != quarter.RegisteredByDay)
            .All(quarter => quarter.Declared is not null && Agree(quarter with { Registered = quarter.RegisteredByDay }));
        for (var period = first; period <= last; period = period.Next)
        {
            var quarter = quarters[period];
            var judged = Judge(quarter, quarters[period.Previous], quarters[period.Next], isDeclaredByDay);
            if (quarter.Declared is not null || judged.Kind != FindingKind.Match)
            {
                yield return judged;
            }
        }
    }

    private static Dictionary<TaxPeriod, OffsetTotals> Sum(IEnumerable<IGrouping<TaxPeriod, DayOfTaxpayer>> quarters) => quarters.ToDictionary(
        quarter => quarter.Key, quarter => quarter.Aggregate(OffsetTotals.None, (sum, day) => sum + day.Totals));

    private static Finding Judge(Finding quarter, Finding previous, Finding next, bool isDeclaredByDay)
    {
        if (Agree(quarter))
        {
            return quarter;
        }

        if (isDeclaredByDay && quarter.Registered != quarter.RegisteredByDay)
        {
            return quarter with { Kind = FindingKind.DeclaredByDocumentDay };
        }

        // A quarter that agrees by itself explains nothing of its neighbour.
        var explained = new Finding[][] { [previous], [next], [previous, next] }
            .FirstOrDefault(others => others.All(other => !Agree(other)) && Agree([quarter, .. others]));

        // Nor does one whose row was not sent: it may have been declared as well, and the same VAT claimed twice.
        if (explained is not null && explained.All(other => other.Declared is not null || quarter.Declared is null))
        {
            return quarter with { Kind = FindingKind.DeclaredInOtherPeriod, OtherPeriods = [.. explained.Select(other => other.Period)] };
        }

        return quarter with { Kind = KindOf(quarter), PeriodsToSend = explained is null ? [] : [.. explained.Select(other => other.Period)] };
    }

    private static FindingKind KindOf(Finding quarter)
    {
        if (IsNothing(quarter.Declared))
        {
            return FindingKind.NotDeclared;
        }

        if (quarter.Registered.Count + quarter.Registered.WithdrawnCount == 0)
        {
            return FindingKind.NoInvoice;
        }

        var difference = Agrees(quarter.VatDifference) ? quarter.TurnoverDifference!.Value : quarter.VatDifference;
        return difference.IsPositive ? FindingKind.DeclaredMore : FindingKind.DeclaredLess;
    }

    // Turnover is compared where every quarter that was declared has it.
    private static bool Agree(params Finding[] quarters)
    {
        var rows = quarters.Length;
        return Agrees(Amount.Sum(quarters.Select(quarter => quarter.VatDifference)), rows)
            && (quarters.Any(quarter => quarter.Declared is { Turnover: null })
                || quarters.All(quarter => quarter.Declared is null)
                || Agrees(Amount.Sum(quarters.Select(quarter => quarter.TurnoverDifference ?? (Amount.Zero - quarter.Registered.NetTurnover))), rows));
    }

    private static bool IsNothing(Declaration? row) =>
        row is null || (row.Vat == Amount.Zero && (row.Turnover ?? Amount.Zero) == Amount.Zero);

    private async Task<Finding> WithDocumentsAsync(Finding finding, RegisterMoment moment, CancellationToken cancellationToken)
    {
        if (finding.Kind == FindingKind.Match)
        {
            return finding;
        }

        var (first, count) = await reader.ListDocumentsAsync(
            finding.Bin,
            finding.OtherPeriods.Append(finding.Period).Min(),
            finding.OtherPeriods.Append(finding.Period).Max(),
            moment,
            Limits.DocumentsOfFinding,
            cancellationToken).ConfigureAwait(false);
        return finding with { Documents = first, DocumentCount = count };
    }
}

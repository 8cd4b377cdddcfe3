using System.Globalization;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Offsets;

/// <summary>Answers which VAT was offset when, as the register stands or stood at an instant.</summary>
public sealed class OffsetRegister(IOffsetReader reader, TimeProvider clock)
{
    // yyyy-MM
    private const int MonthLength = 7;

    /// <summary>The moment that a question is about.</summary>
    /// <param name="asOf">The instant that the caller named; null: now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>
    /// An answer as of an instant never changes: the store gives one only where no older write can still come.
    /// </remarks>
    /// <exception cref="EsfException">REQUEST_INVALID with AS_OF_TOO_RECENT.</exception>
    public async Task<RegisterMoment> MomentAsync(DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var moment = await reader.FindMomentAsync(asOf, cancellationToken).ConfigureAwait(false);
        if (moment is not null)
        {
            return moment;
        }

        // Either the instant lies ahead, or a commit is under way, which is done soon.
        var wait = asOf!.Value > now ? asOf.Value - now : Limits.AsOfWait;
        throw new EsfException(ErrorCatalogue.RequestInvalid, [new Violation(
            ErrorCatalogue.AsOfTooRecent,
            "as_of",
            string.Empty,
            ("as_of", $"{asOf.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}"),
            ("now", $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}"))])
        {
            RetryAfter = wait <= Limits.RetryAfterMax ? wait : null,
        };
    }

    /// <summary>Sums by group, in the order of their keys, behind a key.</summary>
    /// <param name="query">Which effects.</param>
    /// <param name="group">By what.</param>
    /// <param name="afterKey">Behind this key; empty: from the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<OffsetSum>> SumAsync(OffsetQuery query, OffsetGroup group, string afterKey, int limit, CancellationToken cancellationToken)
    {
        if (group is not (OffsetGroup.DocumentPeriod or OffsetGroup.Month))
        {
            return await reader.SumOffsetsAsync(query, group, afterKey, limit, cancellationToken).ConfigureAwait(false);
        }

        // Neither a quarter nor a month is a column of either engine, and a register has few days.
        var days = await reader.SumOffsetsAsync(query, OffsetGroup.Day, string.Empty, int.MaxValue, cancellationToken).ConfigureAwait(false);
        return [.. days
            .GroupBy(day => group == OffsetGroup.Month ? day.Key[..MonthLength] : PeriodOf(day.Key), StringComparer.Ordinal)
            .Where(sum => string.CompareOrdinal(sum.Key, afterKey) > 0)
            .OrderBy(sum => sum.Key, StringComparer.Ordinal)
            .Take(limit)
            .Select(sum => new OffsetSum(sum.Key, sum.Aggregate(OffsetTotals.None, (total, day) => total + day.Totals)))];
    }

    private static string PeriodOf(string day) => TaxPeriod.Of(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToString();
}

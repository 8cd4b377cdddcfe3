using System.Runtime.CompilerServices;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Client;

/// <summary>ReconcileOffsets over many calls that answer as one: of one moment, with rows counted over all of them.</summary>
internal sealed class Reconciliation(
    Func<ReconcileOffsetsRequest, CancellationToken, Task<ReconcileOffsetsResponse>> call, TimeProvider time)
{
    // While a commit is under way the service answers no moment that the commit could still change.
    private const int MaxWaits = 10;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<ReconcileOffsetsResponse> RunAsync(
        string parent,
        IReadOnlyList<Declaration> declarations,
        IReadOnlyList<ArraySegment<int>> parts,
        Timestamp? asOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Quarters like 2026-Q4 sort as texts; what is none of them is refused by the service.
        var (first, last) = declarations.Aggregate(
            (First: declarations[0].TaxPeriod, Last: declarations[0].TaxPeriod),
            (scope, declaration) => (Least(scope.First, declaration.TaxPeriod), Most(scope.Last, declaration.TaxPeriod)));
        var moment = asOf;
        for (var i = 0; i < parts.Count; i++)
        {
            // All calls look for undeclared offsets in the same quarters, whichever of them their own rows declare.
            var request = new ReconcileOffsetsRequest { Parent = parent, AsOf = moment };
            if (parts.Count > 1)
            {
                (request.TaxPeriodFrom, request.TaxPeriodTo) = (first, last);
            }

            request.Declarations.AddRange(parts[i].Select(index => declarations[index]));
            var response = moment is null || asOf is not null
                ? await call(request, cancellationToken).ConfigureAwait(false)
                : await AtMomentAsync(request, cancellationToken).ConfigureAwait(false);
            Restore(response, parts[i]);

            // What is committed between two calls must not be in one of them and out of the other.
            moment ??= response.CompleteThrough;
            yield return response;
        }
    }

    private static void Restore(ReconcileOffsetsResponse response, ArraySegment<int> part)
    {
        foreach (var finding in response.Findings.Where(finding => finding.Row > 0))
        {
            finding.Row = part[finding.Row - 1] + 1;
        }
    }

    private static string Least(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? one : other;

    private static string Most(string one, string other) => string.CompareOrdinal(one, other) >= 0 ? one : other;

    /// <summary>A call as of the moment of the first one, which may be too young to be asked about yet.</summary>
    private async Task<ReconcileOffsetsResponse> AtMomentAsync(ReconcileOffsetsRequest request, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await call(request, cancellationToken).ConfigureAwait(false);
            }
            catch (EsfException refusal) when (waits < MaxWaits && IsTooRecent(refusal))
            {
                await Task.Delay(Wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsTooRecent(EsfException refusal) =>
        refusal.Reason == EsfReasons.AsOfTooRecent || refusal.Violations.Any(violation => violation.Reason == EsfReasons.AsOfTooRecent);
}

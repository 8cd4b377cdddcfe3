using CsCheck;
using Esf.Client;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Any number of declarations goes in calls of whole taxpayers that answer as one.</summary>
public sealed class ReconciliationPartsTests
{
    [Fact]
    public void Every_declaration_is_in_one_call_and_a_taxpayer_in_one_only() =>
        Gen.Int[0, 40].Array[1, 30_000].Sample(
            taxpayers =>
            {
                // At most 40 taxpayers of some 750 rows; the bound is 10,000.
                var declarations = taxpayers.Select(n => new Declaration { Taxpayer = $"taxpayers/{n:000000000000}" }).ToArray();
                var parts = ReconciliationParts.Of("taxpayers/-", declarations);
                var ordered = parts.SelectMany(part => part).Order().SequenceEqual(Enumerable.Range(0, declarations.Length));
                var bounded = parts.All(part => part.Count is > 0 and <= ReconciliationParts.MaxRows);
                var whole = parts.SelectMany((part, i) => part.Select(index => (taxpayers[index], i)).Distinct()).GroupBy(pair => pair.Item1).All(group => group.Count() == 1);
                return ordered && bounded && whole;
            },
            iter: 20);

    [Fact]
    public void A_taxpayer_with_more_rows_than_a_call_takes_is_refused()
    {
        var rows = Enumerable.Repeat(new Declaration { Taxpayer = "taxpayers/1" }, 10_001).ToArray();

        Assert.Single(ReconciliationParts.Of("taxpayers/-", rows[..10_000]));
        Assert.Throws<ArgumentException>(() => ReconciliationParts.Of("taxpayers/-", rows));
        Assert.Throws<ArgumentException>(() => ReconciliationParts.Of("taxpayers/941240001151", Enumerable.Repeat(new Declaration(), 10_001).ToArray()));
        Assert.Throws<ArgumentException>(() => ReconciliationParts.Of("taxpayers/-", []));
    }

    [Fact]
    public async Task All_calls_are_of_the_moment_of_the_first_and_rows_count_over_all()
    {
        var moment = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);
        var requests = new List<ReconcileOffsetsRequest>();
        var tooRecent = 2;
        var reconciliation = new Reconciliation(
            (request, _) =>
            {
                requests.Add(request);
                if (request.AsOf is not null && tooRecent-- > 0)
                {
                    throw new EsfException(StatusCode.InvalidArgument, "INVOICE_INVALID", "")
                    {
                        Violations = [new EsfViolation("as_of", "AS_OF_TOO_RECENT", "", "", null)],
                    };
                }

                var response = new ReconcileOffsetsResponse { CompleteThrough = moment };
                response.Findings.Add(request.Declarations.Select((_, i) => new ReconciliationFinding { Row = i + 1, Taxpayer = request.Declarations[i].Taxpayer }));
                response.Findings.Add(new ReconciliationFinding { Row = 0 });
                return Task.FromResult(response);
            },
            TimeProvider.System);
        // Five taxpayers with 5,000 quarters each, none of them the same ones: only together they span all.
        var declarations = Enumerable.Range(0, 25_000)
            .Select(n => new Declaration { Taxpayer = $"taxpayers/{n % 5}", TaxPeriod = $"{2000 + (n % 5 * 10)}-Q{(n / 5 % 4) + 1}" }).ToArray();
        var found = new List<ReconciliationFinding>();
        await foreach (var part in reconciliation.RunAsync(
            "taxpayers/-", declarations, ReconciliationParts.Of("taxpayers/-", declarations), asOf: null, TestContext.Current.CancellationToken))
        {
            found.AddRange(part.Findings);
        }

        Assert.Equal([null, moment, moment, moment, moment], requests.Select(request => request.AsOf));
        Assert.All(requests, request => Assert.True(request.Declarations.Count <= 10_000));
        Assert.All(requests, request => Assert.Equal(
            ("2000-Q1", "2040-Q4"),
            (request.TaxPeriodFrom, request.TaxPeriodTo)));
        Assert.Equal(Enumerable.Range(1, 25_000), found.Where(finding => finding.Row > 0).Select(finding => finding.Row).Order());
        Assert.All(found.Where(finding => finding.Row > 0), finding => Assert.Equal(declarations[finding.Row - 1].Taxpayer, finding.Taxpayer));
    }
}

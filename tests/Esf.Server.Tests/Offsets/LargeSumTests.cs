using Esf.Server.Tests.Support;
using static Esf.V1.IssueInvoiceOutcome.OutcomeOneofCase;

namespace Esf.Server.Tests.Offsets;

/// <summary>The largest invoices that a document can carry, more of them than 64 bits of tiyn hold.</summary>
public abstract class LargeSumTests(TestServer server) : ServerTests(server)
{
    // 16 % of the turnover are its VAT: together 999,999,999,999,999.99.
    private const decimal Turnover = 862_068_965_517_241.37m;
    private const decimal Vat = 137_931_034_482_758.62m;
    private const int InvoicesOfPayment = 7;

    [Fact]
    public async Task Of_112_largest_invoices_90_are_issued_the_rest_is_refused_with_its_reason_and_every_sum_answers()
    {
        var (bin, other) = (await RegisterAsync(), await RegisterAsync());
        var outcomes = await IssueAsync(bin, 112);
        Assert.Equal([.. Enumerable.Repeat(Issued, 90), .. Enumerable.Repeat(Refusal, 22)], outcomes.Select(outcome => outcome.OutcomeCase));
        Assert.All(outcomes.Skip(90), outcome => Assert.Equal(
            ("invoice.totals.total_amount", "REGISTER_TOTAL_EXCEEDED"),
            (Assert.Single(outcome.Refusal.Violations).Field, outcome.Refusal.Violations[0].Reason)));
        Assert.Contains("90000000000000000.00", outcomes[^1].Refusal.Violations[0].Description, StringComparison.Ordinal);

        // Together with another taxpayer the turnover is 96,551,724,137,931,033.44 KZT: beyond 64 bits of tiyn.
        Assert.All(await IssueAsync(other, 22), outcome => Assert.Equal(Issued, outcome.OutcomeCase));
        foreach (var group in new[] { V1.OffsetGroupBy.Day, V1.OffsetGroupBy.TaxPeriod, V1.OffsetGroupBy.SupplierCountry })
        {
            var answer = await Server.Offsets.SummarizeOffsetsAsync(new() { Parent = "taxpayers/-", GroupBy = group }, cancellationToken: Cancel);
            AssertSum(112, Assert.Single(answer.Sums));
            AssertSum(112, answer.Total);
        }

        var own = await Server.Offsets.SummarizeOffsetsAsync(
            new() { Parent = $"taxpayers/{bin}", GroupBy = V1.OffsetGroupBy.Taxpayer }, cancellationToken: Cancel);
        AssertSum(90, Assert.Single(own.Sums));

        // A return cannot declare as much; the register's own sums are told to the tiyn.
        var reconciled = await Server.Offsets.ReconcileOffsetsAsync(
            new() { Parent = "taxpayers/-", Declarations = { Declaration(bin), Declaration(other) } }, cancellationToken: Cancel);
        Assert.Equal([V1.FindingKind.DeclaredLess, V1.FindingKind.DeclaredLess], reconciled.Findings.Select(finding => finding.Kind));
        Assert.Equal(
            [(90 * Vat, 90 * Turnover), (22 * Vat, 22 * Turnover)],
            reconciled.Findings.Select(finding => (finding.RegisteredVatAmount.Number(), finding.RegisteredTurnoverAmount.Number())));
    }

    private static void AssertSum(int count, V1.OffsetSum sum) =>
        Assert.Equal((count, count * Vat, count * Turnover), (sum.OffsetCount, sum.OffsetAmount.Number(), sum.NetTurnoverAmount.Number()));

    private static V1.Declaration Declaration(string bin) => new()
    {
        Taxpayer = $"taxpayers/{bin}",
        TaxPeriod = "2026-Q2",
        TurnoverAmount = new() { Value = "999999999999999" },
        VatAmount = new() { Value = "999999999999999" },
    };

    private async Task<IReadOnlyList<V1.IssueInvoiceOutcome>> IssueAsync(string bin, int count)
    {
        var batch = new V1.BatchIssueInvoicesRequest { Parent = $"taxpayers/{bin}" };
        V1.VatPayment? payment = null;
        for (var i = 0; i < count; i++)
        {
            if (i % InvoicesOfPayment == 0)
            {
                payment = await RecordAsync(bin, Given.Payment(InvoicesOfPayment * Vat, document: $"{i}"));
            }

            batch.Requests.Add(Given.Request(Given.Invoice(payment!.Name, Turnover), bin));
        }

        return (await Server.Invoices.BatchIssueInvoicesAsync(batch, cancellationToken: Cancel)).Outcomes;
    }
}

public sealed class SqliteLargeSumTests(SqliteServer server) : LargeSumTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresLargeSumTests(PostgresServer server) : LargeSumTests(server), IClassFixture<PostgresServer>;

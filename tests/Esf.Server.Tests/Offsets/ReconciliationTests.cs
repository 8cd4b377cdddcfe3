using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.Tests.Offsets;

/// <summary>The table of reconciliations: a register and a return in, the findings out, in the whole tenge of a return.</summary>
public abstract class ReconciliationTests(TestServer server) : ServerTests(server)
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, Case> Table = Read();

    public static TheoryData<string> Cases => [.. Table.Values.Where(given => given.AsOf is null).Select(given => given.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_findings_are_as_expected(string name) => await AssertFindingsAsync(Table[name], await FillAsync(Table[name].Register));

    /// <summary>On a register of its own, since commit times never go back: these cases have one register and ask at several instants.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\u00A0")]
    public async Task A_row_without_a_period_is_refused(string period)
    {
        var bin = await RegisterAsync();
        var row = new JsonObject { ["taxpayer"] = $"taxpayers/{bin}", ["taxPeriod"] = period, ["vatAmount"] = new JsonObject { ["value"] = "1" } };

        var answer = await Json.PostAsync("/v1/taxpayers/-/offsets:reconcile", new JsonObject { ["declarations"] = new JsonArray(row) });

        Assert.Equal(("REQUEST_INVALID", "declarations[1].tax_period: FIELD_IS_NULL"), (answer.Reason, Assert.Single(answer.Violations)));
    }

    [Fact]
    public async Task The_findings_as_of_an_instant_are_as_expected()
    {
        await using var own = Server.Another();
        var tests = new AsOf(own);
        await tests.InitializeAsync();
        var cases = Table.Values.Where(given => given.AsOf is not null).ToArray();
        Assert.InRange(cases.Length, 2, int.MaxValue);
        var bin = await tests.FillAsync(cases[0].Register);
        foreach (var given in cases)
        {
            Assert.Equal(cases[0].Register, given.Register);
            await tests.AssertFindingsAsync(given, bin);
        }
    }

    private async Task AssertFindingsAsync(Case given, string bin)
    {
        var request = new V1.ReconcileOffsetsRequest
        {
            Parent = "taxpayers/-",
            AsOf = given.AsOf?.ToTimestamp(),
            Declarations = { given.Declarations.Select(row => Declaration(bin, row)) },
        };

        var response = await Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel);

        Assert.Equal(given.Expected.Select(Told), response.Findings.Select(finding => Told(new(
            finding.Row,
            finding.TaxPeriod,
            Screaming(finding.Kind),
            finding.TurnoverDifference?.Value,
            finding.VatDifference.Value,
            [.. finding.OtherTaxPeriods],
            finding.DocumentCount))));
        Assert.All(response.Findings, finding =>
        {
            Assert.Equal($"taxpayers/{bin}", finding.Taxpayer);
            Assert.Equal(finding.DocumentCount, finding.RegistrationNumbers.Count);
            Assert.Contains(bin, finding.Description, StringComparison.Ordinal);
            Assert.Contains(finding.TaxPeriod, finding.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_table_has_every_finding_and_at_least_25_cases()
    {
        Assert.InRange(Table.Count, 25, int.MaxValue);
        Assert.Equal(
            System.Enum.GetValues<V1.FindingKind>().Where(kind => kind != V1.FindingKind.Unspecified).Select(Screaming).Order(StringComparer.Ordinal),
            Table.Values.SelectMany(given => given.Expected).Select(finding => finding.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Findings_are_sentences_in_three_languages()
    {
        var bin = await FillAsync([new("2026-09-28", "2026-10-01", "1000000.00", null, null, null)]);
        var request = new V1.ReconcileOffsetsRequest { Parent = $"taxpayers/{bin}", Declarations = { Declaration(bin, new("2026-Q3", "1000000", "160000")) } };
        request.Declarations[0].Taxpayer = string.Empty;
        request.Declarations.Add(Declaration(bin, new("2026-Q4", "0", "0")));

        var texts = new List<string>();
        foreach (var language in new[] { "en", "ru", "kk" })
        {
            var response = await Server.Offsets.ReconcileOffsetsAsync(request, new() { { "accept-language", language } }, cancellationToken: Cancel);
            texts.Add(response.Findings[0].LocalizedMessage);
        }

        Assert.Equal(3, texts.Distinct().Count());
        Assert.Equal(
            $"Налогоплательщик {bin}, 2026-Q3: заявлено 160000 тенге, по реестру 0.00 тенге; вместе с 2026-Q4 суммы сходятся. Зачёт относится к кварталу выписки счёта-фактуры, а не уплаты.",
            texts[1]);
    }

    [Fact]
    public async Task Every_wrong_row_is_named()
    {
        var bin = await RegisterAsync();
        var request = new V1.ReconcileOffsetsRequest
        {
            Parent = $"taxpayers/{bin}",
            Declarations =
            {
                Declaration(bin, new("2026-Q5", "1", "1")),
                Declaration(bin, new("2026-Q3", "1", "1.50")),
                Declaration(bin, new("", null, "1")),
                Declaration("941240001151", new("2026-Q4", "1", "1")),
                new V1.Declaration { TaxPeriod = "2026-Q4" },
                Declaration(bin, new("2027-Q1", "x", "1")),
                Declaration(bin, new("2027-Q2", "1", "1")),
                Declaration(bin, new("2027-Q2", "2", "2")),
            },
        };

        var refusal = await RpcRefusal.OfAsync(Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel));

        Assert.Equal(
            [
                "declarations[3].tax_period: FIELD_IS_NULL",
                "declarations[5].vat_amount: FIELD_IS_NULL",
                "declarations[1].tax_period: FIELD_INVALID",
                "declarations[2].vat_amount: FIELD_INVALID",
                "declarations[4].taxpayer: FIELD_INVALID",
                "declarations[6].turnover_amount: FIELD_INVALID",
                "declarations[8]: DECLARATION_REPEATED",
            ],
            refusal.Violations);
    }

    [Fact]
    public async Task Undeclared_offsets_are_looked_for_in_the_quarters_that_are_named()
    {
        var bin = await FillAsync([new("2026-09-28", "2026-10-01", "1000000.00", null, null, null), new("2027-03-01", "2027-03-03", "500000.00", null, null, null)]);
        var request = new V1.ReconcileOffsetsRequest { Parent = $"taxpayers/{bin}", Declarations = { Declaration(bin, new("2026-Q4", "1000000", "160000")) } };
        Assert.Single((await Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel)).Findings);

        (request.TaxPeriodFrom, request.TaxPeriodTo) = ("2026-Q1", "2027-Q1");
        var findings = (await Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel)).Findings;
        Assert.Equal(
            [("2026-Q4", V1.FindingKind.Match), ("2027-Q1", V1.FindingKind.NotDeclared)],
            findings.Select(finding => (finding.TaxPeriod, finding.Kind)));

        (request.TaxPeriodFrom, request.TaxPeriodTo) = ("2027-Q1", "2026-Q3");
        Assert.Equal(
            ["tax_period_from: FIELD_INVALID", "tax_period_to: FIELD_INVALID"],
            (await RpcRefusal.OfAsync(Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel))).Violations);
    }

    [Fact]
    public async Task Ten_thousand_rows_are_reconciled_and_one_more_is_refused()
    {
        await FillAsync([new("2026-09-28", "2026-10-01", "1000000.00", null, null, null)]);
        var request = new V1.ReconcileOffsetsRequest { Parent = "taxpayers/-" };
        request.Declarations.Add(Enumerable.Range(0, 10_000).Select(i => Declaration($"{100_000_000_000 + i}", new("2026-Q3", "100", "16"))));

        var response = await Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel);
        Assert.Equal(Enumerable.Range(1, 10_000), response.Findings.Select(finding => finding.Row));
        Assert.All(response.Findings, finding => Assert.Equal(V1.FindingKind.NoInvoice, finding.Kind));

        request.Declarations.Add(Declaration("941240001151", new("2026-Q3", "100", "16")));
        Assert.Equal(["declarations: FIELD_INVALID"], (await RpcRefusal.OfAsync(Server.Offsets.ReconcileOffsetsAsync(request, cancellationToken: Cancel))).Violations);
        Assert.Equal(
            ["declarations: FIELD_IS_NULL"],
            (await RpcRefusal.OfAsync(Server.Offsets.ReconcileOffsetsAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel))).Violations);
    }

    private static V1.Declaration Declaration(string bin, Row row) => new()
    {
        Taxpayer = $"taxpayers/{bin}",
        TaxPeriod = row.TaxPeriod,
        TurnoverAmount = row.Turnover is { } turnover ? Given.Decimal(turnover) : null,
        VatAmount = Given.Decimal(row.Vat),
    };

    private static string Told(Finding finding) =>
        $"{finding.Row} {finding.TaxPeriod} {finding.Kind} A {finding.TurnoverDifference ?? "-"} B {finding.VatDifference} with [{string.Join(", ", finding.Others ?? [])}] of {finding.Documents}";

    private static string Screaming(V1.FindingKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    private static Dictionary<string, Case> Read() =>
        JsonSerializer.Deserialize<Case[]>(File.ReadAllText(GoldenFolder.PathOf("reconciliation", "cases.json")), Names)!.ToDictionary(given => given.Name);

    // One taxpayer whose documents come in the order of their days.
    private async Task<string> FillAsync(IReadOnlyList<Purchase> register)
    {
        Clock.SetNoon(new(2026, 5, 1));
        var bin = await RegisterAsync();
        var steps = new List<(DateOnly Day, Func<Task> Take)>();
        foreach (var (purchase, number) in register.Select((purchase, index) => (purchase, index + 1)))
        {
            var invoice = new V1.Invoice();
            var turnover = decimal.Parse(purchase.Turnover, CultureInfo.InvariantCulture);
            steps.Add((Day(purchase.IssuedOn), async () =>
            {
                var payment = await RecordAsync(bin, Given.Payment(decimal.Round(turnover * 0.16m, 2, MidpointRounding.AwayFromZero), Day(purchase.PaidOn), $"P{number}"));
                invoice = await IssueAsync(Given.Request(Given.Invoice(payment.Name, turnover), bin));
            }
            ));
            if (purchase.CorrectedOn is { } corrected)
            {
                steps.Add((Day(corrected), async () =>
                {
                    var content = Given.Invoice("none", decimal.Parse(purchase.CorrectedTo!, CultureInfo.InvariantCulture));
                    var request = new V1.CorrectInvoiceRequest { Name = invoice.Name, RequestId = Given.RequestId(), Invoice = content };
                    request.Invoice.PaymentAllocations.Clear();
                    await Server.Invoices.CorrectInvoiceAsync(request, cancellationToken: Cancel);
                }
                ));
            }

            if (purchase.RevokedOn is { } revoked)
            {
                steps.Add((Day(revoked), async () => await Server.Invoices.RevokeInvoiceAsync(
                    new() { Name = invoice.Name, RequestId = Given.RequestId(), Reason = "Ошибка" }, cancellationToken: Cancel)));
            }
        }

        foreach (var (day, take) in steps.OrderBy(step => step.Day))
        {
            Clock.SetNoon(day);
            await take();
        }

        Clock.SetNoon(new(2027, 6, 1));
        return bin;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal sealed record Case(
        string Name, string Why, IReadOnlyList<Purchase> Register, IReadOnlyList<Row> Declarations, DateTimeOffset? AsOf, IReadOnlyList<Finding> Expected);

    internal sealed record Purchase(string PaidOn, string IssuedOn, string Turnover, string? CorrectedOn, string? CorrectedTo, string? RevokedOn);

    internal sealed record Row(string TaxPeriod, string? Turnover, string Vat);

    internal sealed record Finding(int Row, string TaxPeriod, string Kind, string? TurnoverDifference, string VatDifference, IReadOnlyList<string>? Others, int Documents);
}

/// <summary>The same steps on another server.</summary>
internal sealed class AsOf(TestServer server) : ReconciliationTests(server);

public sealed class SqliteReconciliationTests(SqliteServer server) : ReconciliationTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresReconciliationTests(PostgresServer server) : ReconciliationTests(server), IClassFixture<PostgresServer>;

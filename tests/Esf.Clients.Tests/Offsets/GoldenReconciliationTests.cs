using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Cli;
using Esf.Client;
using Esf.Server.Hosting;
using Esf.V1;

namespace Esf.Clients.Tests.Offsets;

/// <summary><c>esf reconcile</c> over the golden table: the register of each case in one database, its return as a file.</summary>
public sealed class GoldenReconciliationTests(GoldenReconciliationTests.Register register) : IClassFixture<GoldenReconciliationTests.Register>
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private static readonly Case[] Table = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Golden", "reconciliation", "cases.json")), Names)!;

    public static TheoryData<string> Cases => [.. Table.Select(given => given.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_return_as_a_file_has_the_findings_of_the_table(string name)
    {
        var (given, bin) = Table.Index().Where(item => item.Item.Name == name).Select(item => (item.Item, BinOf(item.Index))).Single();
        var rows = given.Declarations.Select(row => $"{bin};{row.TaxPeriod};{row.Turnover};{row.Vat}\n");
        var file = Path.Combine(register.Folder, $"{name}.csv");
        await File.WriteAllTextAsync(file, "БИН;Период;300.00.014 A;300.00.014 B\n" + string.Concat(rows), TestContext.Current.CancellationToken);

        var run = await register.EsfAsync(
            ["reconcile", file, "--json", .. given.AsOf is { } asOf ? ["--as-of", $"{asOf:yyyy-MM-ddTHH:mm:sszzz}"] : Array.Empty<string>()]);

        var expected = given.Expected.All(finding => finding.Kind == "MATCH") ? ExitCode.Ok : ExitCode.Differs;
        Assert.True(run.Code == expected, run.Error);
        Assert.Equal(
            given.Expected.Select(finding => Told(
                finding.Row == 0 ? 0 : finding.Row + 1,
                finding.TaxPeriod,
                finding.Kind,
                finding.TurnoverDifference,
                finding.VatDifference,
                finding.Others ?? [],
                finding.Documents)),
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Select(finding => Told(
                (int)finding["row"]!,
                (string)finding["taxPeriod"]!,
                (string)finding["kind"]!,
                (string?)finding["turnoverDifference"]?["value"],
                (string)finding["vatDifference"]!["value"]!,
                [.. finding["otherTaxPeriods"]!.AsArray().Select(period => (string)period!)],
                (int)finding["documentCount"]!)));
    }

    private static string Told(
        int row, string period, string kind, string? turnover, string vat, IReadOnlyList<string> others, int documents) =>
        $"{row} {period} {kind} A {turnover ?? "-"} B {vat} with [{string.Join(", ", others)}] of {documents}";

    private static string BinOf(int index) =>
        Enumerable.Range(0, 100).Select(n => $"160440{index:00}{n / 10:000}{n % 10}").First(Cli.Input.Declarations.Bin.IsValid);

    /// <summary>Everything that the cases say happened, day by day, each case with a taxpayer of its own.</summary>
    public sealed class Register(ServerFixture fixture) : TimeProvider, IAsyncLifetime
    {
        private DateTimeOffset _now = new(2026, 5, 1, 12, 0, 0, TimeSpan.FromHours(5));
        private EsfServer? _server;

        internal string Folder => fixture.Folder.FullName;

        public override DateTimeOffset GetUtcNow() => _now;

        public async ValueTask InitializeAsync()
        {
            _server = await EsfServer.StartAsync(
                [
                    "--environment=Development",
                    "--Logging:LogLevel:Default=Warning",
                    "--Endpoints:Grpc=http://127.0.0.1:0",
                    "--Endpoints:Json=http://127.0.0.1:0",
                    $"--Storage:ConnectionString=Data Source={Path.Combine(Folder, "reconciliation.db")}",
                    $"--Ledger:SigningKey={Path.Combine(Folder, "reconciliation.pem")}",
                ],
                this);
            await using var client = new EsfClient(new() { Address = new(_server.Addresses[0]) });
            var steps = new List<(DateOnly Day, Func<Task> Take)>();
            foreach (var (index, given) in Table.Index())
            {
                await RegisterAsync(client, BinOf(index));
                steps.AddRange(given.Register.SelectMany((purchase, n) => StepsOf(client, BinOf(index), purchase, $"P{n}")));
            }

            foreach (var (day, take) in steps.OrderBy(step => step.Day))
            {
                _now = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.FromHours(5));
                await take();
            }

            _now = new DateTimeOffset(2027, 6, 1, 12, 0, 0, TimeSpan.FromHours(5));
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }

        internal Task<CliRun> EsfAsync(params string[] args) => fixture.EsfAsync([.. args, "--server", _server!.Addresses[0]]);

        private static IEnumerable<(DateOnly Day, Func<Task> Take)> StepsOf(EsfClient client, string bin, Purchase purchase, string document)
        {
            var name = "";
            yield return (Day(purchase.IssuedOn), async () =>
            {
                var turnover = decimal.Parse(purchase.Turnover, CultureInfo.InvariantCulture);
                var payment = await client.RecordVatPaymentAsync(
                    $"taxpayers/{bin}",
                    new()
                    {
                        DocumentNumber = document,
                        PaidOn = Day(purchase.PaidOn).ToProtoDate(),
                        Amount = VatOf(turnover).ToProtoDecimal(),
                        BudgetCode = "105104",
                    });
                var issued = await client.IssueInvoiceAsync(
                    new() { Parent = $"taxpayers/{bin}", Invoice = Draft(turnover, payment.Name) });
                name = issued.Invoice.Name;
            }
            );
            if (purchase.CorrectedOn is { } corrected)
            {
                yield return (Day(corrected), () => client.CorrectInvoiceAsync(
                    new() { Name = name, Invoice = Draft(decimal.Parse(purchase.CorrectedTo!, CultureInfo.InvariantCulture), payment: null) }));
            }

            if (purchase.RevokedOn is { } revoked)
            {
                yield return (Day(revoked), () => client.RevokeInvoiceAsync(new() { Name = name, Reason = "Ошибка" }));
            }
        }

        // The law's rounding, by hand: tiyn, half away from zero.
        private static decimal VatOf(decimal turnover) => decimal.Floor((turnover * 16m) + 0.5m) / 100m;

        private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static Task<Taxpayer> RegisterAsync(EsfClient client, string bin) => client.RegisterTaxpayerAsync(new()
        {
            Bin = bin,
            LegalName = "ТОО \"Сверка\"",
            Address = "г. Астана",
            VatRegistration = new() { CertificateSeries = "1", CertificateNumber = "1", RegisteredOn = new DateOnly(2020, 1, 1).ToProtoDate() },
        });

        private static Invoice Draft(decimal turnover, string? payment)
        {
            var invoice = new Invoice
            {
                TurnoverDate = new DateOnly(2026, 4, 30).ToProtoDate(),
                Supplier = new() { LegalName = "Nordlicht GmbH", Address = "Berlin", CountryCode = "DE" },
                Lines = { new InvoiceLine { Description = "Consulting", TurnoverAmount = turnover.ToProtoDecimal() } },
            };
            if (payment is not null)
            {
                invoice.PaymentAllocations.Add(new PaymentAllocation { VatPayment = payment });
            }

            return invoice;
        }
    }

    internal sealed record Case(
        string Name, IReadOnlyList<Purchase> Register, IReadOnlyList<Row> Declarations, DateTimeOffset? AsOf, IReadOnlyList<Finding> Expected);

    internal sealed record Purchase(string PaidOn, string IssuedOn, string Turnover, string? CorrectedOn, string? CorrectedTo, string? RevokedOn);

    internal sealed record Row(string TaxPeriod, string? Turnover, string Vat);

    internal sealed record Finding(
        int Row, string TaxPeriod, string Kind, string? TurnoverDifference, string VatDifference, IReadOnlyList<string>? Others, int Documents);
}

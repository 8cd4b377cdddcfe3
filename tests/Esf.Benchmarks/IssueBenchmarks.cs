using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Esf.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Esf.Benchmarks;

/// <summary>What group commit gains: the same invoices from the same callers, each in a transaction of its own, or sharing transactions.</summary>
/// <remarks>PostgreSQL takes part when <c>ESF_TEST_POSTGRES</c> names an empty database. Compare the ratio, not the times.</remarks>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class IssueBenchmarks
{
    private const int Invoices = 2048;
    private const string Bin = "941240001151";

    private DirectoryInfo? _folder;
    private Store? _store;
    private InvoiceDraft? _draft;

    [ParamsSource(nameof(Providers))]
    public string Provider { get; set; } = "Sqlite";

    [Params(1, 64)]
    public int Callers { get; set; }

    public static IEnumerable<string> Providers => Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES") is null ? ["Sqlite"] : ["Sqlite", "Postgres"];

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("esf-benchmark-");
        var options = Provider == "Postgres"
            ? new StoreOptions { Provider = StoreProvider.Postgres, ConnectionString = Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES")! }
            : new StoreOptions { ConnectionString = $"Data Source={Path.Combine(_folder.FullName, "esf.db")}" };
        _store = await Store.OpenAsync(options, NullLoggerFactory.Instance, CancellationToken.None);

        var now = KazakhstanCalendar.Now(TimeProvider.System);
        var registration = new VatRegistration("1", "1", new(2020, 1, 1), null);
        await _store.Taxpayers.RegisterAsync(
            new() { Bin = Bin, LegalName = "ТОО", Address = "Алматы", VatRegistration = registration }, now, CancellationToken.None);
        var payment = new VatPayment(
            Bin, Guid.NewGuid().ToString(), KazakhstanCalendar.DateOf(now).AddDays(-1), Amount.Max, LawBook.NonResidentVatBudgetCode, VatPaymentKind.BankPayment);
        await _store.VatPayments.RecordAsync([new(payment, [])], now, CancellationToken.None);
        _draft = new()
        {
            TurnoverDate = payment.PaidOn,
            Supplier = new("Nordlicht GmbH", "Berlin", "DE", null),
            Lines = [new("Consulting", null, null, null, Amount.FromTiyn(10_000), null, null, null)],
            PaymentAllocations = [new(payment.Id, null)],
        };
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _store!.DisposeAsync();
        _folder!.Delete(recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Invoices)]
    public Task A_transaction_for_each() => IssueAsync(_store!.Ledgers);

    [Benchmark(OperationsPerInvoke = Invoices)]
    public Task Group_commit() => IssueAsync(_store!.Invoices);

    private async Task IssueAsync(IInvoiceStore ledgers)
    {
        var registry = new InvoiceRegistry(_store!.Register, ledgers, new InvoiceLaw(LawBook.Default), TimeProvider.System);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= Invoices)
            {
                (await registry.IssueAsync(new(Bin, Guid.NewGuid(), _draft!), CancellationToken.None)).OrThrow();
            }
        })));
    }
}

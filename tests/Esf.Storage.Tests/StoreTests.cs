using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>A conformance suite on one engine: every test has a database of its own and a store on it.</summary>
public abstract class StoreTests(StoreProvider provider) : IAsyncLifetime
{
    private readonly List<Store> _stores = [];

    private protected TestDatabase Database { get; private set; } = null!;

    private protected Store Store { get; set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A suite whose servers have clocks of its own is about a sandbox's register; the others are about a real one.</summary>
    private protected virtual RegisterKind Kind => RegisterKind.Real;

    protected bool IsPostgres => provider == StoreProvider.Postgres;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(provider, Cancel);
        Store = await OpenStoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        // Null where the test was skipped for want of a server.
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    /// <summary>One more server on the same database.</summary>
    private protected async Task<Store> OpenStoreAsync(TestDatabase? database = null, TimeProvider? clock = null, Action<StoreOptions>? configure = null)
    {
        var store = await (database ?? Database).OpenAsync(Cancel, clock, configure ?? (options => options.Kind = Kind));
        _stores.Add(store);
        return store;
    }

    /// <summary>A registered taxpayer with a recorded payment.</summary>
    private protected async Task<VatPayment> PaidAsync(decimal amount = 1_000_000m, string bin = Given.Bin)
    {
        await RegisterAsync(bin);
        var payment = Given.Payment(amount, bin: bin);
        await Store.VatPayments.RecordAsync(payment, Cancel);
        return payment;
    }

    private protected async Task<StoredTaxpayer> RegisterAsync(string bin = Given.Bin) =>
        (await Store.Taxpayers.RegisterAsync(Given.Taxpayer(bin), Given.Noon, Cancel)).Taxpayer;

    private protected async Task<Amount> RemainingAsync(VatPayment payment) =>
        (await Store.Register.FindVatPaymentAsync(payment.TaxpayerBin, payment.Id, Cancel))!.Remaining;

    /// <summary>An invoice as it stands, with its family.</summary>
    private protected async Task<InvoiceFamily> FamilyAsync(Invoice invoice) => (await FactsAsync(invoice.RegistrationNumber)).Family!;

    /// <summary>What the register tells who wants to amend an invoice.</summary>
    private protected Task<IssueFacts> FactsAsync(RegistrationNumber target) =>
        Store.Register.ReadIssueFactsAsync(new(target.Bin, null, null, target.IssueDate, [], target), Cancel);

    /// <summary>The ledger has so many documents, 1 … N, each chained to the one before it by the hash of its stored bytes.</summary>
    private protected async Task AssertUnbrokenAsync(string bin, int count, Store? store = null)
    {
        var previous = LedgerHash.None.ToString();
        var sequence = 0L;
        while ((await (store ?? Store).Chains.ReadLedgerAsync(bin, sequence, 100, Cancel))?.Links is { Count: > 0 } links)
        {
            foreach (var link in links)
            {
                Assert.Equal(++sequence, link.Sequence);
                Assert.Equal(previous, link.PreviousHash);
                Assert.Equal(LedgerHash.Of(link.Document.Span).ToString(), link.Hash);
                previous = link.Hash;
            }
        }

        Assert.Equal(count, sequence);
    }
}

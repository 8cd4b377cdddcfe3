using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>An open store: the ports over one database whose schema fits this program.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly Dialect _dialect;
    private readonly AppendQueue _queue;

    private readonly FeedSignal _feed;

    private Store(Dialect dialect, ILogger logger, RegisterClock clock, SqlRegister identity)
    {
        _dialect = dialect;
        _feed = dialect.OpenFeed(logger);
        var ledgers = new SqlInvoiceStore(dialect, _feed, clock);
        (Ledgers, Writer) = (ledgers, ledgers);
        _queue = new(ledgers, dialect.Writers, dialect.LockWaiters, TimeProvider.System);
        Identity = identity;
        Register = new SqlRegisterReader(dialect);
        Offsets = new SqlOffsetReader(dialect, clock);
        Chains = new SqlLedgerReader(dialect);
        Taxpayers = new SqlTaxpayerStore(dialect, clock);
        VatPayments = new SqlVatPaymentStore(dialect, clock);
    }

    /// <summary>Appends documents; concurrent calls share transactions.</summary>
    public IInvoiceStore Invoices => _queue;

    /// <summary>Which register it is.</summary>
    public IRegister Identity { get; }

    /// <summary>Reads what is committed.</summary>
    public IRegisterReader Register { get; }

    /// <summary>Reads offsets as of a moment.</summary>
    public IOffsetReader Offsets { get; }

    /// <summary>Reads ledgers for verifying them.</summary>
    public ILedgerReader Chains { get; }

    /// <summary>Wakes readers of the feed.</summary>
    public IFeedSignal Feed => _feed;

    /// <summary>Writes registrations.</summary>
    public ITaxpayerStore Taxpayers { get; }

    /// <summary>Records payments.</summary>
    public IVatPaymentStore VatPayments { get; }

    /// <summary>Appends documents, each call a transaction of its own.</summary>
    internal IInvoiceStore Ledgers { get; }

    /// <summary>What stands behind the queue of <see cref="Invoices"/>.</summary>
    internal IBatchWriter Writer { get; }

    /// <summary>Opens a store and brings its schema up to this program.</summary>
    /// <exception cref="StoreRefusedException">The settings, or what stands in the database, do not fit this program.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static Task<Store> OpenAsync(StoreOptions options, ILoggerFactory loggerFactory, CancellationToken cancellationToken) =>
        OpenAsync(options, loggerFactory, TimeProvider.System, cancellationToken);

    /// <summary>Opens a store with a clock, and brings its schema up to this program.</summary>
    /// <exception cref="StoreRefusedException">The settings, what stands in the database, or the clock do not fit.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static async Task<Store> OpenAsync(
        StoreOptions options, ILoggerFactory loggerFactory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var logger = loggerFactory.CreateLogger<Store>();
        Dialect dialect = options.Provider switch
        {
            StoreProvider.Sqlite when options.Durability == StoreDurability.Replicated => throw new StoreRefusedException(
                "Storage:Durability is Replicated, but SQLite is one file without a standby. Use Storage:Provider=Postgres, or leave Storage:Durability out."),
            StoreProvider.Sqlite => new SqliteDialect(options),
            StoreProvider.Postgres => new PostgresDialect(options),
            _ => throw new StoreRefusedException($"Storage:Provider={options.Provider} is not known; it is Sqlite or Postgres."),
        };
        try
        {
            await dialect.PrepareAsync(logger, cancellationToken).ConfigureAwait(false);
            await Migrator.MigrateAsync(dialect, Migrator.Scripts, logger, cancellationToken).ConfigureAwait(false);
            var registerClock = new RegisterClock(dialect, options, clock);
            var register = await SqlRegister.OpenAsync(dialect, options, registerClock, logger, cancellationToken).ConfigureAwait(false);
            return new(dialect, logger, registerClock, register);
        }
        catch
        {
            await dialect.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finishes the appends that were accepted, wakes the readers that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
        await _dialect.DisposeAsync().ConfigureAwait(false);
    }
}

using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>An open store: the four ports over one database whose schema fits this program.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly Dialect _dialect;
    private readonly AppendQueue _queue;

    private Store(Dialect dialect)
    {
        _dialect = dialect;
        Ledgers = new SqlInvoiceStore(dialect);
        _queue = new(Ledgers, dialect.Writers, TimeProvider.System);
        Register = new SqlRegisterReader(dialect);
        Taxpayers = new SqlTaxpayerStore(dialect);
        VatPayments = new SqlVatPaymentStore(dialect);
    }

    /// <summary>Appends invoices; concurrent calls share transactions.</summary>
    public IInvoiceStore Invoices => _queue;

    /// <summary>Reads what is committed.</summary>
    public IRegisterReader Register { get; }

    /// <summary>Writes registrations.</summary>
    public ITaxpayerStore Taxpayers { get; }

    /// <summary>Records payments.</summary>
    public IVatPaymentStore VatPayments { get; }

    /// <summary>Appends invoices, each call a transaction of its own.</summary>
    internal IInvoiceStore Ledgers { get; }

    /// <summary>Opens a store and brings its schema up to this program.</summary>
    /// <exception cref="StoreRefusedException">The settings, or what stands in the database, do not fit this program.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static async Task<Store> OpenAsync(StoreOptions options, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var logger = loggerFactory.CreateLogger<Store>();
        Dialect dialect = options.Provider switch
        {
            StoreProvider.Sqlite => new SqliteDialect(options.ConnectionString),
            StoreProvider.Postgres => new PostgresDialect(options.ConnectionString),
            _ => throw new StoreRefusedException($"Storage:Provider={options.Provider} is not known; it is Sqlite or Postgres."),
        };
        try
        {
            await dialect.PrepareAsync(logger, cancellationToken).ConfigureAwait(false);
            await Migrator.MigrateAsync(dialect, Migrator.Scripts, logger, cancellationToken).ConfigureAwait(false);
            return new(dialect);
        }
        catch
        {
            await dialect.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finishes the appends that were accepted, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _dialect.DisposeAsync().ConfigureAwait(false);
    }
}

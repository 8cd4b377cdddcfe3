using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Esf.Domain.Invoices;
using Esf.Domain.Storage;
using Esf.Server.Hosting;
using Esf.Storage;
using Esf.Storage.Tests;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Server.Tests.Support;

/// <summary>The real server in this process, on free ports and a new database of one engine; its clock is the test's.</summary>
/// <remarks>It starts with the first test of the class, where a missing PostgreSQL skips that test with the reason.</remarks>
public abstract class TestServer : IAsyncDisposable
{
    private static readonly string LogLevel = Environment.GetEnvironmentVariable("ESF_TEST_LOG") ?? "None";

    private static readonly string SigningKey = Path.Combine(AppContext.BaseDirectory, "esf-ledger-key.pem");

    private EsfServer? _server;
    private Store? _store;
    private GrpcChannel? _channel;
    private HttpClient? _json;

    internal SettableClock Clock { get; } = new();

    private protected StoreOptions Storage { get; private set; } = null!;

    internal GrpcChannel Channel => _channel!;

    internal HttpClient Json => _json!;

    internal V1.TaxpayerService.TaxpayerServiceClient Taxpayers => new(Channel);

    internal V1.VatPaymentService.VatPaymentServiceClient VatPayments => new(Channel);

    internal V1.InvoiceService.InvoiceServiceClient Invoices => new(Channel);

    internal V1.OffsetService.OffsetServiceClient Offsets => new(Channel);

    /// <summary>The register behind the server's back, over connections of its own.</summary>
    internal IRegisterReader Register => _store!.Register;

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            return;
        }

        await PrepareStorageAsync(cancellationToken);
        _server = await EsfServer.StartAsync(Arguments(ServerConnectionString), Clock);
        _store = await OpenStoreAsync(cancellationToken);
        _channel = GrpcChannel.ForAddress(_server.Addresses[0]);
        _json = new() { BaseAddress = new(_server.Addresses[1]) };
    }

    /// <summary>Which register it is.</summary>
    internal IRegister Identity => _store!.Identity;

    /// <summary>A server on a new database of the same engine, with a clock of its own; it is not started yet.</summary>
    internal abstract TestServer Another();

    /// <summary>One more server on the same database, with the same clock.</summary>
    internal Task<EsfServer> StartAnotherAsync(params string[] settings) =>
        EsfServer.StartAsync([.. Arguments(Storage.ConnectionString), .. settings], Clock);

    /// <summary>Makes the database without a server on it.</summary>
    internal async Task<StoreOptions> PrepareStorageAsync(CancellationToken cancellationToken)
    {
        Storage ??= await CreateStorageAsync(cancellationToken);
        Storage.Kind = RegisterKind.Sandbox;
        return Storage;
    }

    /// <summary>A connection to the database, past the store.</summary>
    internal abstract DbConnection Connect();

    internal async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes the database unreachable for the server.</summary>
    internal abstract Task TakeStorageAwayAsync();

    internal abstract void BringStorageBack();

    /// <summary>All that the register holds, as text: two equal ones mean that nothing was stored between them.</summary>
    internal async Task<string> SnapshotAsync(CancellationToken cancellationToken)
    {
        const int All = 1_000_000;
        var taxpayers = await Register.ListTaxpayersAsync(string.Empty, All, cancellationToken);
        var payments = await Register.ListVatPaymentsAsync(new(null, null, null, null, null, All), cancellationToken);
        var invoices = new List<Invoice>();
        for (InvoiceKey? after = null; await Register.ListInvoicesAsync(new(null, null, null, null, after, All), cancellationToken) is { Items: [.., var last] items };)
        {
            invoices.AddRange(items);
            after = new(last.RegistrationNumber.Bin, last.Position.Sequence);
        }

        return string.Join('\n',
        [
            .. taxpayers.Select(stored => $"{stored.Taxpayer.Bin} {stored.Version}"),
            .. payments.Select(stored => $"{stored.Payment.TaxpayerBin} {stored.Payment.Id} {stored.Payment.Amount} {stored.Allocated}"),
            .. invoices.Select(invoice => $"{invoice.RegistrationNumber} {invoice.Position.Hash}"),
        ]);
    }

    /// <summary>The taxpayer's ledger is 1 … count without a gap; each link is the hash of its stored bytes and names the one before it.</summary>
    internal async Task AssertUnbrokenAsync(string bin, int count, CancellationToken cancellationToken)
    {
        _store ??= await OpenStoreAsync(cancellationToken);
        var sequence = 0L;
        var previous = new string('0', 64);
        while ((await _store.Chains.ReadLedgerAsync(bin, sequence, 500, cancellationToken))?.Links is { Count: > 0 } links)
        {
            foreach (var link in links)
            {
                Assert.Equal(++sequence, link.Sequence);
                Assert.Equal(previous, link.PreviousHash);
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(link.Document.Span)), link.Hash);
                using var document = JsonDocument.Parse(link.Document);
                Assert.Equal(previous, document.RootElement.GetProperty("previousHash").GetString());
                Assert.Equal(sequence, document.RootElement.GetProperty("sequence").GetInt64());
                previous = link.Hash;
            }
        }

        Assert.Equal(count, sequence);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _channel?.Dispose();
        _json?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>Settings of a server on free ports.</summary>
    internal string[] Arguments(string connectionString) =>
    [
        "--environment=Development",
        "--Endpoints:Grpc=http://127.0.0.1:0",
        "--Endpoints:Json=http://127.0.0.1:0",
        $"--Storage:Provider={Storage.Provider}",
        $"--Storage:ConnectionString={connectionString}",
        $"--Ledger:SigningKey={SigningKey}",

        // Some tests break the database on purpose, and the stack traces of that would bury a real failure.
        $"--Logging:LogLevel:Default={LogLevel}",
        $"--Logging:LogLevel:Microsoft.AspNetCore={LogLevel}",
        $"--Logging:LogLevel:Grpc={LogLevel}",
    ];

    /// <summary>A store that only looks: its clock is that of a sandbox, far enough ahead to stand behind every commit of a test.</summary>
    private Task<Store> OpenStoreAsync(CancellationToken cancellationToken)
    {
        var clock = new SettableClock();
        clock.Set(Given.Noon.AddYears(50));
        return Store.OpenAsync(Storage, NullLoggerFactory.Instance, clock, cancellationToken);
    }

    private protected abstract Task<StoreOptions> CreateStorageAsync(CancellationToken cancellationToken);

    private protected virtual string ServerConnectionString => Storage.ConnectionString;
}

public sealed class SqliteServer : TestServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-server-");

    private string Database => Path.Combine(_folder.FullName, "db", "esf.db");

    private string Away => Path.Combine(_folder.FullName, "away");

    internal override TestServer Another() => new SqliteServer();

    internal override DbConnection Connect() => new SqliteConnection($"Data Source={Database};Pooling=False");

    /// <summary>The folder moves, with the file, its log and its index; open connections would follow it, so the pool is emptied.</summary>
    internal override Task TakeStorageAwayAsync()
    {
        Directory.Move(Path.GetDirectoryName(Database)!, Away);
        SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }

    internal override void BringStorageBack() => Directory.Move(Away, Path.GetDirectoryName(Database)!);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private protected override Task<StoreOptions> CreateStorageAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        return Task.FromResult<StoreOptions>(new() { Provider = StoreProvider.Sqlite, ConnectionString = $"Data Source={Database}" });
    }
}

public sealed class PostgresServer : TestServer
{
    private TcpProxy? _proxy;

    internal override TestServer Another() => new PostgresServer();

    internal override DbConnection Connect() => new NpgsqlConnection(Storage.ConnectionString + ";Pooling=False");

    internal override Task TakeStorageAwayAsync() => _proxy!.CutAsync();

    internal override void BringStorageBack() => _proxy!.Restore();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }

    private protected override async Task<StoreOptions> CreateStorageAsync(CancellationToken cancellationToken)
    {
        var cluster = await PostgresCluster.OfAssemblyAsync();
        var options = new StoreOptions { Provider = StoreProvider.Postgres, ConnectionString = await cluster.CreateDatabaseAsync(cancellationToken) };
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        _proxy = new(settings.Host!, settings.Port);
        return options;
    }

    private protected override string ServerConnectionString =>
        new NpgsqlConnectionStringBuilder(Storage.ConnectionString) { Host = "127.0.0.1", Port = _proxy!.Port, Timeout = 5 }.ToString();
}

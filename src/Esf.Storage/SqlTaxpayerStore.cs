using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Registrations in SQL.</summary>
internal sealed class SqlTaxpayerStore(Dialect dialect, RegisterClock clock) : ITaxpayerStore
{
    private const string Insert = """
        insert into taxpayers (bin, legal_name, address, certificate_series, certificate_number, registered_on, deregistered_on,
                               version, create_time_us, update_time_us, head_sequence, head_hash, head_issue_time_us)
        values (@bin, @legal_name, @address, @certificate_series, @certificate_number, @registered_on, @deregistered_on,
                1, @now_us, @now_us, 0, @head_hash, 0)
        on conflict (bin) do nothing
        """;

    private const string Update = """
        update taxpayers
        set legal_name = @legal_name, address = @address, certificate_series = @certificate_series,
            certificate_number = @certificate_number, registered_on = @registered_on, deregistered_on = @deregistered_on,
            version = version + 1, update_time_us = @now_us
        where bin = @bin and version = coalesce(cast(@expected_version as bigint), version)
        """;

    private const string Select = $"select {Rows.Taxpayer} from taxpayers t where t.bin = @bin";

    public Task<(StoredTaxpayer Taxpayer, bool Created)> RegisterAsync(Taxpayer taxpayer, DateTimeOffset now, CancellationToken cancellationToken) =>
        dialect.WriteAsync(
            async (session, cancel) =>
            {
                await clock.GuardAsync(session, now, cancel).ConfigureAwait(false);
                Statement insert = new(Insert, [.. Columns(taxpayer, now), ("head_hash", LedgerHash.None.ToString())]);
                var created = await session.ExecuteAsync(insert, cancel).ConfigureAwait(false) == 1;
                session.Confirm();
                return (await SelectAsync(session, taxpayer.Bin, cancel).ConfigureAwait(false) ?? throw Vanished(taxpayer.Bin), created);
            },
            cancellationToken);

    public Task<(StoredTaxpayer Taxpayer, bool Replaced)?> ReplaceAsync(
        Taxpayer taxpayer, long? expectedVersion, DateTimeOffset now, CancellationToken cancellationToken) =>
        dialect.WriteAsync<(StoredTaxpayer, bool)?>(
            async (session, cancel) =>
            {
                await clock.GuardAsync(session, now, cancel).ConfigureAwait(false);
                Statement update = new(Update, [.. Columns(taxpayer, now), ("expected_version", expectedVersion)]);
                var replaced = await session.ExecuteAsync(update, cancel).ConfigureAwait(false) == 1;
                return await SelectAsync(session, taxpayer.Bin, cancel).ConfigureAwait(false) is { } stored ? (stored, replaced) : null;
            },
            cancellationToken);

    private static async Task<StoredTaxpayer?> SelectAsync(Session session, string bin, CancellationToken cancellationToken)
    {
        var rows = await session.Command(Select, ("bin", bin)).QueryAsync(row => row.ReadTaxpayer(), cancellationToken).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    private static (string Name, object? Value)[] Columns(Taxpayer taxpayer, DateTimeOffset now) =>
    [
        ("bin", taxpayer.Bin),
        ("legal_name", taxpayer.LegalName),
        ("address", taxpayer.Address),
        ("certificate_series", taxpayer.VatRegistration.CertificateSeries),
        ("certificate_number", taxpayer.VatRegistration.CertificateNumber),
        ("registered_on", taxpayer.VatRegistration.RegisteredOn),
        ("deregistered_on", taxpayer.VatRegistration.DeregisteredOn),
        ("now_us", Instant.ToMicroseconds(now)),
    ];

    private static InvalidOperationException Vanished(string bin) => new($"Taxpayer {bin} was deleted behind the register's back.");
}

using System.Data.Common;
using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Reads the register in SQL. Each answer comes from one statement or one transaction, so it is one moment's state in both engines.</summary>
internal sealed class SqlRegisterReader(Dialect dialect) : IRegisterReader
{
    private static readonly KeyTable DocumentKeys = new("document_keys", ("registration_number", KeyType.Text));

    public async Task<StoredTaxpayer?> FindTaxpayerAsync(string bin, CancellationToken cancellationToken) =>
        (await QueryAsync($"select {Rows.Taxpayer} from taxpayers t where t.bin = @bin", [("bin", bin)], row => row.ReadTaxpayer(), cancellationToken)
            .ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<StoredTaxpayer>> ListTaxpayersAsync(string afterBin, int limit, CancellationToken cancellationToken) =>
        await ScanAsync(
            $"select {Rows.Taxpayer} from taxpayers t where t.bin > @after order by t.bin limit @limit",
            [("after", afterBin), ("limit", (long)limit)],
            row => row.ReadTaxpayer(),
            cancellationToken).ConfigureAwait(false);

    public async Task<StoredVatPayment?> FindVatPaymentAsync(string bin, string paymentId, CancellationToken cancellationToken) =>
        (await QueryAsync(
            $"select {Rows.VatPayment} from vat_payments p where p.bin = @bin and p.payment_id = @payment_id",
            [("bin", bin), ("payment_id", paymentId)],
            row => row.ReadVatPayment(),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<StoredVatPayment>> ListVatPaymentsAsync(VatPaymentQuery query, CancellationToken cancellationToken)
    {
        var filter = new Filter();
        filter.Where(query.Bin, "p.bin = @bin", "bin");
        filter.Where(query.PaidOnFrom, "p.paid_on >= @paid_on_from", "paid_on_from");
        filter.Where(query.PaidOnTo, "p.paid_on <= @paid_on_to", "paid_on_to");
        if (query.LeastRest is { } least)
        {
            filter.Where(
                "p.allocated_tiyn < p.amount_tiyn and (p.allocated_tiyn = 0 or p.amount_tiyn - p.allocated_tiyn >= @least_rest)",
                ("least_rest", least.Tiyn));
        }

        if (query.After is { } after)
        {
            filter.Where(
                "(p.paid_on, p.bin, p.payment_id) > (@after_paid_on, @after_bin, @after_payment_id)",
                ("after_paid_on", after.PaidOn),
                ("after_bin", after.Bin),
                ("after_payment_id", after.PaymentId));
        }

        return await ScanAsync(
            $"select {Rows.VatPayment} from vat_payments p{filter} order by p.paid_on, p.bin, p.payment_id limit @limit",
            [.. filter.Parameters, ("limit", (long)query.Limit)],
            row => row.ReadVatPayment(),
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IssueFacts> ReadIssueFactsAsync(IssueFactsQuery query, CancellationToken cancellationToken) =>
        IssueFactsReader.ReadAsync(dialect, query, cancellationToken);

    /// <summary>What is found acknowledges a request, and what can be seen need not be durable: see <see cref="IssueFactsReader"/>.</summary>
    public async Task<RecordedRequest?> FindRequestAsync(string bin, Guid requestId, CancellationToken cancellationToken)
    {
        var seen = await dialect.ReadAsync((session, cancel) => FindRequestAsync(session, bin, requestId, cancel), cancellationToken).ConfigureAwait(false);
        return seen is null || dialect.Confirmation.Count == 0
            ? seen
            : await dialect.WriteAsync(
                (session, cancel) =>
                {
                    session.Confirm();
                    return FindRequestAsync(session, bin, requestId, cancel);
                },
                cancellationToken).ConfigureAwait(false);
    }

    public async Task<Invoice?> FindInvoiceAsync(RegistrationNumber registrationNumber, CancellationToken cancellationToken) =>
        (await QueryAsync(
            $"select {Rows.Record} from invoices i {Rows.JoinDocument} where l.registration_number = @registration_number",
            [("registration_number", registrationNumber.ToString())],
            row => row.ReadInvoice(),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyDictionary<RegistrationNumber, Revocation>> FindRevocationsAsync(
        IReadOnlyCollection<RegistrationNumber> registrationNumbers, CancellationToken cancellationToken)
    {
        if (registrationNumbers.Count == 0)
        {
            return new Dictionary<RegistrationNumber, Revocation>();
        }

        var found = await dialect.ReadAsync(
            (session, cancel) =>
            {
                var command = session.Command(
                    $"select l.document from {dialect.From(DocumentKeys)} join ledger l on l.registration_number = document_keys.registration_number where l.kind = @kind",
                    ("kind", (short)DocumentKind.Revocation));
                dialect.Bind(command, DocumentKeys, [.. registrationNumbers.Select(number => new object?[] { number.ToString() })]);
                return command.QueryAsync(row => RevocationDocument.Read(row.GetFieldValue<byte[]>(0)), cancel);
            },
            cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(revocation => revocation.RegistrationNumber);
    }

    public async Task<InvoiceList> ListInvoicesAsync(InvoiceQuery query, CancellationToken cancellationToken)
    {
        var filter = new Filter();
        filter.Where(query.Bin, "i.bin = @bin", "bin");
        filter.Where(query.IssueDateFrom, "i.issue_date >= @issue_date_from", "issue_date_from");
        filter.Where(query.IssueDateTo, "i.issue_date <= @issue_date_to", "issue_date_to");
        filter.Where(query.Number, "i.number = @number", "number");
        if (query.After is { } after)
        {
            filter.Where("(i.bin, i.sequence) > (@after_bin, @after_sequence)", ("after_bin", after.Bin), ("after_sequence", after.Sequence));
        }

        var keys = Rows.WithinBytes(
            $"select i.bin, i.sequence, length(l.document) as bytes from invoices i {Rows.JoinDocument}{filter} order by i.bin, i.sequence limit @limit",
            "b.bin, b.sequence");
        var rows = await ScanAsync(
            $"select k.found, {Rows.Record} from {keys} k join invoices i on i.bin = k.bin and i.sequence = k.sequence {Rows.JoinDocument} order by i.bin, i.sequence",
            [.. filter.Parameters, ("limit", (long)query.Limit), ("bytes", (long)Limits.DocumentBytes)],
            row => (Found: row.GetInt64(0), Invoice: row.ReadInvoice(1)),
            cancellationToken).ConfigureAwait(false);
        return new([.. rows.Select(row => row.Invoice)], rows.Count > 0 && rows.Count < rows[0].Found);
    }

    /// <summary>The end of the feed and the events come from one statement: whoever commits meanwhile is behind that end.</summary>
    public async Task<FeedPage> ReadFeedAsync(string? bin, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        var filter = new Filter();
        filter.Where("l.position > @after", ("after", afterPosition));
        filter.Where(bin, "l.bin = @bin", "bin");
        var keys = Rows.WithinBytes(
            $"select l.position, length(l.document) as bytes from ledger l{filter} order by l.position limit @limit", "b.position");
        var rows = await ScanAsync(
            $"""
            select f.position, f.commit_time_us, r.epoch, last.hash, first.hash, e.*
            from feed f
            cross join register r
            left join ledger last on last.position = f.position
            left join ledger first on first.position = @after
            left join (
                select l.position as place, l.commit_time_us as place_time_us, k.found, length(l.document) as document_bytes, {Rows.Record}
                from {keys} k join ledger l on l.position = k.position {Rows.JoinInvoice}
            ) e on 1 = 1
            order by e.place
            """,
            [.. filter.Parameters, ("limit", (long)limit), ("bytes", (long)Limits.DocumentBytes)],
            row => (
                End: row.GetInt64(0),
                EndTime: Instant.FromMicroseconds(row.GetInt64(1)),
                Epoch: Guid.Parse(row.GetString(2)),
                EndHash: row.IsDBNull(3) ? null : row.GetString(3),
                AfterHash: row.IsDBNull(4) ? null : row.GetString(4),
                Found: row.IsDBNull(5) ? 0 : row.GetInt64(7),
                Event: row.IsDBNull(5) ? null : new FeedEvent(row.GetInt64(5), Instant.FromMicroseconds(row.GetInt64(6)), row.ReadRecord(9), row.GetInt32(8))),
            cancellationToken).ConfigureAwait(false);
        List<FeedEvent> events = [.. rows.Select(row => row.Event).OfType<FeedEvent>()];
        var (end, endTime, epoch, endHash, afterHash, found, _) = rows[0];
        return events.Count == limit || events.Count < found
            ? new(events, events[^1].Position, events[^1].CommitTime, epoch, events[^1].Record.Position.Hash.ToString(), afterHash)
            : new(events, end, endTime, epoch, endHash, afterHash);
    }

    /// <summary>Touches a table: that the file or the server is there is not yet that the register is.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await QueryAsync("select t.version from taxpayers t limit 1", [], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        await dialect.RequireSpaceAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<RecordedRequest?> FindRequestAsync(Session session, string bin, Guid requestId, CancellationToken cancellationToken) =>
        (await session.Command(
            $"""
            select r.request_hash, {Rows.Record} from requests r
            join ledger l on l.bin = r.bin and l.sequence = r.sequence
            {Rows.JoinInvoice}
            where r.bin = @bin and r.request_id = @request_id
            """,
            ("bin", bin),
            ("request_id", requestId.ToString("D"))).QueryAsync(row => new RecordedRequest(row.GetString(0), row.ReadRecord(1)), cancellationToken)
            .ConfigureAwait(false)).SingleOrDefault();

    private Task<List<T>> QueryAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        dialect.ReadAsync((session, cancel) => session.Command(sql, parameters).QueryAsync(read, cancel), cancellationToken);

    private Task<List<T>> ScanAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        dialect.ScanAsync((session, cancel) => session.Command(sql, parameters).QueryAsync(read, cancel), cancellationToken);
}

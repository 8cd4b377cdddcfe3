using System.Data.Common;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Locks the taxpayers of a batch and reads what its items depend on: one command, a constant number of statements.</summary>
internal sealed class BookReader(Session session)
{
    private static readonly KeyTable TaxpayerKeys = new("taxpayer_keys", ("bin", KeyType.Text));
    private static readonly KeyTable RequestKeys = new("request_keys", ("bin", KeyType.Text), ("request_id", KeyType.Text));
    private static readonly KeyTable PaymentKeys = new("payment_keys", ("bin", KeyType.Text), ("payment_id", KeyType.Text));
    private static readonly KeyTable FamilyKeys = new("family_keys", ("bin", KeyType.Text), ("family", KeyType.Integer));

    /// <summary>A number, or where it is null the number that the register would assign to the n-th item of the taxpayer in this batch.</summary>
    private static readonly KeyTable NumberKeys =
        new("number_keys", ("bin", KeyType.Text), ("issue_date", KeyType.Date), ("number", KeyType.Text), ("place", KeyType.Integer));

    /// <summary>Locks and reads.</summary>
    /// <param name="batch">What is to be appended.</param>
    /// <param name="wait">Whether to wait for taxpayers that another transaction holds; else they are noted as held.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TaxpayerLockedException">A taxpayer was held for longer than <see cref="Esf.Domain.Limits.LockWait"/>.</exception>
    public async Task<Books> ReadAsync(IReadOnlyList<LedgerAppend> batch, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadLockedAsync(batch, wait, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (session.Dialect.IsLockTimeout(exception))
        {
            // Of the statements here only the first waits for anybody.
            throw new TaxpayerLockedException(exception);
        }
    }

    private async Task<Books> ReadLockedAsync(IReadOnlyList<LedgerAppend> batch, bool wait, CancellationToken cancellationToken)
    {
        var dialect = session.Dialect;
        string[] statements = [LockTaxpayers(wait), SelectRegistered(), SelectRequests(), SelectNumbers(), SelectPayments(), SelectFamilies()];
        var command = session.Command($"{(wait ? string.Empty : dialect.BoundLocksShortly)}{string.Join(";\n", statements)}");
        dialect.Bind(command, TaxpayerKeys, TaxpayersOf(batch));
        dialect.Bind(command, RequestKeys, RequestsOf(batch));
        dialect.Bind(command, NumberKeys, NumbersOf(batch));
        dialect.Bind(command, PaymentKeys, PaymentsOf(batch));
        dialect.Bind(command, FamilyKeys, FamiliesOf(batch));

        var books = new Books();
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await EachAsync(reader, row => AddBook(books, row), cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await EachAsync(reader, row => books.AddRegistered(row.GetString(0)), cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await EachAsync(reader, row => AddRequest(books, row), cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await EachAsync(reader, row => AddNumber(books, row), cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await EachAsync(reader, row => AddPayment(books, row), cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await EachAsync(reader, row => AddFamily(books, row), cancellationToken).ConfigureAwait(false);
            }
        }

        return books;
    }

    /// <summary>Learns which of some numbers an item's taxpayer has used on the item's day.</summary>
    public async Task ReadNumbersAsync(Books books, LedgerAppend item, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        var command = session.Command(SelectNumbers());
        session.Dialect.Bind(command, NumberKeys, [.. numbers.Select(number => new object?[] { item.Bin, item.Content.IssueDate, number, 0L })]);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await EachAsync(reader, row => AddNumber(books, row), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void AddBook(Books books, DbDataReader row)
    {
        var head = new LedgerHead(row.GetInt64(2), LedgerHash.Parse(row.GetString(3)), Instant.FromMicroseconds(row.GetInt64(4)));
        books.Add(new(row.GetString(0), row.GetInt64(1), head, Amount.FromTiyn(row.GetInt64(5))));
    }

    private static void AddRequest(Books books, DbDataReader row) =>
        books.AddRequest(row.GetString(0), Guid.Parse(row.GetString(1)), new(row.GetString(2), row.ReadRecord(3)));

    private static void AddNumber(Books books, DbDataReader row) =>
        books.AddNumber(row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2));

    private static void AddPayment(Books books, DbDataReader row) =>
        books.AddPayment(row.GetString(0), row.GetString(1), new(Amount.FromTiyn(row.GetInt64(2)), Amount.FromTiyn(row.GetInt64(3))));

    private static void AddFamily(Books books, DbDataReader row) => books.AddFamily(row.GetString(0), row.GetInt64(1), row.GetInt64(2));

    private static List<object?[]> TaxpayersOf(IReadOnlyList<LedgerAppend> batch) =>
        [.. batch.Select(item => item.Bin).Distinct(StringComparer.Ordinal).Select(bin => new object?[] { bin })];

    private static List<object?[]> RequestsOf(IReadOnlyList<LedgerAppend> batch) =>
        [.. batch.Select(item => (item.Bin, item.RequestId)).Distinct().Select(key => new object?[] { key.Bin, key.RequestId.ToString("D") })];

    private static List<object?[]> NumbersOf(IReadOnlyList<LedgerAppend> batch)
    {
        var keys = new List<object?[]>();
        foreach (var taxpayer in batch.GroupBy(item => item.Bin, StringComparer.Ordinal))
        {
            var invoices = taxpayer.Select(item => item.Content).OfType<InvoiceContent>().ToList();
            var given = invoices.Where(invoice => invoice.Number is not null);
            keys.AddRange(given.Select(invoice => new object?[] { taxpayer.Key, invoice.IssueDate, invoice.Number, 0L }));

            // Which place behind the head an item gets depends on whether those before it are appended, so all places are asked for.
            var places = taxpayer.Count();
            var days = invoices.Where(invoice => invoice.Number is null).Select(invoice => invoice.IssueDate).Distinct();
            keys.AddRange(days.SelectMany(day => Enumerable.Range(1, places).Select(place => new object?[] { taxpayer.Key, day, null, (long)place })));
        }

        return keys;
    }

    private static List<object?[]> PaymentsOf(IReadOnlyList<LedgerAppend> batch) =>
    [
        .. batch
            .SelectMany(item => item.Content.Movements.Select(movement => (item.Bin, movement.PaymentId)))
            .Distinct()
            .Select(key => new object?[] { key.Bin, key.PaymentId }),
    ];

    private static List<object?[]> FamiliesOf(IReadOnlyList<LedgerAppend> batch) =>
    [
        .. batch
            .Where(item => item.Change is not null)
            .Select(item => (item.Bin, item.Change!.Family))
            .Distinct()
            .Select(key => new object?[] { key.Bin, key.Family }),
    ];

    private static async Task EachAsync(DbDataReader reader, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            read(reader);
        }
    }

    private string LockTaxpayers(bool wait) => $"""
        select t.bin, t.version, t.head_sequence, t.head_hash, t.head_issue_time_us, t.gross_tiyn from taxpayers t
        where t.bin in (select taxpayer_keys.bin from {session.Dialect.From(TaxpayerKeys)})
        order by t.bin {session.Dialect.RowLock("t", wait)}
        """;

    private string SelectRegistered() =>
        $"select t.bin from taxpayers t where t.bin in (select taxpayer_keys.bin from {session.Dialect.From(TaxpayerKeys)})";

    private string SelectRequests() => $"""
        select r.bin, r.request_id, r.request_hash, {Rows.Record} from {session.Dialect.From(RequestKeys)}
        join requests r on r.bin = request_keys.bin and r.request_id = request_keys.request_id
        join ledger l on l.bin = r.bin and l.sequence = r.sequence
        {Rows.JoinInvoice}
        """;

    private string SelectNumbers() => $"""
        select i.bin, i.number, i.issue_date from {session.Dialect.From(NumberKeys)}
        join taxpayers t on t.bin = number_keys.bin
        join invoices i on i.bin = number_keys.bin and i.issue_date = number_keys.issue_date
            and i.number = coalesce(number_keys.number, cast(t.head_sequence + number_keys.place as text))
        """;

    private string SelectPayments() => $"""
        select p.bin, p.payment_id, p.amount_tiyn, p.allocated_tiyn from {session.Dialect.From(PaymentKeys)}
        join vat_payments p on p.bin = payment_keys.bin and p.payment_id = payment_keys.payment_id
        """;

    private string SelectFamilies() => $"""
        select i.bin, i.sequence, i.family_head from {session.Dialect.From(FamilyKeys)}
        join invoices i on i.bin = family_keys.bin and i.sequence = family_keys.family and i.family = i.sequence
        """;
}

using System.Globalization;
using Esf.Client;
using Esf.V1;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Esf.Accounting;

/// <summary>The accountant's own file: purchases, payments, requests with their answers, and the events of the register.</summary>
/// <remarks>
/// A request is stored before it is sent, under a request_id that never changes; an unique index allows one open or issued request for a
/// purchase. Whatever dies in between, the next run sends the same request again and the service answers the same invoice.
/// </remarks>
internal sealed class Book : IDisposable
{
    private const string Schema = """
        create table if not exists setting (name text primary key, value text not null) strict;
        create table if not exists purchase (
          id integer primary key, supplier_name text not null, supplier_address text not null, country_code text not null,
          tax_identifier text not null, description text not null, turnover_date text not null, turnover text not null) strict;
        create table if not exists payment (
          id integer primary key, purchase_id integer not null references purchase, document_number text not null, paid_on text not null,
          amount text not null, name text, refusal text, unique (document_number, paid_on)) strict;
        create table if not exists invoice_request (
          request_id text primary key, purchase_id integer not null references purchase, request text not null, state text not null,
          registration_number text, offset_date text, tax_period text, offset_amount text, refusal text) strict;
        create unique index if not exists one_invoice on invoice_request (purchase_id) where state <> 'REFUSED';
        create table if not exists event (
          event_id text primary key, type text not null, invoice text not null, related_invoice text not null,
          offset_date text not null, offset_amount text not null) strict;
        """;

    private readonly SqliteConnection _connection;

    /// <summary>Opens the file; a missing one is made.</summary>
    public Book(string path)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = 30 }.ToString());
        _connection.Open();
        Execute(Schema);
    }

    public string? Setting(string name) => Query("select value from setting where name = $1", row => row.GetString(0), name).SingleOrDefault();

    public void Set(string name, string value) =>
        Execute("insert into setting values ($1, $2) on conflict (name) do update set value = excluded.value", name, value);

    /// <summary>Makes all entries of an action, or none.</summary>
    public void InOneTransaction(Action entries)
    {
        using var transaction = _connection.BeginTransaction();
        entries();
        transaction.Commit();
    }

    /// <summary>Enters a purchase and answers its id.</summary>
    public long Add(Purchase purchase) => Query(
        """
        insert into purchase (supplier_name, supplier_address, country_code, tax_identifier, description, turnover_date, turnover)
        values ($1, $2, $3, $4, $5, $6, $7) returning id
        """,
        row => row.GetInt64(0),
        purchase.SupplierName, purchase.SupplierAddress, purchase.CountryCode, purchase.TaxIdentifier, purchase.Description,
        Text(purchase.TurnoverDate), Text(purchase.Turnover)).Single();

    /// <summary>Enters a payment of the VAT of a purchase. The same document of the same day is entered once.</summary>
    public void Pay(long purchaseId, string documentNumber, DateOnly paidOn, decimal amount) => Execute(
        "insert into payment (purchase_id, document_number, paid_on, amount) values ($1, $2, $3, $4)", purchaseId, documentNumber, Text(paidOn), Text(amount));

    public void SetTaxIdentifier(long purchaseId, string identifier) =>
        Execute("update purchase set tax_identifier = $2 where id = $1", purchaseId, identifier);

    public IReadOnlyList<Purchase> Purchases() => Query(
        "select id, supplier_name, supplier_address, country_code, tax_identifier, description, turnover_date, turnover from purchase order by id",
        row => new Purchase(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Date(row.GetString(6)), Number(row.GetString(7))));

    public IReadOnlyList<Payment> Payments() => Query(
        "select id, purchase_id, document_number, paid_on, amount, name, refusal from payment order by paid_on, id",
        row => new Payment(row.GetInt64(0), row.GetInt64(1), row.GetString(2), Date(row.GetString(3)), Number(row.GetString(4)), OrNull(row, 5), OrNull(row, 6)));

    public void Recorded(Payment payment, string name) => Execute("update payment set name = $2, refusal = null where id = $1", payment.Id, name);

    public void NotRecorded(Payment payment, string refusal) => Execute("update payment set refusal = $2 where id = $1", payment.Id, refusal);

    public IReadOnlyList<InvoiceRequest> Requests() => Query(
        """
        select request_id, purchase_id, request, state, registration_number, offset_date, tax_period, offset_amount, refusal
        from invoice_request order by purchase_id
        """,
        row => new InvoiceRequest(
            row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), OrNull(row, 4),
            OrNull(row, 5) is { } date ? Date(date) : null, OrNull(row, 6), OrNull(row, 7) is { } offset ? Number(offset) : null, OrNull(row, 8)));

    /// <summary>Stores a request that will be sent; a refused one of the same purchase gives way to it.</summary>
    public InvoiceRequest Prepare(long purchaseId, IssueInvoiceRequest request)
    {
        var prepared = new InvoiceRequest(request.RequestId, purchaseId, JsonFormatter.Default.Format(request), InvoiceRequest.Prepared, null, null, null, null, null);
        using var transaction = _connection.BeginTransaction();
        Execute("delete from invoice_request where purchase_id = $1 and state = 'REFUSED'", purchaseId);
        Execute("insert into invoice_request (request_id, purchase_id, request, state) values ($1, $2, $3, 'PREPARED')", prepared.RequestId, purchaseId, prepared.Request);
        transaction.Commit();
        return prepared;
    }

    public void Issued(InvoiceRequest request, Invoice invoice) => Execute(
        "update invoice_request set state = 'ISSUED', registration_number = $2, offset_date = $3, tax_period = $4, offset_amount = $5, refusal = null where request_id = $1",
        request.RequestId, invoice.RegistrationNumber, Text(invoice.Offset.Date.ToDateOnly()), invoice.Offset.TaxPeriod, Text(invoice.Offset.Amount.ToDecimal()));

    public void Refused(InvoiceRequest request, string refusal) =>
        Execute("update invoice_request set state = 'REFUSED', refusal = $2 where request_id = $1", request.RequestId, refusal);

    /// <summary>Stores events and the place behind them in one transaction; an event that comes again changes nothing.</summary>
    public void Store(IEnumerable<InvoiceEvent> events, string resumeToken)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var item in events)
        {
            Execute(
                "insert into event values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
                item.EventId, item.Type.ToString().ToUpperInvariant(), NumberOf(item.Invoice), NumberOf(item.RelatedInvoice),
                Text(item.OffsetDate.ToDateOnly()), Text(item.OffsetAmount.ToDecimal()));
        }

        Set("resume_token", resumeToken);
        transaction.Commit();
    }

    /// <summary>Registration numbers whose state has changed since they were issued, with that state.</summary>
    public IReadOnlyDictionary<string, string> ChangedStates() => Query(
        """
        select case type when 'REVOKED' then invoice else related_invoice end, type from event where type in ('REVOKED', 'CORRECTED')
        """,
        row => (Number: row.GetString(0), State: row.GetString(1))).ToDictionary(change => change.Number, change => change.State, StringComparer.Ordinal);

    /// <summary>Offsets of the register, by day of their effect.</summary>
    public IReadOnlyList<(DateOnly Date, decimal Amount)> Offsets() => Query(
        "select offset_date, offset_amount from event order by offset_date", row => (Date(row.GetString(0)), Number(row.GetString(1))));

    public void Dispose() => _connection.Dispose();

    private static string NumberOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string? OrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private void Execute(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object[] values)
    {
        using var command = Command(sql, values);
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }
}

using System.Data.Common;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Reads the register in SQL. Each answer comes from one statement, so it is one moment's state in both engines.</summary>
internal sealed class SqlRegisterReader(Dialect dialect) : IRegisterReader
{
    private const int RequestColumn = Rows.TaxpayerWidth;
    private const int NumberTakenColumn = RequestColumn + 1 + Rows.InvoiceWidth;
    private const int PaymentColumn = NumberTakenColumn + 1;

    private static readonly KeyTable PaymentKeys = new("payment_keys", ("payment_id", KeyType.Text));

    /// <summary>One row for each payment that was found, at least one; the columns before the payment's are the same in all of them.</summary>
    private readonly string _issueFacts = $"""
        select {Rows.Taxpayer},
               r.request_hash, {Rows.Invoice},
               case when exists (select 1 from invoices n where n.bin = @bin and n.number = @number and n.issue_date = @issue_date)
                    then 1 else 0 end,
               {Rows.VatPayment}
        from (select 1) as one
        left join taxpayers t on t.bin = @bin
        left join requests r on r.bin = @bin and r.request_id = @request_id
        left join invoices i on i.bin = r.bin and i.sequence = r.sequence
        left join ({dialect.From(PaymentKeys)} join vat_payments p on p.bin = @bin and p.payment_id = payment_keys.payment_id) on 1 = 1
        """;

    public async Task<StoredTaxpayer?> FindTaxpayerAsync(string bin, CancellationToken cancellationToken) =>
        (await QueryAsync($"select {Rows.Taxpayer} from taxpayers t where t.bin = @bin", [("bin", bin)], row => row.ReadTaxpayer(), cancellationToken)
            .ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<StoredTaxpayer>> ListTaxpayersAsync(string afterBin, int limit, CancellationToken cancellationToken) =>
        await QueryAsync(
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
        if (query.WithRemainderOnly)
        {
            filter.Where("p.allocated_tiyn < p.amount_tiyn");
        }

        if (query.After is { } after)
        {
            filter.Where(
                "(p.paid_on, p.bin, p.payment_id) > (@after_paid_on, @after_bin, @after_payment_id)",
                ("after_paid_on", after.PaidOn),
                ("after_bin", after.Bin),
                ("after_payment_id", after.PaymentId));
        }

        return await QueryAsync(
            $"select {Rows.VatPayment} from vat_payments p{filter} order by p.paid_on, p.bin, p.payment_id limit @limit",
            [.. filter.Parameters, ("limit", (long)query.Limit)],
            row => row.ReadVatPayment(),
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IssueFacts> ReadIssueFactsAsync(IssueFactsQuery query, CancellationToken cancellationToken) => dialect.ReadAsync(
        async (session, cancel) =>
        {
            var command = session.Command(
                _issueFacts,
                ("bin", query.Bin),
                ("number", query.Number),
                ("issue_date", query.IssueDate),
                ("request_id", query.RequestId?.ToString("D")));
            dialect.Bind(command, PaymentKeys, [.. query.PaymentIds.Distinct(StringComparer.Ordinal).Select(id => new object?[] { id })]);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await ReadFactsAsync(reader, cancel).ConfigureAwait(false);
                }
            }
        },
        cancellationToken);

    public async Task<Invoice?> FindInvoiceAsync(RegistrationNumber registrationNumber, CancellationToken cancellationToken) =>
        (await QueryAsync(
            $"select {Rows.Invoice} from invoices i where i.registration_number = @registration_number",
            [("registration_number", registrationNumber.ToString())],
            row => row.ReadInvoice(),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<Invoice>> ListInvoicesAsync(InvoiceQuery query, CancellationToken cancellationToken)
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

        return await QueryAsync(
            $"select {Rows.Invoice} from invoices i{filter} order by i.bin, i.sequence limit @limit",
            [.. filter.Parameters, ("limit", (long)query.Limit)],
            row => row.ReadInvoice(),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<StoredLink>> ReadChainAsync(string bin, long afterSequence, int limit, CancellationToken cancellationToken) =>
        await QueryAsync(
            """
            select i.sequence, i.document, i.hash, i.previous_hash from invoices i
            where i.bin = @bin and i.sequence > @after order by i.sequence limit @limit
            """,
            [("bin", bin), ("after", afterSequence), ("limit", (long)limit)],
            row => new StoredLink(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetString(3)),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Touches a table: that the file or the server is there is not yet that the register is.</summary>
    public async Task PingAsync(CancellationToken cancellationToken) =>
        await QueryAsync("select t.version from taxpayers t limit 1", [], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);

    private static async Task<IssueFacts> ReadFactsAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        StoredTaxpayer? taxpayer = null;
        RecordedRequest? request = null;
        var numberTaken = false;
        var payments = new Dictionary<string, StoredVatPayment>(StringComparer.Ordinal);
        for (var first = true; await reader.ReadAsync(cancellationToken).ConfigureAwait(false); first = false)
        {
            if (first)
            {
                taxpayer = reader.IsDBNull(0) ? null : reader.ReadTaxpayer();
                request = reader.IsDBNull(RequestColumn) ? null : new(reader.GetString(RequestColumn), reader.ReadInvoice(RequestColumn + 1));
                numberTaken = reader.GetInt32(NumberTakenColumn) == 1;
            }

            if (!reader.IsDBNull(PaymentColumn))
            {
                payments.Add(reader.GetString(PaymentColumn + 1), reader.ReadVatPayment(PaymentColumn));
            }
        }

        return new(taxpayer, request, numberTaken, payments);
    }

    private Task<List<T>> QueryAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        dialect.ReadAsync((session, cancel) => session.Command(sql, parameters).QueryAsync(read, cancel), cancellationToken);

    /// <summary>A <c>where</c> of the conditions that are asked for, so that the engine plans for these alone.</summary>
    private sealed class Filter
    {
        private readonly List<string> _conditions = [];
        private readonly List<(string, object?)> _parameters = [];

        public IEnumerable<(string Name, object? Value)> Parameters => _parameters;

        public void Where(string condition, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            _conditions.Add(condition);
            _parameters.AddRange(parameters);
        }

        public void Where(object? value, string condition, string name)
        {
            if (value is not null)
            {
                Where(condition, (name, value));
            }
        }

        public override string ToString() => _conditions.Count == 0 ? "" : $" where {string.Join(" and ", _conditions)}";
    }
}

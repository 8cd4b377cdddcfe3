using System.Data.Common;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Storage;

/// <summary>Reads all that issuing one invoice needs to know: one statement, and one more in the same moment where it amends another.</summary>
internal static class IssueFactsReader
{
    private const int RequestColumn = Rows.TaxpayerWidth;
    private const int NumberTakenColumn = RequestColumn + 1 + Rows.RecordWidth;
    private const int PaymentColumn = NumberTakenColumn + 1;

    /// <summary>The target <c>t</c>: an invoice of the taxpayer with the registration number.</summary>
    private const string Target = """
        ledger d join invoices t on t.bin = d.bin and t.sequence = d.sequence and d.bin = @bin and d.registration_number = @target
        """;

    /// <summary>Payments that any document of the target's family has moved: what it stands on is among them.</summary>
    private const string FamilyPayments = $"""
        select m.payment_id from {Target}
        join invoices i on i.bin = t.bin and i.family = t.family
        join payment_movements m on m.bin = i.bin and m.sequence = i.sequence
        """;

    /// <summary>The members of the target's family, the target among them; the first columns are the same in all rows.</summary>
    private const string SelectFamily = $"""
        select f.sequence, f.issue_date, f.family_head, t.sequence, {Rows.Record} from {Target}
        join invoices f on f.bin = t.bin and f.sequence = t.family
        join invoices i on i.bin = t.bin and i.family = t.family
        {Rows.JoinDocument}
        order by i.sequence
        """;

    private static readonly KeyTable PaymentKeys = new("payment_keys", ("payment_id", KeyType.Text));

    public static async Task<IssueFacts> ReadAsync(Dialect dialect, IssueFactsQuery query, CancellationToken cancellationToken)
    {
        var sql = query.Target is null ? SelectFacts(dialect.From(PaymentKeys)) : SelectFactsOfFamily(dialect);
        var facts = query.Target is null
            ? await dialect.ReadAsync((session, cancel) => ReadFactsAsync(session, sql, query, cancel), cancellationToken).ConfigureAwait(false)
            : await dialect.ReadMomentAsync((session, cancel) => ReadFactsAsync(session, sql, query, cancel), cancellationToken).ConfigureAwait(false);

        // A recorded request is acknowledged by its document, and what can be seen need not be durable. So it is read once more by a
        // transaction whose commit is: on one connection, since after a failover another server may not have it.
        return facts.Request is null || dialect.Confirmation.Count == 0
            ? facts
            : await dialect.WriteAsync(
                async (session, cancel) =>
                {
                    session.Confirm();
                    return await ReadFactsAsync(session, sql, query, cancel).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
    }

    private static string SelectFactsOfFamily(Dialect dialect)
    {
        var keys = $"(select payment_keys.payment_id from {dialect.From(PaymentKeys)} union {FamilyPayments}) as payment_keys";
        return $"{SelectFacts(keys)};\n{SelectFamily}";
    }

    /// <summary>One row for each payment that was found, at least one; the columns before the payment's are the same in all of them.</summary>
    private static string SelectFacts(string paymentKeys) => $"""
        select {Rows.Taxpayer},
               r.request_hash, {Rows.Record},
               case when exists (select 1 from invoices n where n.bin = @bin and n.number = @number and n.issue_date = @issue_date)
                    then 1 else 0 end,
               {Rows.VatPayment}
        from (select 1) as one
        left join taxpayers t on t.bin = @bin
        left join requests r on r.bin = @bin and r.request_id = @request_id
        left join ledger l on l.bin = r.bin and l.sequence = r.sequence
        {Rows.JoinInvoice}
        left join ({paymentKeys} join vat_payments p on p.bin = @bin and p.payment_id = payment_keys.payment_id) on 1 = 1
        """;

    private static async Task<IssueFacts> ReadFactsAsync(Session session, string sql, IssueFactsQuery query, CancellationToken cancellationToken)
    {
        var command = session.Command(
            sql,
            ("bin", query.Bin),
            ("number", query.Number),
            ("issue_date", query.IssueDate),
            ("request_id", query.RequestId?.ToString("D")));
        session.Dialect.Bind(command, PaymentKeys, [.. query.PaymentIds.Distinct(StringComparer.Ordinal).Select(id => new object?[] { id })]);
        if (query.Target is { } target)
        {
            Session.Add(command, "target", target.ToString());
        }

        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var facts = await ReadFactsAsync(reader, cancellationToken).ConfigureAwait(false);
                return await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
                    ? facts with { Family = ToFamily(await reader.ReadRowsAsync(ReadMember, cancellationToken).ConfigureAwait(false)) }
                    : facts;
            }
        }
    }

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
                request = reader.IsDBNull(RequestColumn) ? null : new(reader.GetString(RequestColumn), reader.ReadRecord(RequestColumn + 1));
                numberTaken = reader.GetInt32(NumberTakenColumn) == 1;
            }

            if (!reader.IsDBNull(PaymentColumn))
            {
                payments.Add(reader.GetString(PaymentColumn + 1), reader.ReadVatPayment(PaymentColumn));
            }
        }

        return new(taxpayer, request, numberTaken, payments, null);
    }

    private static Member ReadMember(DbDataReader row) =>
        new(row.GetInt64(0), row.GetFieldValue<DateOnly>(1), row.GetInt64(2), row.GetInt64(3), row.ReadInvoice(4));

    private static InvoiceFamily? ToFamily(List<Member> members) => members.Count == 0 ? null : new(
        members[0].Family,
        members[0].FirstIssued,
        members[0].Head,
        members.Single(member => member.Invoice.Position.Sequence == member.Target).Invoice,
        [.. members.Select(member => member.Invoice)]);

    private sealed record Member(long Family, DateOnly FirstIssued, long Head, long Target, Invoice Invoice);
}

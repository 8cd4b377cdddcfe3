using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Reads ledgers for verifying them: the bytes, and every column that a query uses beside what the document says.</summary>
/// <remarks>Somebody may have written anything into the tables; what cannot be read is a difference, never a fault of the walk.</remarks>
internal sealed class SqlLedgerReader(Dialect dialect) : ILedgerReader
{
    private static readonly int InvoiceColumn = LedgerColumns.DocumentNames.Count;
    private static readonly int StateColumn = InvoiceColumn + LedgerColumns.InvoiceNames.Count;
    private static readonly int DocumentColumn = StateColumn + 4;

    // The row of invoices may be missing, and of a revocation there is none.
    private static readonly string SelectLinks = $"""
        select {string.Join(", ", LedgerColumns.DocumentNames.Select(name => "l." + name))},
               {string.Join(", ", LedgerColumns.InvoiceNames.Select(name => "i." + name))},
               i.state, i.state_changed_by, e.kind, e.registration_number, l.document, k.found
        from {Rows.WithinBytes(
            "select l.bin, l.sequence, length(l.document) as bytes from ledger l where l.bin = @bin and l.sequence > @after order by l.sequence limit @limit",
            "b.sequence")} k
        join ledger l on l.bin = k.bin and l.sequence = k.sequence
        left join invoices i on i.bin = l.bin and i.sequence = l.sequence
        left join offset_ends o on o.bin = l.bin and o.ended_sequence = l.sequence
        left join ledger e on e.bin = o.bin and e.sequence = o.sequence
        order by l.sequence
        """;

    private const string SelectMovements = """
        select m.sequence, m.payment_id, m.amount_tiyn from payment_movements m
        where m.bin = @bin and m.sequence > @after and m.sequence <= @last
        order by m.sequence, m.payment_id
        """;

    private const string SelectEnds = """
        select o.sequence, o.ended_sequence, o.withdrawn_tiyn, o.period from offset_ends o
        where o.bin = @bin and o.sequence > @after and o.sequence <= @last
        order by o.sequence, o.ended_sequence
        """;

    private const string SelectWrongBalance = """
        select b.payment_id, b.allocated_tiyn, b.moved_tiyn
        from (select p.payment_id, p.allocated_tiyn,
                     coalesce((select cast(sum(m.amount_tiyn) as bigint) from payment_movements m
                               where m.bin = p.bin and m.payment_id = p.payment_id), 0) as moved_tiyn
              from vat_payments p where p.bin = @bin) b
        where b.allocated_tiyn <> b.moved_tiyn
        order by b.payment_id limit 1
        """;

    /// <summary>In two parts, since what somebody has written into the columns may not fit 64 bits together.</summary>
    private const string SelectGross = """
        select t.gross_tiyn,
               coalesce(cast(sum(abs(i.total_tiyn / 1000000000)) as bigint), 0), coalesce(cast(sum(abs(i.total_tiyn % 1000000000)) as bigint), 0)
        from taxpayers t left join invoices i on i.bin = t.bin
        where t.bin = @bin
        group by t.bin, t.gross_tiyn
        """;

    public Task<LedgerPage?> ReadLedgerAsync(string bin, long afterSequence, int limit, CancellationToken cancellationToken) => dialect.ScanMomentAsync(
        async (session, cancel) =>
        {
            var heads = await session.Command("select t.head_sequence, t.head_hash from taxpayers t where t.bin = @bin", ("bin", bin))
                .QueryAsync(row => (Sequence: row.GetInt64(0), Hash: row.GetString(1)), cancel).ConfigureAwait(false);
            if (heads is not [var head])
            {
                return null;
            }

            var rows = await session.Command(
                SelectLinks, ("bin", bin), ("after", afterSequence), ("limit", (long)limit), ("bytes", (long)Limits.DocumentBytes))
                .QueryAsync(ReadRow, cancel).ConfigureAwait(false);
            var last = rows.Count == 0 ? afterSequence : rows[^1].Sequence;
            var movements = (await session.Command(SelectMovements, ("bin", bin), ("after", afterSequence), ("last", last))
                .QueryAsync(row => (Sequence: row.GetInt64(0), Text: $"{row.GetString(1)} {Text(row.GetValue(2))}"), cancel).ConfigureAwait(false))
                .ToLookup(row => row.Sequence, row => row.Text);
            var ends = (await session.Command(SelectEnds, ("bin", bin), ("after", afterSequence), ("last", last))
                .QueryAsync(row => (Sequence: row.GetInt64(0), Text: $"{Text(row.GetValue(1))} {Text(row.GetValue(2))} {row.GetString(3)}"), cancel)
                .ConfigureAwait(false)).ToLookup(row => row.Sequence, row => row.Text);
            return new LedgerPage(
                head.Sequence,
                head.Hash,
                [.. rows.Select(row => ToLink(row, movements[row.Sequence], ends[row.Sequence]))],
                rows.Count > 0 && rows.Count < rows[0].Found);
        },
        cancellationToken);

    public async Task<ColumnDifference?> FindWrongBalanceAsync(string bin, CancellationToken cancellationToken) => (await dialect.ScanAsync(
        async (session, cancel) =>
        {
            var balances = await session.Command(SelectWrongBalance, ("bin", bin)).QueryAsync(
                row => new ColumnDifference($"vat_payments.allocated_tiyn ({row.GetString(0)})", Text(row.GetValue(1)), Text(row.GetValue(2))), cancel)
                .ConfigureAwait(false);
            var totals = await session.Command(SelectGross, ("bin", bin)).QueryAsync(
                row => new ColumnDifference(
                    "taxpayers.gross_tiyn", Text(row.GetValue(0)), Text((row.GetInt64(1) * 1_000_000_000m) + row.GetInt64(2))), cancel)
                .ConfigureAwait(false);
            return balances.Concat(totals.Where(total => total.Actual != total.Expected)).ToList();
        },
        cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private static Row ReadRow(DbDataReader row)
    {
        var values = new string[DocumentColumn];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Text(row.GetValue(i));
        }

        return new(row.GetInt64(1), values, row.GetValue(DocumentColumn) as byte[] ?? [], row.GetInt64(DocumentColumn + 1));
    }

    private static StoredLink ToLink(Row row, IEnumerable<string> movements, IEnumerable<string> ends)
    {
        var names = LedgerColumns.DocumentNames;
        var hash = row.Values[IndexOf("hash")];

        // Of a document that is not the one that was hashed nothing needs to be read: that it was changed is the finding.
        var isAsHashed = LedgerHash.Of(row.Document).ToString() == hash;
        return new(
            row.Sequence,
            row.Document,
            hash,
            row.Values[IndexOf("previous_hash")],
            isAsHashed ? Differences(row, movements, ends).FirstOrDefault(difference => difference.Actual != difference.Expected) : null);

        int IndexOf(string name) => Enumerable.Range(0, names.Count).First(i => names[i] == name);
    }

    private static IEnumerable<ColumnDifference> Differences(Row row, IEnumerable<string> movements, IEnumerable<string> ends)
    {
        if (TryRead(row.Document) is not { } record)
        {
            yield return new("ledger.document", "-", $"{InvoiceDocument.Form} | {RevocationDocument.Form}");
            yield break;
        }

        var invoice = record as Invoice;
        LedgerContent content = invoice is not null ? invoice.Content : ((Revocation)record).Content;
        foreach (var ((name, value), i) in LedgerColumns.OfDocument(content, record).Select((column, i) => (column, i)))
        {
            yield return new($"ledger.{name}", row.Values[i], Text(value));
        }

        if (invoice is not null)
        {
            foreach (var ((name, value), i) in LedgerColumns.OfInvoice(invoice.Content, record).Select((column, i) => (column, i)))
            {
                yield return new($"invoices.{name}", row.Values[InvoiceColumn + i], Text(value));
            }

            // A state is what the later document made it that ended the offset.
            var (endKind, endNumber) = (row.Values[StateColumn + 2], row.Values[StateColumn + 3]);
            var state = endKind == "-" ? InvoiceState.Issued : endKind == Text((short)DocumentKind.Invoice) ? InvoiceState.Corrected : InvoiceState.Revoked;
            yield return new("invoices.state", row.Values[StateColumn], Text((short)state));
            yield return new("invoices.state_changed_by", row.Values[StateColumn + 1], endNumber);
        }

        var expected = content.Movements.OrderBy(movement => movement.PaymentId, StringComparer.Ordinal)
            .Select(movement => $"{movement.PaymentId} {Text(movement.Amount.Tiyn)}");
        yield return new("payment_movements", string.Join(", ", movements), string.Join(", ", expected));

        var expectedEnds = content.Offset.Withdrawn.OrderBy(end => end.Invoice.Sequence)
            .Select(end => $"{Text(end.Invoice.Sequence)} {Text(end.Amount.Tiyn)} {end.AttributedPeriod}");
        yield return new("offset_ends", string.Join(", ", ends), string.Join(", ", expectedEnds));
    }

    private static LedgerRecord? TryRead(byte[] document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.GetProperty("form").GetString() == RevocationDocument.Form
                ? RevocationDocument.Read(document)
                : InvoiceDocument.Read(document, InvoiceState.Issued, null);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string Text(object? value) => value switch
    {
        null or DBNull => "-",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>A row as text, column by column, and the bytes.</summary>
    private sealed record Row(long Sequence, string[] Values, byte[] Document, long Found);
}

using System.Data.Common;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Storage;

/// <summary>Kind of a document in a ledger, as stored.</summary>
internal enum DocumentKind : short
{
    Invoice = 1,
    Revocation = 2,
}

/// <summary>How rows become things of the domain. Each list of columns stands beside its reader, in the same order.</summary>
internal static class Rows
{
    /// <summary>Columns of a taxpayer <c>t</c>; <see cref="TaxpayerWidth"/> of them.</summary>
    public const string Taxpayer = """
        t.bin, t.legal_name, t.address, t.certificate_series, t.certificate_number, t.registered_on, t.deregistered_on,
        t.version, t.create_time_us, t.update_time_us
        """;

    public const int TaxpayerWidth = 10;

    /// <summary>Columns of a payment <c>p</c>; <see cref="VatPaymentWidth"/> of them.</summary>
    public const string VatPayment =
        "p.bin, p.payment_id, p.document_number, p.paid_on, p.amount_tiyn, p.budget_code, p.kind, p.allocated_tiyn, p.create_time_us, p.payer_account";

    public const int VatPaymentWidth = 10;

    /// <summary>Columns of a document <c>l</c> of a ledger and, where it is one, of its invoice <c>i</c>: the document says the rest.</summary>
    public const string Record = "l.document, l.kind, i.state, i.state_changed_by";

    public const int RecordWidth = 4;

    /// <summary>Joins the ledger's document to an invoice <c>i</c>.</summary>
    public const string JoinDocument = "join ledger l on l.bin = i.bin and l.sequence = i.sequence";

    /// <summary>Joins its invoice to a document <c>l</c>, if it is one.</summary>
    public const string JoinInvoice = "left join invoices i on i.bin = l.bin and i.sequence = l.sequence";

    /// <summary>Keys of documents, of which the first are kept until their bytes reach <c>@bytes</c>; <c>found</c> is how many there were.</summary>
    /// <param name="keys">Selects the key as <c>bin, sequence</c> and the length of the document as <c>bytes</c>, limited.</param>
    /// <param name="order">The order of the keys.</param>
    public static string WithinBytes(string keys, string order) => $"""
        (select c.* from (
            select b.*, count(*) over () as found,
                   sum(b.bytes) over (order by {order} rows between unbounded preceding and 1 preceding) as ahead
            from ({keys}) b
        ) c where c.ahead is null or c.ahead < @bytes)
        """;

    public static StoredTaxpayer ReadTaxpayer(this DbDataReader row, int from = 0) => new(
        new()
        {
            Bin = row.GetString(from),
            LegalName = row.GetString(from + 1),
            Address = row.GetString(from + 2),
            VatRegistration = new(
                row.GetString(from + 3),
                row.GetString(from + 4),
                row.GetFieldValue<DateOnly>(from + 5),
                row.IsDBNull(from + 6) ? null : row.GetFieldValue<DateOnly>(from + 6)),
        },
        row.GetInt64(from + 7),
        Instant.FromMicroseconds(row.GetInt64(from + 8)),
        Instant.FromMicroseconds(row.GetInt64(from + 9)));

    public static StoredVatPayment ReadVatPayment(this DbDataReader row, int from = 0)
    {
        var payment = new VatPayment(
            row.GetString(from),
            row.GetString(from + 2),
            row.GetFieldValue<DateOnly>(from + 3),
            Amount.FromTiyn(row.GetInt64(from + 4)),
            row.GetString(from + 5),
            (VatPaymentKind)row.GetInt16(from + 6));
        if (row.GetString(from + 9) is { Length: > 0 } account)
        {
            payment = payment with { PayerAccount = account };
            var id = row.GetString(from + 1);
            payment = payment.Id == id ? payment : payment with { StoredId = id };
        }

        return new(payment, Amount.FromTiyn(row.GetInt64(from + 7)), Instant.FromMicroseconds(row.GetInt64(from + 8)));
    }

    public static LedgerRecord ReadRecord(this DbDataReader row, int from = 0) => (DocumentKind)row.GetInt16(from + 1) switch
    {
        DocumentKind.Invoice => row.ReadInvoice(from),
        DocumentKind.Revocation => RevocationDocument.Read(row.GetFieldValue<byte[]>(from)),
        var kind => throw new FormatException($"A document of kind {kind} is not known."),
    };

    public static Invoice ReadInvoice(this DbDataReader row, int from = 0) => InvoiceDocument.Read(
        row.GetFieldValue<byte[]>(from),
        (InvoiceState)row.GetInt16(from + 2),
        row.IsDBNull(from + 3) ? null : RegistrationNumber.TryParse(row.GetString(from + 3)));

    /// <summary>Executes a command, reads its rows and disposes it.</summary>
    public static async Task<List<T>> QueryAsync<T>(this DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadRowsAsync(read, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The rows of the result that a reader stands on.</summary>
    public static async Task<List<T>> ReadRowsAsync<T>(this DbDataReader reader, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}

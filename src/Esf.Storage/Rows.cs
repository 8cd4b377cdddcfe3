using System.Data.Common;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Storage;

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
        "p.bin, p.payment_id, p.document_number, p.paid_on, p.amount_tiyn, p.budget_code, p.kind, p.allocated_tiyn, p.create_time_us";

    public const int VatPaymentWidth = 9;

    /// <summary>Columns of an invoice <c>i</c>: its document says the rest.</summary>
    public const string Invoice = "i.document, i.state";

    public const int InvoiceWidth = 2;

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

    public static StoredVatPayment ReadVatPayment(this DbDataReader row, int from = 0) => new(
        new(
            row.GetString(from),
            row.GetString(from + 2),
            row.GetFieldValue<DateOnly>(from + 3),
            Amount.FromTiyn(row.GetInt64(from + 4)),
            row.GetString(from + 5),
            (VatPaymentKind)row.GetInt16(from + 6)),
        Amount.FromTiyn(row.GetInt64(from + 7)),
        Instant.FromMicroseconds(row.GetInt64(from + 8)));

    public static Invoice ReadInvoice(this DbDataReader row, int from = 0) =>
        InvoiceDocument.Read(row.GetFieldValue<byte[]>(from), (InvoiceState)row.GetInt16(from + 1));

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

using Esf.Domain.Invoices;
using Esf.Domain.Ledger;

namespace Esf.Storage;

/// <summary>What the columns of a document are: the one place that says so, for writing them and for verifying them.</summary>
internal static class LedgerColumns
{
    private static readonly (string Name, Func<LedgerContent, LedgerRecord, object?> Value)[] Document =
    [
        ("bin", (content, _) => content.Bin),
        ("sequence", (_, record) => record.Position.Sequence),
        ("registration_number", (_, record) => record.RegistrationNumber.ToString()),
        ("kind", (_, record) => (short)(record is Invoice ? DocumentKind.Invoice : DocumentKind.Revocation)),
        ("issue_date", (content, _) => content.IssueDate),
        ("issue_time_us", (content, _) => Instant.ToMicroseconds(content.IssueTime)),
        ("offset_tiyn", (content, _) => content.Offset.Amount.Tiyn),
        ("offset_period", (content, _) => content.Offset.AttributedPeriod.ToString()),
        ("withdrawn_tiyn", (content, _) => content.Offset.WithdrawnAmount.Tiyn),
        ("hash", (_, record) => record.Position.Hash.ToString()),
        ("previous_hash", (_, record) => record.Position.PreviousHash.ToString()),
    ];

    private static readonly (string Name, Func<InvoiceContent, LedgerRecord, object?> Value)[] Invoice =
    [
        ("bin", (content, _) => content.Bin),
        ("sequence", (_, record) => record.Position.Sequence),
        ("number", (content, _) => content.Number),
        ("issue_date", (content, _) => content.IssueDate),
        ("turnover_date", (content, _) => content.TurnoverDate),
        ("type", (content, _) => (short)content.Type),
        ("supplier_name", (content, _) => content.Supplier.LegalName),
        ("supplier_country_code", (content, _) => content.Supplier.CountryCode),
        ("turnover_tiyn", (content, _) => content.Totals.TurnoverAmount.Tiyn),
        ("vat_tiyn", (content, _) => content.Totals.VatAmount.Tiyn),
        ("total_tiyn", (content, _) => content.Totals.TotalAmount.Tiyn),
        ("vat_paid_on", (content, _) => content.VatPaidOn),
    ];

    /// <summary>Names of the columns of <see cref="OfDocument"/>, in the same order.</summary>
    public static IReadOnlyList<string> DocumentNames { get; } = [.. Document.Select(column => column.Name)];

    /// <summary>Names of the columns of <see cref="OfInvoice"/>, in the same order.</summary>
    public static IReadOnlyList<string> InvoiceNames { get; } = [.. Invoice.Select(column => column.Name)];

    /// <summary>The row of <c>ledger</c>, but for its place in the feed and the bytes.</summary>
    public static (string Name, object? Value)[] OfDocument(LedgerContent content, LedgerRecord record) =>
        [.. Document.Select(column => (column.Name, column.Value(content, record)))];

    /// <summary>The row of <c>invoices</c>, but for its state and its family.</summary>
    public static (string Name, object? Value)[] OfInvoice(InvoiceContent content, LedgerRecord record) =>
        [.. Invoice.Select(column => (column.Name, column.Value(content, record)))];
}

using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Invoices;

/// <summary>Kind of document.</summary>
public enum InvoiceType
{
    /// <summary>A first, ordinary invoice.</summary>
    Ordinary = 1,

    /// <summary>It replaces an earlier invoice in full (исправленный).</summary>
    Corrected = 2,

    /// <summary>It adds a signed difference to an earlier invoice (дополнительный).</summary>
    Additional = 3,
}

/// <summary>Where an invoice stands in its life.</summary>
public enum InvoiceState
{
    /// <summary>Registered and in force.</summary>
    Issued = 1,

    /// <summary>Annulled by a corrected invoice, which replaces it or to which it was additional (Tax Code, art. 499 p. 1); it stays readable.</summary>
    Corrected = 2,

    /// <summary>Revoked; it stays readable.</summary>
    Revoked = 3,
}

/// <summary>All that an invoice says, judged by the law and computed, before it has its place in the ledger.</summary>
public sealed record InvoiceContent : LedgerContent
{
    /// <summary>Kind of document.</summary>
    public required InvoiceType Type { get; init; }

    /// <summary>Number in the taxpayer's own books; null until the register assigns one.</summary>
    public required string? Number { get; init; }

    /// <summary>The recipient, copied from the registration.</summary>
    public required Recipient Recipient { get; init; }

    /// <summary>Turnover date.</summary>
    public required DateOnly TurnoverDate { get; init; }

    /// <summary>The non-resident.</summary>
    public required Supplier Supplier { get; init; }

    /// <summary>The contract.</summary>
    public required DocumentReference? Contract { get; init; }

    /// <summary>The act of works or services.</summary>
    public required DocumentReference? Act { get; init; }

    /// <summary>What was agreed in foreign currency.</summary>
    public required Settlement? Settlement { get; init; }

    /// <summary>The lines, every amount filled.</summary>
    public required IReadOnlyList<InvoiceLine> Lines { get; init; }

    /// <summary>Column sums of the lines.</summary>
    public required InvoiceTotals Totals { get; init; }

    /// <summary>The invoice that a corrected one replaces or that an additional one adds to; null for an ordinary one.</summary>
    public required RelatedInvoice? Related { get; init; }

    /// <summary>Which payments carry the VAT; their sum is the VAT. Negative in an additional invoice that frees payments.</summary>
    public required IReadOnlyList<PaymentAllocation> PaymentAllocations { get; init; }

    /// <summary>
    /// The day of the last payment that carries the VAT; the window of what was newly taken is counted from it or from an earlier payment.
    /// </summary>
    public required DateOnly VatPaidOn { get; init; }

    /// <summary>Why an additional invoice was issued; null for the other types.</summary>
    public ChangeReason? ChangeReason { get; init; }

    /// <summary>The annulled additional invoice that this additional one restores (Tax Code, art. 499 p. 1); null where it restores none.</summary>
    public RegistrationNumber? Restores { get; init; }

    /// <summary>The additional invoices that a corrected one annuls with the replaced invoice.</summary>
    public IReadOnlyList<RelatedInvoice> Annulled { get; init; } = [];

    /// <summary>The supplier's own invoice.</summary>
    public DocumentReference? SupplierDocument { get; init; }

    /// <summary>
    /// Whether a commission agent bought the services for its principal: then the VAT is no offset of the agent (Tax Code, art. 482 p. 3).
    /// </summary>
    public bool ForPrincipal { get; init; }

    /// <summary>The quarter to which the law attributes the offset, where it is not that of the day of issue.</summary>
    public TaxPeriod? AttributedPeriod { get; init; }

    /// <summary>What was told to the issuer about a reading of the law that this document stands on.</summary>
    public required IReadOnlyList<Violation> Notes { get; init; }

    /// <inheritdoc/>
    public override string Bin => Recipient.Bin;

    /// <inheritdoc/>
    public override OffsetEffect Offset => new(
        IssueDate,
        ForPrincipal ? Amount.Zero : Totals.VatAmount,
        AttributedPeriod ?? TaxPeriod.Of(IssueDate),
        [.. Ended.Select(invoice => invoice.ToWithdrawn())]);

    /// <inheritdoc/>
    public override IReadOnlyList<PaymentMovement> Movements =>
        PaymentMovement.Between(Ended.SelectMany(invoice => invoice.Allocations), PaymentAllocations);

    /// <summary>The invoices whose offset ends with this one.</summary>
    private IEnumerable<RelatedInvoice> Ended => Type == InvoiceType.Corrected ? [Related!, .. Annulled] : [];
}

/// <summary>What has changed so that an additional invoice is issued (Tax Code, art. 464 and 500). An error is corrected instead (art. 499).</summary>
public enum ChangeReason
{
    /// <summary>The price.</summary>
    Price = 1,

    /// <summary>Other terms of the deal.</summary>
    Terms = 2,

    /// <summary>A discount.</summary>
    Discount = 3,

    /// <summary>Works or services given back in full or in part.</summary>
    Return = 4,

    /// <summary>Another change of the deal.</summary>
    Other = 5,
}

/// <summary>The earlier invoice that a document of the life cycle is about.</summary>
/// <param name="RegistrationNumber">Its registration number.</param>
/// <param name="Number">Its number in the taxpayer's own books.</param>
/// <param name="Allocations">What carried its VAT: a corrected invoice and a revocation free it. Their sum is its VAT.</param>
/// <param name="OffsetAmount">Its offset, KZT, signed.</param>
/// <param name="AttributedPeriod">The quarter to which its offset was attributed.</param>
public sealed record RelatedInvoice(
    RegistrationNumber RegistrationNumber,
    string Number,
    IReadOnlyList<PaymentAllocation> Allocations,
    Amount OffsetAmount,
    TaxPeriod AttributedPeriod)
{
    /// <summary>The reference to an invoice of the register.</summary>
    public static RelatedInvoice To(Invoice invoice) => new(
        invoice.RegistrationNumber,
        invoice.Content.Number!,
        invoice.Content.PaymentAllocations,
        invoice.Content.Offset.Amount,
        invoice.Content.Offset.AttributedPeriod);

    /// <summary>Its offset as it ends.</summary>
    public WithdrawnOffset ToWithdrawn() => new(RegistrationNumber, OffsetAmount, AttributedPeriod);
}

/// <summary>A line with every amount filled.</summary>
/// <param name="Description">Description (box G3).</param>
/// <param name="UnitCode">Unit of measure (box G5).</param>
/// <param name="Quantity">Quantity (box G6).</param>
/// <param name="UnitPrice">Price of a unit without VAT (box G7), KZT.</param>
/// <param name="TurnoverAmount">Turnover without VAT (box G11), KZT.</param>
/// <param name="VatRate">Rate of VAT.</param>
/// <param name="VatAmount">VAT (box G13), KZT.</param>
/// <param name="TotalAmount">Cost with VAT (box G14), KZT.</param>
public sealed record InvoiceLine(
    string Description,
    string? UnitCode,
    Factor? Quantity,
    Factor? UnitPrice,
    Amount TurnoverAmount,
    VatRate VatRate,
    Amount VatAmount,
    Amount TotalAmount);

/// <summary>Column sums of the lines, KZT.</summary>
/// <param name="TurnoverAmount">Turnover without VAT.</param>
/// <param name="VatAmount">VAT.</param>
/// <param name="TotalAmount">Cost with VAT.</param>
public sealed record InvoiceTotals(Amount TurnoverAmount, Amount VatAmount, Amount TotalAmount)
{
    /// <summary>The sums of the lines.</summary>
    public static InvoiceTotals Of(IReadOnlyCollection<InvoiceLine> lines) => new(
        Amount.Sum(lines.Select(line => line.TurnoverAmount)),
        Amount.Sum(lines.Select(line => line.VatAmount)),
        Amount.Sum(lines.Select(line => line.TotalAmount)));
}

/// <summary>An invoice of the register: its content, its place in the ledger, its state.</summary>
/// <param name="Content">What it says; its number is never null.</param>
/// <param name="RegistrationNumber">34 characters: taxpayer, day of issue, place in the ledger.</param>
/// <param name="Position">Place in the taxpayer's ledger.</param>
/// <param name="State">Where it stands in its life.</param>
/// <param name="StateChangedBy">The document that changed the state; null while it is issued.</param>
public sealed record Invoice(
    InvoiceContent Content,
    RegistrationNumber RegistrationNumber,
    LedgerPosition Position,
    InvoiceState State,
    RegistrationNumber? StateChangedBy) : LedgerRecord(RegistrationNumber, Position)
{
    /// <summary>Version of the resource: the document never changes, so its hash and the state say it all.</summary>
    public string Etag => $"{Position.Hash.ToString()[..16]}-{(int)State}";
}

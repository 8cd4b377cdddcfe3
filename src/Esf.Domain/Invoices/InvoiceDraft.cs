using Esf.Domain.Amounts;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Invoices;

/// <summary>
/// An invoice as typed by the caller: every field is present where it is required and well formed; the law has not judged it yet.
/// </summary>
public sealed record InvoiceDraft
{
    /// <summary>Number in the taxpayer's own books (box 1.1), 1 to 30 digits; null: the register assigns one.</summary>
    public string? Number { get; init; }

    /// <summary>Turnover date (box 3).</summary>
    public required DateOnly TurnoverDate { get; init; }

    /// <summary>The non-resident.</summary>
    public required SupplierDraft Supplier { get; init; }

    /// <summary>The contract (box 27).</summary>
    public DocumentReference? Contract { get; init; }

    /// <summary>The act of works or services (box 32).</summary>
    public DocumentReference? Act { get; init; }

    /// <summary>The supplier's own invoice.</summary>
    public DocumentReference? SupplierDocument { get; init; }

    /// <summary>Whether a commission agent bought the services for its principal (Tax Code, art. 482 p. 3).</summary>
    public bool ForPrincipal { get; init; }

    /// <summary>Why an additional invoice is issued; null for the other types, and where the caller named none.</summary>
    public ChangeReason? ChangeReason { get; init; }

    /// <summary>The annulled additional invoice that an additional one restores; null where it restores none.</summary>
    public RegistrationNumber? Restores { get; init; }

    /// <summary>What was agreed in foreign currency.</summary>
    public Settlement? Settlement { get; init; }

    /// <summary>1 to 200 lines.</summary>
    public required IReadOnlyList<InvoiceLineDraft> Lines { get; init; }

    /// <summary>Totals as typed; null members are computed.</summary>
    public TotalsDraft Totals { get; init; } = new(null, null, null);

    /// <summary>Which payments carry the VAT, each payment once.</summary>
    public required IReadOnlyList<PaymentAllocationDraft> PaymentAllocations { get; init; }
}

/// <summary>A contract or an act: number and date go together.</summary>
/// <param name="Number">1 to 18 characters.</param>
/// <param name="Date">Its date.</param>
public sealed record DocumentReference(string Number, DateOnly Date);

/// <summary>What was agreed in foreign currency, kept beside the KZT amounts.</summary>
/// <param name="CurrencyCode">Three upper-case Latin letters of ISO 4217, not KZT.</param>
/// <param name="Amount">Turnover in that currency, positive.</param>
/// <param name="ExchangeRate">KZT for one unit: the National Bank's rate on the turnover date (Tax Code, art. 461 p. 6).</param>
public sealed record Settlement(string CurrencyCode, Amount Amount, Factor ExchangeRate);

/// <summary>A line as typed; what is null is computed, what is given must be exact.</summary>
/// <param name="Description">Description (box G3), 2 to 400 characters.</param>
/// <param name="UnitCode">Unit of measure (box G5); null for most services.</param>
/// <param name="Quantity">Quantity (box G6); null for most services.</param>
/// <param name="UnitPrice">Price of a unit without VAT (box G7), KZT; may be given without a quantity.</param>
/// <param name="TurnoverAmount">Turnover without VAT (box G11), KZT; present unless both quantity and price are.</param>
/// <param name="VatRate">Rate in percent as typed; null: the standard rate on the turnover date.</param>
/// <param name="VatAmount">VAT (box G13), KZT.</param>
/// <param name="TotalAmount">Cost with VAT (box G14), KZT.</param>
public sealed record InvoiceLineDraft(
    string Description,
    string? UnitCode,
    Factor? Quantity,
    Factor? UnitPrice,
    Amount? TurnoverAmount,
    decimal? VatRate,
    Amount? VatAmount,
    Amount? TotalAmount);

/// <summary>Totals as typed.</summary>
/// <param name="TurnoverAmount">Turnover without VAT, KZT.</param>
/// <param name="VatAmount">VAT, KZT.</param>
/// <param name="TotalAmount">Cost with VAT, KZT.</param>
public sealed record TotalsDraft(Amount? TurnoverAmount, Amount? VatAmount, Amount? TotalAmount);

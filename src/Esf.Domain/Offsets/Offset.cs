using Esf.Domain.Amounts;
using Esf.Domain.Ledger;

namespace Esf.Domain.Offsets;

/// <summary>The offset of one invoice as the register holds it at some moment: from when it counts, and since when no more.</summary>
/// <param name="Invoice">Registration number of the invoice.</param>
/// <param name="InvoiceNumber">Its number in the taxpayer's own books.</param>
/// <param name="SupplierName">Name of the supplier.</param>
/// <param name="SupplierCountryCode">Country of the supplier.</param>
/// <param name="Date">Date of the offset: the day of issue (Tax Code, art. 481 p. 3).</param>
/// <param name="Amount">VAT offset, KZT, signed.</param>
/// <param name="TurnoverAmount">Turnover behind it, KZT, signed.</param>
/// <param name="VatPaidOn">Day of the payment from which the window was counted.</param>
/// <param name="AttributedPeriod">The quarter to which the law attributes it.</param>
/// <param name="TurnoverDate">Turnover date of the invoice.</param>
/// <param name="Payments">The payments that the invoice stands on, by day and number; they sum up to <paramref name="Amount"/>.</param>
/// <param name="End">What ended it; null while it counts.</param>
public sealed record Offset(
    RegistrationNumber Invoice,
    string InvoiceNumber,
    string SupplierName,
    string SupplierCountryCode,
    DateOnly Date,
    Amount Amount,
    Amount TurnoverAmount,
    DateOnly VatPaidOn,
    TaxPeriod AttributedPeriod,
    DateOnly TurnoverDate,
    IReadOnlyList<OffsetPayment> Payments,
    OffsetEnd? End)
{
    /// <summary>The quarter of its date.</summary>
    public TaxPeriod TaxPeriod => TaxPeriod.Of(Date);

    /// <summary>Calendar days from the payment to the offset.</summary>
    public int DaysAfterPayment => Date.DayNumber - VatPaidOn.DayNumber;

    /// <summary>Where it stands.</summary>
    public OffsetState State => End?.State ?? OffsetState.Effective;
}

/// <summary>What an offset has of one payment.</summary>
/// <param name="PaymentId">The payment, within its taxpayer.</param>
/// <param name="DocumentNumber">Number of its document.</param>
/// <param name="PaidOn">Its day.</param>
/// <param name="Amount">KZT of it behind the offset; negative where an additional invoice gives it back.</param>
public sealed record OffsetPayment(string PaymentId, string DocumentNumber, DateOnly PaidOn, Amount Amount);

/// <summary>The document that ended an offset.</summary>
/// <param name="By">Its registration number.</param>
/// <param name="On">Its day, from which the offset counts no more.</param>
/// <param name="State">REPLACED by a corrected invoice, or WITHDRAWN by a revocation.</param>
public sealed record OffsetEnd(RegistrationNumber By, DateOnly On, OffsetState State);

/// <summary>Where an offset stands.</summary>
public enum OffsetState
{
    /// <summary>It counts.</summary>
    Effective = 1,

    /// <summary>A corrected invoice took the place of its invoice.</summary>
    Replaced = 2,

    /// <summary>Its invoice was revoked.</summary>
    Withdrawn = 3,
}

/// <summary>What a group of documents did to the offset.</summary>
/// <param name="Count">How many offsets begin in the group.</param>
/// <param name="Amount">Their sum, KZT.</param>
/// <param name="WithdrawnCount">How many earlier offsets end in the group.</param>
/// <param name="WithdrawnAmount">Their sum, KZT.</param>
/// <param name="NetTurnover">Turnover of what begins less that of what ends, KZT.</param>
public sealed record OffsetTotals(long Count, Amount Amount, long WithdrawnCount, Amount WithdrawnAmount, Amount NetTurnover)
{
    /// <summary>Of a group without documents.</summary>
    public static OffsetTotals None { get; } = new(0, Amount.Zero, 0, Amount.Zero, Amount.Zero);

    /// <summary>By how much the offset changes, KZT, signed.</summary>
    public Amount Net => Amount - WithdrawnAmount;

    public static OffsetTotals operator +(OffsetTotals left, OffsetTotals right) => new(
        left.Count + right.Count,
        left.Amount + right.Amount,
        left.WithdrawnCount + right.WithdrawnCount,
        left.WithdrawnAmount + right.WithdrawnAmount,
        left.NetTurnover + right.NetTurnover);
}

/// <summary>By what offsets are summed.</summary>
public enum OffsetGroup
{
    /// <summary>Day of the effect.</summary>
    Day = 1,

    /// <summary>Quarter to which the law attributes the effect.</summary>
    TaxPeriod = 2,

    /// <summary>Taxpayer.</summary>
    Taxpayer = 3,

    /// <summary>Country of the supplier.</summary>
    SupplierCountry = 4,

    /// <summary>Calendar month of the effect.</summary>
    Month = 5,

    /// <summary>Quarter of the day of the effect.</summary>
    DocumentPeriod = 6,
}

/// <summary>One group of a sum.</summary>
/// <param name="Key">The day as <c>yyyy-MM-dd</c>, the month as <c>2026-05</c>, the quarter as <c>2026-Q4</c>, the BIN, or the country: as text they sort as they do.</param>
/// <param name="Totals">What the group did.</param>
public sealed record OffsetSum(string Key, OffsetTotals Totals);

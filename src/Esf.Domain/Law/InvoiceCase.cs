using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Domain.Law;

/// <summary>What the rules judge: a well-formed draft, what the register knows, the day, and the amounts as they must be.</summary>
internal sealed class InvoiceCase
{
    public InvoiceCase(InvoiceDraft draft, Taxpayer taxpayer, IssueFacts facts, LawBook law, DateOnly today)
    {
        Draft = draft;
        Taxpayer = taxpayer;
        Law = law;
        Today = today;
        NumberTaken = facts.NumberTaken;
        Lines = [.. draft.Lines.Select((line, index) => new LineCase(line, index + 1, draft.TurnoverDate, law))];
        Totals = new(
            Amount.Sum(Lines.Select(line => line.TurnoverAmount)),
            Amount.Sum(Lines.Select(line => line.VatAmount)),
            Amount.Sum(Lines.Select(line => line.TotalAmount)));
        Allocations =
        [
            .. draft.PaymentAllocations.Select((allocation, index) => new AllocationCase(
                allocation.PaymentId, allocation.Amount ?? Totals.VatAmount, index + 1, facts.Payments.GetValueOrDefault(allocation.PaymentId))),
        ];
        Payments = [.. Allocations.Where(allocation => allocation.Payment is not null).Select(allocation => allocation.Payment!.Payment)];
    }

    public InvoiceDraft Draft { get; }

    public Taxpayer Taxpayer { get; }

    public LawBook Law { get; }

    public DateOnly Today { get; }

    public bool NumberTaken { get; }

    public IReadOnlyList<LineCase> Lines { get; }

    /// <summary>What the totals must be.</summary>
    public InvoiceTotals Totals { get; }

    public IReadOnlyList<AllocationCase> Allocations { get; }

    /// <summary>The payments that were found.</summary>
    public IReadOnlyList<VatPayment> Payments { get; }

    /// <summary>Whether every payment named was found, and at least one was: only then is there a window.</summary>
    public bool HasWindow => Payments.Count > 0 && Payments.Count == Allocations.Count;

    /// <summary>The day that the window is counted from: that of the last payment. Our reading for several payments.</summary>
    public DateOnly LastPaidOn => Payments.Max(payment => payment.PaidOn);

    public DateOnly FirstPaidOn => Payments.Min(payment => payment.PaidOn);

    public IssueWindowRule WindowRule => Law.IssueWindows.RuleFor(LastPaidOn);

    public IssueWindow Window => WindowRule.Of(LastPaidOn);
}

/// <summary>One line as typed, with its amounts as they must be.</summary>
internal sealed class LineCase
{
    public LineCase(InvoiceLineDraft draft, int number, DateOnly turnoverDate, LawBook law)
    {
        Draft = draft;
        Path = $"invoice.lines[{number}]";
        TurnoverDate = turnoverDate;
        AllowedRates = law.VatRates.InForceOn(turnoverDate);
        Rate = draft.VatRate is { } percent ? VatRate.OfPercent(percent) : law.VatRates.StandardOn(turnoverDate);
        ProductAmount = draft is { Quantity: { } quantity, UnitPrice: { } price } ? Rounding.ToTiyn(quantity.Value * price.Value) : null;
        TurnoverAmount = draft.TurnoverAmount ?? ProductAmount ?? Amount.Zero;
        VatAmount = Rate?.Of(TurnoverAmount) ?? Amount.Zero;
        TotalAmount = TurnoverAmount + VatAmount;
    }

    public InvoiceLineDraft Draft { get; }

    public string Path { get; }

    public DateOnly TurnoverDate { get; }

    public IReadOnlyList<VatRate> AllowedRates { get; }

    /// <summary>The rate as typed or, when none was, the standard one; null when what was typed is no rate at all.</summary>
    public VatRate? Rate { get; }

    /// <summary>Quantity × price, when both are given.</summary>
    public Amount? ProductAmount { get; }

    public Amount TurnoverAmount { get; }

    public Amount VatAmount { get; }

    public Amount TotalAmount { get; }

    public bool IsRateAllowed => Rate is { } rate && AllowedRates.Contains(rate);
}

/// <summary>One allocation with the payment that it names, if the register has it.</summary>
internal sealed record AllocationCase(string PaymentId, Amount Amount, int Number, StoredVatPayment? Payment)
{
    public string Path => $"invoice.payment_allocations[{Number}]";
}

using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>What the rules judge: a well-formed draft, what the register knows, the day, and the amounts as they must be.</summary>
internal sealed class InvoiceCase
{
    public InvoiceCase(InvoiceDraft draft, InvoiceType type, Taxpayer taxpayer, IssueFacts facts, LawBook law, DateOnly today)
    {
        Type = type;
        Family = type == InvoiceType.Ordinary ? null : facts.Family ?? throw new ArgumentException("An amendment has a family.", nameof(facts));
        Draft = draft;
        Taxpayer = taxpayer;
        Law = law;
        Today = today;
        NumberTaken = facts.NumberTaken;
        Lines = [.. draft.Lines.Select((line, index) => new LineCase(line, index + 1, draft.TurnoverDate, type, law))];
        Totals = new(
            Amount.Sum(Lines.Select(line => line.TurnoverAmount)),
            Amount.Sum(Lines.Select(line => line.VatAmount)),
            Amount.Sum(Lines.Select(line => line.TotalAmount)));
        Allocations = [.. Requested().Select((allocation, index) => new AllocationCase(
            allocation.PaymentId,
            allocation.Amount ?? Totals.VatAmount,
            HeldBy(Replaced, allocation.PaymentId),
            index + 1,
            facts.Payments.GetValueOrDefault(allocation.PaymentId)))];
        NewlyPaid = [.. Allocations.Where(allocation => allocation.Amount > allocation.Held)];
        Payments = [.. NewlyPaid.Where(allocation => allocation.Payment is not null).Select(allocation => allocation.Payment!.Payment)];
        Freed = IsNegative ? [.. Free(facts.Payments)] : [];
    }

    public InvoiceDraft Draft { get; }

    public InvoiceType Type { get; }

    /// <summary>What the document amends; null for an ordinary invoice.</summary>
    public InvoiceFamily? Family { get; }

    /// <summary>The invoice whose place this one takes; null unless it is a corrected one.</summary>
    public Invoice? Replaced => Type == InvoiceType.Corrected ? Family!.Target : null;

    /// <summary>Whether it is an additional invoice that gives VAT back.</summary>
    public bool IsNegative => Type == InvoiceType.Additional && Totals.VatAmount < Amount.Zero;

    public Taxpayer Taxpayer { get; }

    public LawBook Law { get; }

    public DateOnly Today { get; }

    public bool NumberTaken { get; }

    public IReadOnlyList<LineCase> Lines { get; }

    /// <summary>What the totals must be.</summary>
    public InvoiceTotals Totals { get; }

    public IReadOnlyList<AllocationCase> Allocations { get; }

    /// <summary>What is taken of payments beyond what the replaced invoice held of them: only this needs a window.</summary>
    public IReadOnlyList<AllocationCase> NewlyPaid { get; }

    /// <summary>The payments of <see cref="NewlyPaid"/> that were found.</summary>
    public IReadOnlyList<VatPayment> Payments { get; }

    /// <summary>What a negative difference gives back of payments: the last ones of the family first. Negative amounts.</summary>
    public IReadOnlyList<PaymentAllocation> Freed { get; }

    /// <summary>Whether every payment that needs a window was found, and there is at least one.</summary>
    public bool HasWindow => Payments.Count > 0 && Payments.Count == NewlyPaid.Count;

    /// <summary>The day that the window is counted from: that of the last payment. Our reading for several payments.</summary>
    public DateOnly LastPaidOn => Payments.Max(payment => payment.PaidOn);

    public DateOnly FirstPaidOn => Payments.Min(payment => payment.PaidOn);

    public IssueWindowRule WindowRule => Law.IssueWindows.RuleFor(LastPaidOn);

    public IssueWindow Window => WindowRule.Of(LastPaidOn);

    /// <summary>The rule for amending documents.</summary>
    public AmendmentRule AmendmentRule => Law.Amendments.RuleFor(Today);

    /// <summary>The invoices of the family that are in force once this document is in it.</summary>
    public FamilyCase FamilyAfter => new(
        [
            (Totals, IsNegative ? Freed : [.. Allocations.Select(allocation => new PaymentAllocation(allocation.PaymentId, allocation.Amount))]),
            .. (Type == InvoiceType.Additional ? Family!.InForce : Family!.Additional).Select(FamilyCase.Of),
        ],
        Field: null);

    public static Amount HeldBy(Invoice? invoice, string paymentId) => Amount.Sum(
        (invoice?.Content.PaymentAllocations ?? []).Where(allocation => allocation.PaymentId == paymentId).Select(allocation => allocation.Amount));

    // A corrected invoice that names no payments keeps those of the replaced one, as far as its VAT needs them.
    private IEnumerable<PaymentAllocationDraft> Requested()
    {
        if (Draft.PaymentAllocations.Count > 0 || Replaced is null)
        {
            return Draft.PaymentAllocations;
        }

        var kept = new List<PaymentAllocationDraft>();
        var needed = Totals.VatAmount;
        foreach (var held in Replaced.Content.PaymentAllocations.Where(_ => needed.IsPositive))
        {
            var amount = held.Amount < needed ? held.Amount : needed;
            kept.Add(new(held.PaymentId, amount));
            needed -= amount;
        }

        return kept;
    }

    private IEnumerable<PaymentAllocation> Free(IReadOnlyDictionary<string, StoredVatPayment> payments)
    {
        var members = Family!.Additional.Append(Family.Target).DistinctBy(invoice => invoice.RegistrationNumber).ToArray();
        var held = members.SelectMany(invoice => invoice.Content.PaymentAllocations).Select(allocation => allocation.PaymentId).Distinct(StringComparer.Ordinal)
            .Select(id => (Id: id, Amount: Amount.Sum(members.Select(invoice => HeldBy(invoice, id)))))
            .Where(payment => payment.Amount.IsPositive)
            .OrderByDescending(payment => payments[payment.Id].Payment.PaidOn).ThenByDescending(payment => payment.Id, StringComparer.Ordinal);
        var left = Amount.Zero - Totals.VatAmount;
        foreach (var (id, amount) in held)
        {
            if (!left.IsPositive)
            {
                yield break;
            }

            var freed = amount < left ? amount : left;
            left -= freed;
            yield return new(id, Amount.Zero - freed);
        }
    }
}

/// <summary>One line as typed, with its amounts as they must be.</summary>
internal sealed class LineCase
{
    public LineCase(InvoiceLineDraft draft, int number, DateOnly turnoverDate, InvoiceType type, LawBook law)
    {
        Draft = draft;
        IsSigned = type == InvoiceType.Additional;
        Path = $"invoice.lines[{number}]";
        TurnoverDate = turnoverDate;
        LawfulRate = law.VatRates.On(turnoverDate);
        Rate = draft.VatRate is { } percent ? VatRate.OfPercent(percent) : LawfulRate;
        ProductAmount = draft is { Quantity: { } quantity, UnitPrice: { } price } ? Rounding.ToTiyn(quantity.Value * price.Value) : null;
        TurnoverAmount = draft.TurnoverAmount ?? ProductAmount ?? Amount.Zero;
        VatAmount = Rate?.Of(TurnoverAmount) ?? Amount.Zero;
        TotalAmount = TurnoverAmount + VatAmount;
    }

    public InvoiceLineDraft Draft { get; }

    /// <summary>Whether the line is a difference, which may be negative but not nothing.</summary>
    public bool IsSigned { get; }

    public string Path { get; }

    public DateOnly TurnoverDate { get; }

    /// <summary>The rate in force on the turnover date; null where none is.</summary>
    public VatRate? LawfulRate { get; }

    /// <summary>The rate as typed or, when none was, the lawful one; null when what was typed is no rate at all, or none is in force.</summary>
    public VatRate? Rate { get; }

    /// <summary>Quantity × price, when both are given.</summary>
    public Amount? ProductAmount { get; }

    public Amount TurnoverAmount { get; }

    public Amount VatAmount { get; }

    public Amount TotalAmount { get; }
}

/// <summary>One allocation with the payment that it names, if the register has it.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="Amount">How much of it.</param>
/// <param name="Held">How much of it the replaced invoice held, which is free for this one.</param>
/// <param name="Number">Place in the list, from 1.</param>
/// <param name="Payment">The payment, or null.</param>
internal sealed record AllocationCase(string PaymentId, Amount Amount, Amount Held, int Number, StoredVatPayment? Payment)
{
    /// <summary>What is there for this invoice.</summary>
    public Amount Available => Payment!.Remaining + Held;

    public string Path => $"invoice.payment_allocations[{Number}]";
}

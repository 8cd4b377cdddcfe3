using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>What the rules judge: a well-formed draft, what the register knows, the day, and the amounts as they must be.</summary>
internal sealed class InvoiceCase
{
    public InvoiceCase(InvoiceDraft draft, Amendment? amendment, Taxpayer taxpayer, IssueFacts facts, LawBook law, DateOnly today)
    {
        Type = amendment?.Type ?? InvoiceType.Ordinary;
        Family = amendment?.Family;
        Draft = draft;
        Taxpayer = taxpayer;
        Law = law;
        Today = today;
        NumberTaken = facts.NumberTaken;
        Lines = [.. draft.Lines.Select((line, index) => new LineCase(line, index + 1, draft.TurnoverDate, Type, law))];
        Totals = new(
            Amount.Sum(Lines.Select(line => line.TurnoverAmount)),
            Amount.Sum(Lines.Select(line => line.VatAmount)),
            Amount.Sum(Lines.Select(line => line.TotalAmount)));
        Annulled = Replaced is null ? [] : [.. Family!.Additional];
        Restored = draft.Restores is { } restores ? Family?.Members.FirstOrDefault(invoice => invoice.RegistrationNumber == restores) : null;
        Allocations = [.. Requested().Select((allocation, index) => new AllocationCase(
            allocation.PaymentId,
            allocation.Amount ?? Totals.VatAmount,
            Sum(Released, allocation.PaymentId, _ => true),
            Sum(Carried, allocation.PaymentId, amount => amount.IsPositive),
            index + 1,
            facts.Payments.GetValueOrDefault(allocation.PaymentId)))];
        NewlyPaid = [.. Allocations.Where(allocation => allocation.Amount > allocation.WithoutWindow)];
        Payments = [.. NewlyPaid.Where(allocation => allocation.Payment is not null).Select(allocation => allocation.Payment!.Payment)];
        Freed = IsNegative ? [.. Free(facts.Payments)] : [];
    }

    public InvoiceDraft Draft { get; }

    public InvoiceType Type { get; }

    /// <summary>What the document amends; null for an ordinary invoice.</summary>
    public InvoiceFamily? Family { get; }

    /// <summary>The invoice whose place this one takes; null unless it is a corrected one.</summary>
    public Invoice? Replaced => Type == InvoiceType.Corrected ? Family!.Target : null;

    /// <summary>The additional invoices that a correction annuls with the replaced one (Tax Code, art. 499 p. 1).</summary>
    public IReadOnlyList<Invoice> Annulled { get; }

    /// <summary>The invoice that an additional one says it restores; null when it restores none, or when the family has no such invoice.</summary>
    public Invoice? Restored { get; }

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

    /// <summary>What is taken of payments beyond what moves over or is restored: only this needs a window.</summary>
    public IReadOnlyList<AllocationCase> NewlyPaid { get; }

    /// <summary>The payments of <see cref="NewlyPaid"/> that were found.</summary>
    public IReadOnlyList<VatPayment> Payments { get; }

    /// <summary>What a negative difference gives back of payments: the last ones of the family first. Negative amounts.</summary>
    public IReadOnlyList<PaymentAllocation> Freed { get; }

    /// <summary>Whether every payment that needs a window was found, and there is at least one.</summary>
    public bool HasWindow => Payments.Count > 0 && Payments.Count == NewlyPaid.Count;

    /// <summary>The day that the window is counted from: that of the last payment. Our reading for several payments.</summary>
    public DateOnly LastPaidOn => Payments.Max(payment => payment.PaidOn);

    /// <summary>
    /// The day of the last payment that carries the VAT, be it kept from the replaced invoice or newly taken; that of the target for a
    /// difference that only gives back.
    /// </summary>
    public DateOnly VatPaidOn => Allocations.Count > 0
        ? Allocations.Max(allocation => allocation.Payment!.Payment.PaidOn)
        : Family!.Target.Content.VatPaidOn;

    public DateOnly FirstPaidOn => Payments.Min(payment => payment.PaidOn);

    public IssueWindowRule WindowRule => Law.IssueWindows.RuleFor(LastPaidOn);

    public IssueWindow Window => WindowRule.Of(LastPaidOn);

    /// <summary>The rule for amending documents.</summary>
    public AmendmentRule AmendmentRule => Law.Amendments.RuleFor(Today);

    /// <summary>The quarter to which the VAT is attributed; null: that of the day of issue.</summary>
    public TaxPeriod? AttributedPeriod
    {
        get
        {
            if (Restored is not null)
            {
                return Other(Restored.Content.Offset.AttributedPeriod);
            }

            return Replaced is not null
                && AmendmentRule.CorrectedPeriod == CorrectedPeriod.AnnulledIssue
                && TaxPeriod.Of(Draft.TurnoverDate) == TaxPeriod.Of(Replaced.Content.TurnoverDate)
                    ? Other(Replaced.Content.Offset.AttributedPeriod)
                    : null;
        }
    }

    /// <summary>Whether the turnover date is that of the invoice that is amended: what was lawful once stays so.</summary>
    public bool KeepsTurnoverDate => Family is not null && Draft.TurnoverDate == Family.Target.Content.TurnoverDate;

    /// <summary>The invoices of the family that are in force once this document is in it.</summary>
    public FamilyCase FamilyAfter => new(
        [
            (Totals, IsNegative ? Freed : [.. Allocations.Select(allocation => new PaymentAllocation(allocation.PaymentId, allocation.Amount))]),
            .. Type == InvoiceType.Additional ? Family!.InForce.Select(FamilyCase.Of) : [],
        ],
        Field: null);

    private TaxPeriod? Other(TaxPeriod period) => period == TaxPeriod.Of(Today) ? null : period;

    /// <summary>The invoices whose payments become free with this document.</summary>
    public IReadOnlyList<Invoice> Released => Replaced is null ? [] : [Replaced, .. Annulled];

    /// <summary>The invoices of which payments move over to this document, or return to it, without a new window.</summary>
    private IReadOnlyList<Invoice> Carried => Restored is null ? Released : [Restored];

    private static Amount Sum(IEnumerable<Invoice> invoices, string paymentId, Func<Amount, bool> which) => Amount.Sum(
        from invoice in invoices
        from allocation in invoice.Content.PaymentAllocations
        where allocation.PaymentId == paymentId && which(allocation.Amount)
        select allocation.Amount);

    // A corrected invoice that names no payments keeps those of the invoices that end with it, and a restored one those that it had, as far
    // as the VAT needs them.
    private IEnumerable<PaymentAllocationDraft> Requested()
    {
        if (Draft.PaymentAllocations.Count > 0 || IsNegative)
        {
            return Draft.PaymentAllocations;
        }

        var kept = new List<PaymentAllocationDraft>();
        var needed = Totals.VatAmount;
        var payments = Carried.SelectMany(invoice => invoice.Content.PaymentAllocations).Select(allocation => allocation.PaymentId);
        foreach (var paymentId in payments.Distinct(StringComparer.Ordinal).TakeWhile(_ => needed.IsPositive))
        {
            var held = Sum(Carried, paymentId, _ => true);
            var amount = held < needed ? held : needed;
            if (amount.IsPositive)
            {
                kept.Add(new(paymentId, amount));
                needed -= amount;
            }
        }

        return kept;
    }

    private IEnumerable<PaymentAllocation> Free(IReadOnlyDictionary<string, StoredVatPayment> payments)
    {
        var members = Family!.Additional.Append(Family.Target).DistinctBy(invoice => invoice.RegistrationNumber).ToArray();
        var held = members.SelectMany(invoice => invoice.Content.PaymentAllocations).Select(allocation => allocation.PaymentId).Distinct(StringComparer.Ordinal)
            .Select(id => (Id: id, Amount: Sum(members, id, _ => true)))
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
/// <param name="Released">How much of it becomes free with this document: what ends with it held so much.</param>
/// <param name="WithoutWindow">How much of it moves over or is restored, and needs no new window.</param>
/// <param name="Number">Place in the list, from 1.</param>
/// <param name="Payment">The payment, or null.</param>
internal sealed record AllocationCase(
    string PaymentId, Amount Amount, Amount Released, Amount WithoutWindow, int Number, StoredVatPayment? Payment)
{
    /// <summary>What is there for this invoice.</summary>
    public Amount Available => Payment!.Remaining + Released;

    public string Path => $"invoice.payment_allocations[{Number}]";
}

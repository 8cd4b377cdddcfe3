using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>Judges a well-formed invoice by all rules at once; what passes comes back complete.</summary>
public sealed class InvoiceLaw(LawBook book)
{
    private static readonly InvoiceRules Rules = new();

    /// <summary>The dated data that the rules ask.</summary>
    public LawBook Book { get; } = book;

    /// <summary>Judges an invoice that would be issued at an instant.</summary>
    /// <param name="draft">The invoice as typed.</param>
    /// <param name="amendment">What it does to an issued invoice; null for an ordinary one.</param>
    /// <param name="taxpayer">The registration of its taxpayer.</param>
    /// <param name="facts">What the register knows.</param>
    /// <param name="now">The instant of issue, UTC, microseconds.</param>
    public Judgement Judge(InvoiceDraft draft, Amendment? amendment, Taxpayer taxpayer, IssueFacts facts, DateTimeOffset now)
    {
        var subject = new InvoiceCase(draft, amendment, taxpayer, facts, Book, KazakhstanCalendar.DateOf(now));
        var told = Refusal.InCatalogueOrder(Rules.Judge(subject));
        var violations = told.Where(violation => violation.Row.Kind != ErrorKind.Note).ToArray();
        var notes = told.Where(violation => violation.Row.Kind == ErrorKind.Note).ToArray();
        return new(violations, notes, violations.Length == 0 ? Complete(subject, now, notes) : null);
    }

    private static InvoiceContent Complete(InvoiceCase subject, DateTimeOffset now, IReadOnlyList<Violation> notes)
    {
        var draft = subject.Draft;
        return new()
        {
            Type = subject.Type,
            Related = subject.Family is { } family ? RelatedInvoice.To(family.Target) : null,
            IssueTime = now,
            Number = draft.Number,
            Recipient = Recipient.From(subject.Taxpayer),
            TurnoverDate = draft.TurnoverDate,
            Supplier = new(
                draft.Supplier.LegalName,
                draft.Supplier.Address,
                draft.Supplier.CountryCode,
                draft.Supplier.TaxIdentifier is { } identifier ? TaxIdentifier.Recognize(identifier, draft.Supplier.CountryCode) : null),
            Contract = draft.Contract,
            Act = draft.Act,
            Settlement = draft.Settlement,
            Lines = [.. subject.Lines.Select(Complete)],
            Totals = subject.Totals,
            PaymentAllocations = subject.IsNegative
                ? subject.Freed
                : [.. subject.Allocations.Select(allocation => new PaymentAllocation(allocation.PaymentId, allocation.Amount))],
            ChangeReason = draft.ChangeReason,
            Restores = draft.Restores,
            Annulled = [.. subject.Annulled.Select(RelatedInvoice.To)],
            SupplierDocument = draft.SupplierDocument,
            ForPrincipal = draft.ForPrincipal,
            AttributedPeriod = subject.AttributedPeriod,
            VatPaidOn = subject.VatPaidOn,
            Notes = notes,
        };
    }

    private static InvoiceLine Complete(LineCase line) => new(
        line.Draft.Description,
        line.Draft.UnitCode,
        line.Draft.Quantity,
        line.Draft.UnitPrice,
        line.TurnoverAmount,
        line.Rate!.Value,
        line.VatAmount,
        line.TotalAmount);

    /// <summary>All rules of an invoice.</summary>
    internal sealed class InvoiceRules : LawRules<InvoiceCase>
    {
        public InvoiceRules()
        {
            All(new PartyRules());
            All(new DateRules());
            Each(c => c.Lines, new LineRules());
            All(new TotalRules());
            All(new PaymentRules());
            Given("an amendment", c => c.Family is not null, () => All(new AmendmentRules()));
            All(new NoteRules());
        }
    }
}

/// <summary>What the law says of an invoice.</summary>
/// <param name="Violations">What stands against issuing, in catalogue order.</param>
/// <param name="Notes">What should be known.</param>
/// <param name="Content">The invoice as it would be issued; null exactly when there are violations.</param>
public sealed record Judgement(IReadOnlyList<Violation> Violations, IReadOnlyList<Violation> Notes, InvoiceContent? Content);

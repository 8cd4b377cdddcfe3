namespace Esf.Domain.Invoices;

/// <summary>An invoice with all that stands on the same turnover: the first issue, its corrections, its additional invoices.</summary>
/// <param name="Sequence">Place of the first issue in the ledger; it names the family.</param>
/// <param name="FirstIssued">Day of the first issue.</param>
/// <param name="Head">Place of the last document that touched the family: who judged an older head must judge again.</param>
/// <param name="Target">The invoice that a request is about, in whatever state.</param>
/// <param name="Members">All invoices of the family, in whatever state, in the order of the ledger.</param>
public sealed record InvoiceFamily(long Sequence, DateOnly FirstIssued, long Head, Invoice Target, IReadOnlyList<Invoice> Members)
{
    /// <summary>The invoices of the family that are ISSUED.</summary>
    public IEnumerable<Invoice> InForce => Members.Where(invoice => invoice.State == InvoiceState.Issued);

    /// <summary>The additional invoices in force.</summary>
    public IEnumerable<Invoice> Additional => InForce.Where(invoice => invoice.Content.Type == InvoiceType.Additional);

    /// <summary>The ordinary or corrected invoice in force; null once it is revoked.</summary>
    public Invoice? Main => InForce.FirstOrDefault(invoice => invoice.Content.Type != InvoiceType.Additional);
}

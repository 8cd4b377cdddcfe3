using Esf.Domain.Law;

namespace Esf.Domain.Invoices;

/// <summary>What an invoice is to do to an issued one: replace it, or add to it.</summary>
/// <param name="Step">Correct or Add.</param>
/// <param name="Family">The family of the issued one, which is its target.</param>
public sealed record Amendment(LifeStep Step, InvoiceFamily Family)
{
    /// <summary>The type of the invoice.</summary>
    public InvoiceType Type => Step == LifeStep.Correct ? InvoiceType.Corrected : InvoiceType.Additional;
}

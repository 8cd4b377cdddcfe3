using Esf.Domain.Offsets;
using Esf.Domain.Payments;

namespace Esf.Domain.Ledger;

/// <summary>What a document says before it has its place in a ledger: an invoice or a revocation.</summary>
public abstract record LedgerContent
{
    /// <summary>Instant of issue, UTC, microseconds. Its civil date in Kazakhstan is the issue date and the date of the offset.</summary>
    public required DateTimeOffset IssueTime { get; init; }

    /// <summary>Day of issue, civil date of Kazakhstan.</summary>
    public DateOnly IssueDate => KazakhstanCalendar.DateOf(IssueTime);

    /// <summary>The taxpayer whose ledger it goes to.</summary>
    public abstract string Bin { get; }

    /// <summary>What the document does to the VAT offset.</summary>
    public abstract OffsetEffect Offset { get; }

    /// <summary>What the document does to payments.</summary>
    public abstract IReadOnlyList<PaymentMovement> Movements { get; }
}

/// <summary>A document of a ledger: an <see cref="Invoices.Invoice"/> or an <see cref="Invoices.Revocation"/>.</summary>
/// <param name="RegistrationNumber">34 characters: taxpayer, day of issue, place in the ledger.</param>
/// <param name="Position">Place in the taxpayer's ledger.</param>
public abstract record LedgerRecord(RegistrationNumber RegistrationNumber, LedgerPosition Position);

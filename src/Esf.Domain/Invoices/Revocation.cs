using Esf.Domain.Amounts;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Payments;

namespace Esf.Domain.Invoices;

/// <summary>What a revocation says: which invoice, why, when.</summary>
public sealed record RevocationContent : LedgerContent
{
    /// <summary>The taxpayer.</summary>
    public required string TaxpayerBin { get; init; }

    /// <summary>The invoice that is revoked.</summary>
    public required RelatedInvoice Revoked { get; init; }

    /// <summary>Why, 3 to 450 characters.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string Bin => TaxpayerBin;

    /// <summary>The invoice's whole offset ends on the day of the revocation, and leaves the quarter to which it was attributed.</summary>
    public override OffsetEffect Offset => new(IssueDate, Amount.Zero, TaxPeriod.Of(IssueDate), [Revoked.ToWithdrawn()]);

    /// <inheritdoc/>
    public override IReadOnlyList<PaymentMovement> Movements => PaymentMovement.Between(Revoked.Allocations, []);
}

/// <summary>A revocation of the register: a document of its own in the ledger.</summary>
/// <param name="Content">What it says.</param>
/// <param name="RegistrationNumber">34 characters: taxpayer, day, place in the ledger.</param>
/// <param name="Position">Place in the taxpayer's ledger.</param>
public sealed record Revocation(RevocationContent Content, RegistrationNumber RegistrationNumber, LedgerPosition Position)
    : LedgerRecord(RegistrationNumber, Position);

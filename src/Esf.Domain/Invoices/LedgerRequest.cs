using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Ledger;

namespace Esf.Domain.Invoices;

/// <summary>One document that a caller asks for.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Target">The invoice that it amends, of the same taxpayer; null for an ordinary invoice.</param>
/// <param name="Etag">The etag that the target must have; null: whichever it has.</param>
public abstract record LedgerRequest(string Bin, Guid RequestId, RegistrationNumber? Target, string? Etag)
{
    /// <summary>SHA-256 of what is asked for, 64 lower-case hex digits; the etag is no part of it, a retry may have a newer one.</summary>
    public abstract string Hash { get; }

    /// <summary>What is done to the target; null when there is none.</summary>
    public abstract LifeStep? Operation { get; }
}

/// <summary>An invoice to issue.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Draft">The invoice as typed.</param>
/// <param name="Type">What it is to be.</param>
/// <param name="Target">The invoice that a corrected or additional one amends.</param>
/// <param name="Etag">The etag that the target must have.</param>
public sealed record IssueRequest(
    string Bin, Guid RequestId, InvoiceDraft Draft, InvoiceType Type = InvoiceType.Ordinary, RegistrationNumber? Target = null, string? Etag = null)
    : LedgerRequest(Bin, RequestId, Target, Etag)
{
    /// <inheritdoc/>
    public override string Hash { get; } = RequestHash.Of(Draft, Type, Target);

    /// <inheritdoc/>
    public override LifeStep? Operation => Type switch
    {
        InvoiceType.Corrected => LifeStep.Correct,
        InvoiceType.Additional => LifeStep.Add,
        _ => null,
    };
}

/// <summary>An invoice to revoke.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Target">The invoice.</param>
/// <param name="Etag">The etag that it must have; null: whichever it has.</param>
/// <param name="Reason">Why, 3 to 450 characters.</param>
public sealed record RevokeRequest(string Bin, Guid RequestId, RegistrationNumber Target, string? Etag, string Reason)
    : LedgerRequest(Bin, RequestId, Target, Etag)
{
    /// <inheritdoc/>
    public override string Hash { get; } = RequestHash.OfRevocation(Target, Reason);

    /// <inheritdoc/>
    public override LifeStep? Operation => LifeStep.Revoke;
}

/// <summary>What became of one request: exactly one of the two is there.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Refusal">Why there is none.</param>
public sealed record IssueOutcome(Invoice? Invoice, EsfException? Refusal);

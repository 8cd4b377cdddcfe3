using Esf.Domain.Law;
using Esf.Domain.Ledger;

namespace Esf.Domain.Invoices;

/// <summary>One document that a caller asks for.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
public abstract record LedgerRequest(string Bin, Guid RequestId)
{
    /// <summary>SHA-256 of what is asked for, 64 lower-case hex digits; the etag is no part of it, a retry may have a newer one.</summary>
    public abstract string Hash { get; }
}

/// <summary>An ordinary invoice to issue.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Draft">The invoice as typed.</param>
public sealed record IssueRequest(string Bin, Guid RequestId, InvoiceDraft Draft) : LedgerRequest(Bin, RequestId)
{
    /// <inheritdoc/>
    public override string Hash { get; } = RequestHash.Of(Draft);
}

/// <summary>A document about an issued invoice of the same taxpayer.</summary>
/// <param name="Target">The issued invoice.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Step">What is done to it.</param>
/// <param name="Etag">The etag that it must have; null: whichever it has.</param>
public abstract record FollowingRequest(RegistrationNumber Target, Guid RequestId, LifeStep Step, string? Etag) : LedgerRequest(Target.Bin, RequestId);

/// <summary>A corrected or an additional invoice to issue.</summary>
/// <param name="Target">The issued invoice.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Step">Correct or Add.</param>
/// <param name="Etag">The etag that it must have; null: whichever it has.</param>
/// <param name="Draft">The invoice as typed.</param>
public sealed record AmendRequest(RegistrationNumber Target, Guid RequestId, LifeStep Step, string? Etag, InvoiceDraft Draft)
    : FollowingRequest(Target, RequestId, Step, Etag)
{
    /// <inheritdoc/>
    public override string Hash { get; } = RequestHash.OfAmendment(Draft, Step, Target);
}

/// <summary>An invoice to revoke.</summary>
/// <param name="Target">The issued invoice.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Etag">The etag that it must have; null: whichever it has.</param>
/// <param name="Reason">Why, 3 to 450 characters.</param>
public sealed record RevokeRequest(RegistrationNumber Target, Guid RequestId, string? Etag, string Reason)
    : FollowingRequest(Target, RequestId, LifeStep.Revoke, Etag)
{
    /// <inheritdoc/>
    public override string Hash { get; } = RequestHash.OfRevocation(Target, Reason);
}

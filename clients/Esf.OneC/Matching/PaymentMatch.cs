using Esf.OneC.Results;

namespace Esf.OneC.Matching;

/// <summary>What was found for an invoice: shares that cover it exactly, or why none and which payments came near.</summary>
internal abstract record PaymentMatch
{
    /// <summary>Shares whose sum is the amount that was wanted.</summary>
    public sealed record Found(IReadOnlyList<PaymentShare> Shares) : PaymentMatch;

    /// <summary>Nothing was chosen.</summary>
    public sealed record Waits(Finding Why, IReadOnlyList<OpenPayment> Candidates) : PaymentMatch;
}

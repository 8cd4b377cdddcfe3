using Esf.V1;

namespace Esf.OneC.Matching;

/// <summary>A payment with money left, as the service sees it today, and the purpose that its statement gave.</summary>
/// <param name="Name"><c>taxpayers/{bin}/vatPayments/{id}</c>.</param>
/// <param name="DocumentNumber">Number of the payment document.</param>
/// <param name="PaidOn">The day of the payment.</param>
/// <param name="Remaining">KZT that are left, positive.</param>
/// <param name="OpensOn">First day of its issue window.</param>
/// <param name="ClosesOn">Last day of its issue window.</param>
/// <param name="State">Where the service's today stands in that window.</param>
/// <param name="Purpose">Empty when the payment did not come from a statement of this folder.</param>
internal sealed record OpenPayment(
    string Name,
    string DocumentNumber,
    DateOnly PaidOn,
    decimal Remaining,
    DateOnly OpensOn,
    DateOnly ClosesOn,
    IssueDeadlineState State,
    string Purpose)
{
    public bool IsClosed => State == IssueDeadlineState.Closed;
}

/// <summary>What an invoice wants of the payments.</summary>
/// <param name="Number">Number of the invoice.</param>
/// <param name="Date">Its date in the books.</param>
/// <param name="Amount">VAT to be covered, KZT, positive.</param>
/// <param name="ContractNumber">Empty when it names no contract.</param>
internal sealed record PaymentWish(string Number, DateOnly? Date, decimal Amount, string ContractNumber);

/// <summary>A part of a payment for an invoice.</summary>
internal sealed record PaymentShare(OpenPayment Payment, decimal Amount);

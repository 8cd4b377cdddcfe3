using Esf.Domain.Amounts;

namespace Esf.Domain.Payments;

/// <summary>By how much a document changes what is taken of a payment: positive takes, negative frees, never nothing.</summary>
/// <param name="PaymentId">The payment, within the document's taxpayer.</param>
/// <param name="Amount">KZT, signed.</param>
public sealed record PaymentMovement(string PaymentId, Amount Amount)
{
    /// <summary>What changes when some allocations take the place of others.</summary>
    public static IReadOnlyList<PaymentMovement> Between(IEnumerable<PaymentAllocation> before, IEnumerable<PaymentAllocation> after) =>
    [
        .. after.Select(allocation => (allocation.PaymentId, allocation.Amount))
            .Concat(before.Select(allocation => (allocation.PaymentId, Amount: Amount.Zero - allocation.Amount)))
            .GroupBy(movement => movement.PaymentId, StringComparer.Ordinal)
            .Select(payment => new PaymentMovement(payment.Key, Amount.Sum(payment.Select(movement => movement.Amount))))
            .Where(movement => movement.Amount != Amount.Zero),
    ];
}

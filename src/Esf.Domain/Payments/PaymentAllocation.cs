using Esf.Domain.Amounts;

namespace Esf.Domain.Payments;

/// <summary>A part of a VAT payment that carries an invoice.</summary>
/// <param name="PaymentId">The payment, within the invoice's taxpayer.</param>
/// <param name="Amount">How much of it, KZT: positive where it is taken, negative where a decrease gives it back, never zero.</param>
public sealed record PaymentAllocation(string PaymentId, Amount Amount);

/// <summary>A part of a VAT payment as asked for by the caller.</summary>
/// <param name="PaymentId">The payment, within the invoice's taxpayer.</param>
/// <param name="Amount">How much of it; null, allowed for a single allocation only, means the whole VAT of the invoice.</param>
public sealed record PaymentAllocationDraft(string PaymentId, Amount? Amount);

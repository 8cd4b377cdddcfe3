using System.Globalization;
using Esf.OneC.Results;
using Esf.V1;

namespace Esf.OneC.Matching;

/// <summary>Finds the payment of an invoice: the mapping file, then the exact amount, then the contract in the purpose. It never guesses.</summary>
/// <remarks>
/// By itself it looks only at payments whose window has not closed: an old rest that happens to fit is no proof. A payment that another
/// waiting invoice has an equal claim to is given to neither.
/// </remarks>
internal sealed class PaymentFinder(IReadOnlyList<OpenPayment> payments, PaymentMapping mapping)
{
    /// <summary>The payment of one invoice.</summary>
    /// <param name="wish">What it wants.</param>
    /// <param name="rivals">What the other invoices want that have no payment yet.</param>
    public PaymentMatch Find(PaymentWish wish, IReadOnlyList<PaymentWish> rivals)
    {
        if ((mapping.Fault ?? mapping.FaultFor(wish)) is { } fault)
        {
            return new PaymentMatch.Waits(fault, []);
        }

        if (mapping.For(wish) is { Count: > 0 } rows)
        {
            return Mapped(wish, rows);
        }

        var own = rivals.Where(rival => !mapping.Mentions(rival)).ToArray();
        var free = payments
            .Where(payment => !payment.IsClosed && (payment.Remaining == wish.Amount || Names(payment, wish)))
            .Where(payment => !mapping.Names(payment) && !IsLost(wish, payment, own))
            .ToArray();
        var exact = free.Where(payment => payment.Remaining == wish.Amount).ToArray();
        if (exact.Length > 1 && exact.Where(payment => Names(payment, wish)).ToArray() is { Length: > 0 } named)
        {
            exact = named;
        }

        if (exact.Length > 0)
        {
            return Choose(wish, exact, own);
        }

        var withContract = free.Where(payment => Names(payment, wish)).ToArray();
        var enough = withContract.Where(payment => payment.Remaining > wish.Amount).ToArray();
        return enough.Length > 0 ? Choose(wish, enough, own) : Nothing(wish, withContract);
    }

    private static PaymentMatch Choose(PaymentWish wish, OpenPayment[] candidates, PaymentWish[] rivals)
    {
        if (candidates is not [var only])
        {
            var count = candidates.Length.ToString(CultureInfo.InvariantCulture);
            return Waits(Reasons.PaymentAmbiguous, candidates, ("vat", PlainValues.Money(wish.Amount)), ("count", count));
        }

        if (EqualClaims(wish, only, rivals) is { Length: > 0 } equals)
        {
            return Waits(Reasons.PaymentWantedBySeveral, candidates, ("numbers", string.Join(", ", equals.Select(rival => rival.Number))));
        }

        return only.State == IssueDeadlineState.NotOpen
            ? Waits(Reasons.PaymentWindowNotOpen, candidates, ("opens_on", PlainValues.Iso(only.OpensOn)))
            : new PaymentMatch.Found([new PaymentShare(only, wish.Amount)]);
    }

    private PaymentMatch.Waits Nothing(PaymentWish wish, OpenPayment[] withContract)
    {
        var vat = ("vat", PlainValues.Money(wish.Amount));
        var near = payments.Where(payment => !payment.IsClosed && !mapping.Names(payment) && IsRounding(payment.Remaining - wish.Amount)).ToArray();
        if (near.Where(payment => payment.Remaining > wish.Amount).ToArray() is { Length: > 0 } above)
        {
            return Waits(Reasons.PaymentRounded, above, vat);
        }

        if (near.Length > 0)
        {
            return Waits(Reasons.PaymentRoundedDown, near, vat);
        }

        if (withContract.Length > 0)
        {
            return Waits(Reasons.PaymentTooSmall, withContract, vat);
        }

        var closed = payments.Where(payment => payment.IsClosed && payment.Remaining == wish.Amount).ToArray();
        return closed.Length > 0 ? Waits(Reasons.PaymentWindowClosed, closed, vat) : Waits(Reasons.PaymentNotFound, [], vat);
    }

    private PaymentMatch Mapped(PaymentWish wish, IReadOnlyList<MappingRow> rows)
    {
        var shares = new List<PaymentShare>();
        foreach (var row in rows)
        {
            var found = payments.Where(row.Means).ToArray();
            if (found.Length == 0)
            {
                return Waits(Reasons.MappedPaymentNotFound, [], ("payment", row.PaymentText));
            }

            if (found.Length > 1)
            {
                return Waits(
                    Reasons.PaymentAmbiguous,
                    found,
                    ("vat", PlainValues.Money(wish.Amount)),
                    ("count", found.Length.ToString(CultureInfo.InvariantCulture)));
            }

            shares.Add(new PaymentShare(found[0], row.Amount ?? wish.Amount));
        }

        // Whether the shares make up the VAT is the service's question: it tells the amounts.
        return shares.Find(share => share.Payment.State == IssueDeadlineState.NotOpen) is { } early
            ? Waits(Reasons.PaymentWindowNotOpen, [early.Payment], ("opens_on", PlainValues.Iso(early.Payment.OpensOn)))
            : new PaymentMatch.Found(shares);
    }

    // Returns and payments are in whole tenge; whether the difference is that, only the accountant knows.
    private static bool IsRounding(decimal difference) => difference is > -1 and < 1 and not 0;

    // 2: amount and contract, 1: one of them, 0: no claim.
    private static int Claim(PaymentWish wish, OpenPayment payment)
    {
        var isExact = payment.Remaining == wish.Amount;
        var isNamed = payment.Remaining >= wish.Amount && Names(payment, wish);
        return (isExact ? 1 : 0) + (isNamed ? 1 : 0);
    }

    private static bool IsLost(PaymentWish wish, OpenPayment payment, PaymentWish[] rivals) =>
        rivals.Any(rival => Claim(rival, payment) > Claim(wish, payment));

    // Two invoices of one contract may share a payment that is large enough for both.
    private static PaymentWish[] EqualClaims(PaymentWish wish, OpenPayment payment, PaymentWish[] rivals)
    {
        var claim = Claim(wish, payment);
        var equals = rivals.Where(rival => Claim(rival, payment) == claim).ToArray();
        var all = equals.Append(wish).ToArray();
        var canShare = all.All(one => one.Amount < payment.Remaining && Names(payment, one)) && all.Sum(one => one.Amount) <= payment.Remaining;
        return canShare ? [] : equals;
    }

    private static bool Names(OpenPayment payment, PaymentWish wish) => ContractNumber.IsIn(payment.Purpose, wish.ContractNumber);

    private static PaymentMatch.Waits Waits(ReasonRow row, OpenPayment[] candidates, params (string Name, string Value)[] values) =>
        new(Finding.Of(row, "", values), candidates);
}

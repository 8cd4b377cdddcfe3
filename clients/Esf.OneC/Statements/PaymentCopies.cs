using System.Globalization;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>Finds in the payments of one file those that are copies of others, or may be.</summary>
/// <remarks>
/// Banks write one operation twice: as the order, with the day on which it was written, and as the extract, with the day on which it was
/// carried out. Nothing that may be a copy is recorded by itself. The service compares in the same way with what is recorded.
/// </remarks>
internal sealed class PaymentCopies
{
    /// <summary>Days between the dates that two copies may carry; the service asks within the same.</summary>
    private const int Days = 5;

    private readonly List<PickedPayment> _kept = [];
    private readonly List<LeftDocument> _copies = [];
    private readonly List<AskedPayment> _asked = [];

    private PaymentCopies()
    {
    }

    /// <summary>Divides the payments of a file.</summary>
    /// <returns>Those to record, in the order of the file; copies of them; and those that only the accountant can tell.</returns>
    public static (List<PickedPayment> Kept, List<LeftDocument> Copies, List<AskedPayment> Asked) Of(IEnumerable<PickedPayment> payments)
    {
        // The copy that knows the day on which the money went comes first, then the one that knows the account.
        var ordered = payments.OrderByDescending(payment => payment.IsCarriedOut).ThenByDescending(payment => payment.Account.Length > 0);
        var copies = new PaymentCopies();
        foreach (var payment in ordered)
        {
            copies.Place(payment);
        }

        return ([.. copies._kept.OrderBy(payment => payment.Line)], copies._copies, [.. copies._asked.OrderBy(asked => asked.Payment.Line)]);
    }

    private void Place(PickedPayment payment)
    {
        var alike = _kept.FindAll(kept => MayBeOne(kept, payment));
        if (alike.Count == 0)
        {
            _kept.Add(payment);
        }
        else if (alike is [var only] && IsOne(only, payment))
        {
            _copies.Add(payment.Left(Finding.Of(Reasons.DuplicateInFile, "НомерДокумента", ("line", Line(only)))));
        }
        else
        {
            _asked.Add(new AskedPayment(payment, Finding.Of(Reasons.MayBeCopyInFile, "НомерДокумента", [("line", Line(alike[0])), .. payment.Told])));
        }
    }

    // No field says that they are two: a field that one of them leaves out says nothing.
    private static bool MayBeOne(PickedPayment one, PickedPayment other) =>
        one.Amount == other.Amount
        && Comparable(one.Number) == Comparable(other.Number)
        && MayShareAccount(one, other)
        && Math.Abs(one.PaidOn.DayNumber - other.PaidOn.DayNumber) <= Days;

    // The same document; or the order of which the other is the extract: it has no day of its own on which it was carried out, and the
    // extract none or the same on which it was written.
    private static bool IsOne(PickedPayment kept, PickedPayment copy) => kept.Number == copy.Number
        && (kept.PaidOn == copy.PaidOn
            || (kept.IsCarriedOut
                && !copy.IsCarriedOut
                && (kept.WrittenOn is null || kept.WrittenOn == copy.PaidOn)
                && kept.Account.Length > 0
                && kept.Account == copy.Account
                && copy.PaidOn <= kept.PaidOn));

    /// <summary>Whether the accounts of two payments may be one.</summary>
    public static bool MayShareAccount(PickedPayment one, PickedPayment other) =>
        one.Account.Length == 0 || other.Account.Length == 0 || one.Account == other.Account;

    private static string Comparable(string number) => number.TrimStart('0').ToUpperInvariant();

    private static string Line(PickedPayment payment) => payment.Line.ToString(CultureInfo.InvariantCulture);
}

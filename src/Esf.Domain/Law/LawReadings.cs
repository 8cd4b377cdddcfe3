namespace Esf.Domain.Law;

/// <summary>How one point is read that the law leaves open.</summary>
/// <param name="Point">The open point.</param>
/// <param name="Since">First day on which it is read so.</param>
/// <param name="Reading">How it is read.</param>
/// <param name="Note">Why, and what speaks for another reading.</param>
/// <param name="Setting">The setting by which an operator chooses another reading; null where there is none.</param>
public sealed record LawReading(string Point, DateOnly Since, string Reading, string Note, string? Setting = null);

/// <summary>All points that the law leaves open, with the reading of this service.</summary>
public static class LawReadings
{
    /// <summary>The readings, in the order of the life of an invoice.</summary>
    public static IReadOnlyList<LawReading> All { get; } =
    [
        new(
            "the payment day itself",
            LawBook.CodeInForce,
            "The window is the five days after it; the payment day is refused with ISSUE_WINDOW_NOT_OPEN.",
            "The tax department writes \"after the date of payment\"; art. 493 p. 9 says \"after payment\", which also allows the day itself.",
            "Law:PaymentDayCounts"),
        new(
            "a last day that is no working day",
            LawBook.CodeInForce,
            "It does not move: the days are calendar days.",
            "Art. 64 p. 2 moves the end of a term of a tax obligation; art. 62 p. 2 does not list invoices among them. A note shows the working day that art. 64 p. 2 would give."),
        new(
            "an invoice after the last day",
            LawBook.CodeInForce,
            "It is refused with ISSUE_WINDOW_CLOSED.",
            "Late issue is an offence (Code of administrative offences, art. 280-1). It is no ground on which the offset is lost (art. 482).",
            "Law:LateIssue"),
        new(
            "several payments for one invoice",
            LawBook.CodeInForce,
            "The window is counted from the last of them.",
            "The VAT of the invoice is paid with the last payment. A note names an earlier payment whose own window has closed."),
        new(
            "one payment for several invoices",
            LawBook.CodeInForce,
            "Allowed, by naming the amount for each.",
            "The sum of what is allocated never exceeds the payment."),
        new(
            "offset against VAT paid",
            LawBook.CodeInForce,
            "The allocations equal the VAT of the invoice exactly.",
            "Art. 480 p. 7 allows no more offset than the VAT that was paid."),
        new(
            "VAT settled by an offset of the tax authority",
            LawBook.CodeInForce,
            "The day of the offset is the day of payment.",
            "Art. 493 p. 9 names the offsets of art. 122 (overpayment) and art. 123 (paid to a wrong code); art. 62 p. 9 gives the day."),
        new(
            "VAT paid before the turnover",
            LawBook.CodeInForce,
            "Allowed, with a note.",
            "The window is counted from the payment."),
        new(
            "rounding",
            LawBook.CodeInForce,
            "Half away from zero to 0.01 KZT, line by line; totals are sums of rounded lines.",
            "The form has two decimals and names no rule."),
        new(
            "settlement in foreign currency",
            LawBook.CodeInForce,
            "The invoice is in KZT; currency, amount and rate are kept beside it.",
            "Art. 461 p. 6: the official rate of the National Bank on the turnover date, by its number of units."),
        new(
            "tax period of a change of the offset",
            LawBook.CodeInForce,
            "Corrected: the VAT belongs to the quarter of its own day of issue; what it annuls leaves the quarter to which it belonged. "
                + "Revoked: it leaves that quarter. Additional: the quarter of its own day of issue. Restored additional: that of the annulled additional one.",
            "Art. 481 p. 3 and 5, art. 483 p. 1(3) and 2. Art. 481 p. 1 would keep a corrected invoice in the quarter of the annulled one, but excepts the cases of p. 2-5.",
            "Law:CorrectedPeriod"),
        new(
            "term of an additional invoice",
            LawBook.CodeInForce,
            "An increase is issued in the window of its own payment. More than 15 calendar days after the event it is issued with a note.",
            "Art. 493 p. 7 speaks of the supplier's additional invoice. The VAT of the difference must be paid first, and art. 493 p. 9 sets that term.",
            "Law:AdditionalTerm"),
        new(
            "additional invoices for purchases",
            LawBook.CodeInForce,
            "Allowed for a change of price or terms, a discount, a return or another change; never for an error.",
            "Art. 464 and art. 500 speak of sales and of the supplier; here they are applied by analogy."),
        new(
            "who confirms a corrected, an additional or a revoked invoice",
            LawBook.CodeInForce,
            "To issue it is to confirm it.",
            "Art. 499 p. 4, 500 p. 4 and 501 p. 2 ask for the recipient's confirmation; issuer and recipient are one."),
        new(
            "today",
            new(2024, 3, 1),
            "The civil date at UTC+5, for the whole country.",
            "Time-zone data older than 2024a still has Almaty at UTC+6, so the host's data is not asked."),
    ];
}

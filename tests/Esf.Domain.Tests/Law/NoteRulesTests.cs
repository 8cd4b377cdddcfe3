using Esf.Domain.Errors;
using Esf.Domain.Payments;

namespace Esf.Domain.Tests.Law;

/// <summary>What is told about an invoice that may be issued.</summary>
public sealed class NoteRulesTests
{
    private const string CountedFromLast = "invoice.payment_allocations: WINDOW_COUNTED_FROM_LAST_PAYMENT, art. 493 p. 9";
    private const string OverpaymentOffset = "invoice.payment_allocations: PAID_BY_OVERPAYMENT_OFFSET, art. 480 p. 7";
    private const string PaidBeforeTurnover = "invoice.payment_allocations: PAID_BEFORE_TURNOVER, art. 493 p. 9";

    [Fact]
    public void Nothing_is_noted_about_the_sample() => TheLaw.AcceptsNoting(LawCase.Sample);

    [Fact]
    public void The_window_of_several_payments_is_that_of_the_last_whatever_their_order()
    {
        Assert.Equal(new(2026, 5, 25), TheLaw.Accepts(PaidTwice("2026-05-20", "2026-05-25").On("2026-05-30")).VatPaidOn);
        Assert.Equal(new(2026, 5, 25), TheLaw.Accepts(PaidTwice("2026-05-25", "2026-05-20").On("2026-05-30")).VatPaidOn);
        TheLaw.Refuses(PaidTwice("2026-05-20", "2026-05-25").On("2026-05-25"), "invoice.payment_allocations: ISSUE_WINDOW_NOT_OPEN, art. 493 p. 9");
        TheLaw.Refuses(PaidTwice("2026-05-25", "2026-05-20").On("2026-05-31"), "invoice.payment_allocations: ISSUE_WINDOW_CLOSED, art. 493 p. 9");
    }

    [Fact]
    public void It_is_noted_when_the_window_of_the_first_payment_has_closed()
    {
        var notes = TheLaw.AcceptsNoting(PaidTwice("2026-05-23", "2026-05-25").On("2026-05-29"), CountedFromLast);

        Assert.Equal(
            "The window is counted from the last payment, 2026-05-25; counted from the first, 2026-05-23, it would have closed on 2026-05-28.",
            notes[0].Text(Language.En));
    }

    [Fact]
    public void Nothing_is_noted_while_the_window_of_the_first_payment_is_open() =>
        TheLaw.AcceptsNoting(PaidTwice("2026-05-23", "2026-05-25").On("2026-05-28"));

    [Theory]
    [InlineData(832_000.01, true)]
    [InlineData(832_000.99, true)]
    [InlineData(832_001, false)]
    [InlineData(832_000, false)]
    public void A_rest_under_one_tenge_is_noted_as_rounding(decimal paid, bool isNoted) => TheLaw.AcceptsNoting(
        LawCase.Sample.Paid("2026-05-25", paid),
        isNoted ? ["invoice.payment_allocations: PAYMENT_REST_IS_ROUNDING, art. 204"] : []);

    [Fact]
    public void An_overpayment_set_off_is_noted_with_its_date()
    {
        var payment = LawCase.Payment("2026-05-25", 832_000m, kind: VatPaymentKind.OverpaymentOffset);
        var notes = TheLaw.AcceptsNoting(LawCase.Sample.Paid(payment), OverpaymentOffset);

        Assert.Equal(
            $"The VAT {payment.Payment.Id} was settled by an offset of an overpayment; the date of that offset, 2026-05-25, is taken as the day of payment.",
            notes[0].Text(Language.En));
    }

    [Fact]
    public void The_date_of_an_overpayment_offset_opens_the_window_as_a_payment_does()
    {
        var subject = LawCase.Sample.Paid(LawCase.Payment("2026-05-25", 832_000m, kind: VatPaymentKind.OverpaymentOffset));

        TheLaw.Refuses(subject.On("2026-05-25"), "invoice.payment_allocations: ISSUE_WINDOW_NOT_OPEN, art. 493 p. 9");
        TheLaw.Refuses(subject.On("2026-05-31"), "invoice.payment_allocations: ISSUE_WINDOW_CLOSED, art. 493 p. 9");
    }

    [Fact]
    public void Each_overpayment_offset_of_several_payments_is_noted()
    {
        var offset = LawCase.Payment("2026-05-25", 400_000m, "2", VatPaymentKind.OverpaymentOffset);
        var notes = TheLaw.AcceptsNoting(LawCase.Sample.Paid((LawCase.Payment("2026-05-25", 432_000m, "1"), 432_000m), (offset, 400_000m)), OverpaymentOffset);

        Assert.Equal(offset.Payment.Id, notes[0].Arguments["payment"]);
    }

    [Fact]
    public void A_payment_before_the_turnover_is_noted()
    {
        var notes = TheLaw.AcceptsNoting(LawCase.Sample.TurnoverOn(new(2026, 5, 26)), PaidBeforeTurnover);

        Assert.Equal("The VAT was paid on 2026-05-25, before the turnover date 2026-05-26; the window runs from the payment.", notes[0].Text(Language.En));
    }

    [Fact]
    public void A_payment_on_the_turnover_date_is_not_noted() => TheLaw.AcceptsNoting(LawCase.Sample.TurnoverOn(new(2026, 5, 25)));

    [Fact]
    public void Notes_stand_in_catalogue_order()
    {
        var subject = LawCase.Sample
            .TurnoverOn(new(2026, 6, 29))
            .Paid(
                (LawCase.Payment("2026-06-23", 432_000m, "1", VatPaymentKind.OverpaymentOffset), 432_000m),
                (LawCase.Payment("2026-06-27", 400_000m, "2"), 400_000m))
            .On("2026-06-29");

        TheLaw.AcceptsNoting(
            subject,
            CountedFromLast,
            OverpaymentOffset,
            PaidBeforeTurnover,
            PaidBeforeTurnover,
            "invoice.payment_allocations: WINDOW_SPANS_PERIODS, art. 481 p. 3");
    }

    private static LawCase PaidTwice(string first, string second) =>
        LawCase.Sample.Paid((LawCase.Payment(first, 432_000m, "1"), 432_000m), (LawCase.Payment(second, 400_000m, "2"), 400_000m));
}

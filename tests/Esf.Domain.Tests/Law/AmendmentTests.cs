using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using static Esf.Domain.Tests.Law.LawCase;

namespace Esf.Domain.Tests.Law;

/// <summary>What the law makes of a corrected or an additional invoice.</summary>
public sealed class AmendmentTests
{
    private static readonly StoredVatPayment First = Payment("2026-05-24", 400_000m, "1", allocated: 400_000m);
    private static readonly StoredVatPayment Second = Payment("2026-05-25", 832_000m, "2", allocated: 432_000m);

    [Fact]
    public void The_vat_of_a_correction_was_paid_on_the_day_of_its_last_payment_also_when_that_was_kept()
    {
        var kept = Second with { Allocated = Money(832_000m) };
        var target = Issue(Sample.Paid((kept with { Allocated = Money(0m) }, 832_000m)));
        var earlier = Payment("2026-05-24", 168_000m, "3");

        var corrected = Amend(
            Sample.WithLines(Line(6_250_000m)).Paid((kept, 832_000m), (earlier, 168_000m)).On("2026-05-28"), InvoiceType.Corrected, target);

        Assert.Equal(Day("2026-05-25"), corrected.Content!.VatPaidOn);
    }

    [Fact]
    public void The_vat_of_a_correction_that_keeps_the_earlier_payment_only_was_paid_on_its_day()
    {
        var target = Issue(Sample.Paid((First with { Allocated = Money(0m) }, 400_000m), (Second with { Allocated = Money(0m) }, 432_000m)));
        Assert.Equal(Day("2026-05-25"), target.Content.VatPaidOn);

        var corrected = Amend(Sample.WithLines(Line(2_500_000m)).Paid((First, 400_000m)).On("2026-06-10"), InvoiceType.Corrected, target);

        Assert.Equal(Day("2026-05-24"), corrected.Content!.VatPaidOn);
    }

    [Theory]
    [InlineData(-1_000, null)]
    [InlineData(1_000, "CURRENCY_RATE_NOT_MATCH")]
    [InlineData(0, "AMOUNT_NOT_POSITIVE")]
    public void A_difference_downwards_carries_a_settlement_with_its_own_sign(int dollars, string? reason)
    {
        var payment = Payment("2026-05-25", 832_000m);
        var target = Issue(Sample.Paid((payment, 832_000m)));
        var difference = Sample.WithLines(Line(-520_000m)) with { Payments = [payment with { Allocated = Money(832_000m) }] };

        var judged = Amend(
            difference.Drafted(draft => draft with { Number = "58", ChangeReason = ChangeReason.Price, Settlement = new("USD", Money(dollars), Number(520m)), PaymentAllocations = [] }),
            InvoiceType.Additional,
            target);

        Assert.Equal(reason is null ? [] : [reason], judged.Violations.Select(violation => violation.Row.Reason));
        Assert.Equal(reason is null ? Money(-1_000m) : null, judged.Content?.Settlement?.Amount);
    }

    private static Invoice Issue(LawCase given)
    {
        var judged = given.Judge();
        Assert.Empty(judged.Violations);
        return (Invoice)LedgerEntry.Seal(judged.Content!, new(0, LedgerHash.None, DateTimeOffset.UnixEpoch)).Record;
    }

    private static Judgement Amend(LawCase given, InvoiceType type, Invoice target)
    {
        var family = new InvoiceFamily(1, target.Content.IssueDate, 1, target, [target]);
        return new InvoiceLaw(given.Book).Judge(
            given.Draft,
            new Amendment(type == InvoiceType.Corrected ? LifeStep.Correct : LifeStep.Add, family),
            given.Taxpayer,
            new IssueFacts(null, null, false, given.Payments.ToDictionary(payment => payment.Payment.Id), family),
            given.Now);
    }
}

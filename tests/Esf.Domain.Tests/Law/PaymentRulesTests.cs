using CsCheck;
using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Law;

/// <summary>Art. 480 p. 7: never more offset than VAT paid.</summary>
public sealed class PaymentRulesTests
{
    private const string NotFullyPaid = "invoice.payment_allocations: VAT_NOT_FULLY_PAID, art. 480 p. 7";

    [Fact]
    public void One_payment_without_an_amount_means_the_whole_VAT()
    {
        var allocation = Assert.Single(TheLaw.Accepts(LawCase.Sample.Paid("2026-05-25", 1_000_000m)).PaymentAllocations);

        Assert.Equal("832000.00", allocation.Amount.ToString());
    }

    [Fact]
    public void A_payment_may_be_used_to_its_last_tiyn() => TheLaw.AcceptsNoting(LawCase.Sample.Paid(LawCase.Payment("2026-05-25", 900_000m, allocated: 68_000m)));

    [Fact]
    public void Refuses_to_take_a_tiyn_more_than_is_left()
    {
        var payment = LawCase.Payment("2026-05-25", 900_000m, allocated: 68_000.01m);
        var told = TheLaw.Refuses(LawCase.Sample.Paid(payment), "invoice.payment_allocations[1].amount: VAT_PAYMENT_EXHAUSTED, art. 480 p. 7");

        Assert.Equal($"832000.00 KZT was asked of the payment {payment.Payment.Id}; 831999.99 KZT is left.", told[0].Text(Language.En));
    }

    [Fact]
    public void Several_payments_may_carry_one_invoice()
    {
        var content = TheLaw.Accepts(LawCase.Sample.Paid(
            (LawCase.Payment("2026-05-25", 500_000m, "1187"), 432_000m), (LawCase.Payment("2026-05-25", 400_000m, "1188"), 400_000m)));

        Assert.Equal(["432000.00", "400000.00"], content.PaymentAllocations.Select(allocation => allocation.Amount.ToString()));
    }

    [Fact]
    public void Each_payment_is_judged_by_what_is_left_of_it()
    {
        var told = TheLaw.Refuses(
            LawCase.Sample.Paid(
                (LawCase.Payment("2026-05-25", 900_000m, "1187"), 432_000m),
                (LawCase.Payment("2026-05-25", 399_999.99m, "1188"), 400_000m)),
            "invoice.payment_allocations[2].amount: VAT_PAYMENT_EXHAUSTED, art. 480 p. 7");

        Assert.Equal(("400000.00", "399999.99"), (told[0].Arguments["requested"], told[0].Arguments["remaining"]));
    }

    [Theory]
    [InlineData("831999.99")]
    [InlineData("832000.01")]
    [InlineData("0.01")]
    public void Allocations_that_do_not_equal_the_VAT_are_refused(string allocated)
    {
        var told = TheLaw.Refuses(
            LawCase.Sample.Paid((LawCase.Payment("2026-05-25", 900_000m), Amounts.Text.ToDecimal(allocated))), NotFullyPaid);

        Assert.Equal($"The allocations sum to {allocated} KZT; they must equal the VAT of the invoice, 832000.00 KZT.", told[0].Text(Language.En));
    }

    [Fact]
    public void An_invoice_without_allocations_is_not_paid()
    {
        var told = TheLaw.Refuses(LawCase.Sample.Drafted(draft => draft with { PaymentAllocations = [] }), NotFullyPaid);

        Assert.Equal("0.00", told[0].Arguments["allocated"]);
    }

    [Fact]
    public void A_payment_that_is_not_recorded_is_refused_and_nothing_is_said_of_its_window()
    {
        var told = TheLaw.Refuses(
            LawCase.Sample.On("2030-01-01").Drafted(draft => draft with { PaymentAllocations = [new("20260525-0123456789abcdef", null)] }),
            "invoice.payment_allocations[1].vat_payment: VAT_PAYMENT_NOT_FOUND, art. 480 p. 7");

        Assert.Equal("20260525-0123456789abcdef", told[0].Arguments["payment"]);
    }

    [Fact]
    public void While_one_of_several_payments_is_not_recorded_there_is_no_window()
    {
        var payment = LawCase.Payment("2026-05-25", 900_000m);
        TheLaw.Refuses(
            LawCase.Sample.On("2026-06-30").Paid((payment, 432_000m)).Drafted(draft => draft with
            {
                PaymentAllocations = [.. draft.PaymentAllocations, new("20260525-0123456789abcdef", LawCase.Money(400_000m))],
            }),
            "invoice.payment_allocations[2].vat_payment: VAT_PAYMENT_NOT_FOUND, art. 480 p. 7");
    }

    [Fact]
    public void Allocations_are_not_compared_while_a_line_has_no_rate() =>
        TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(100m, 0m)).Paid((LawCase.Payment("2026-05-25", 900_000m), 1m)),
            "invoice.lines[1].vat_rate: NDS_RATE_INCORRECT, art. 502 p. 4");

    [Fact]
    public void An_invoice_is_paid_exactly_when_its_allocations_sum_to_its_VAT_and_none_exceeds_its_payment() =>
        Gen.Select(Gen.Long[0, 3], Gen.Long[-2, 2], Gen.Long[-2, 2], Gen.Long[-2, 2]).Sample((used, first, second, slack) =>
        {
            // The VAT is 832 000.00; the parts and the payment differ from what fits by a few tiyn.
            var asked = 432_000m + (first / 100m);
            var other = 400_000m + (second / 100m);
            var taken = used / 100m;
            var subject = LawCase.Sample.Paid(
                (LawCase.Payment("2026-05-25", 432_000m + taken + (slack / 100m), "1", allocated: taken), asked),
                (LawCase.Payment("2026-05-25", 900_000m, "2"), other));
            var expected = new List<string>();
            if (first + second != 0)
            {
                expected.Add("VAT_NOT_FULLY_PAID");
            }

            if (first > slack)
            {
                expected.Add("VAT_PAYMENT_EXHAUSTED");
            }

            Assert.Equal(expected, TheLaw.ReasonsAgainst(subject));
        });
}

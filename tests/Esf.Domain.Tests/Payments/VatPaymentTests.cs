using CsCheck;
using Esf.Domain.Payments;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Payments;

public sealed class VatPaymentTests
{
    private static readonly VatPayment Sample = LawCase.Payment("2026-05-25", 832_000m).Payment;

    private static readonly Gen<VatPayment> Any =
        Gen.Select(Gen.Long[0, 99], Gen.String[Gen.Char["0123456789-"], 1, 6], Gen.Int[0, 20], Gen.OneOf("105104", "105101", "1"))
            .Select((bin, document, day, code) => new VatPayment(
                FormattableString.Invariant($"{bin:000000000000}"), document, new DateOnly(2026, 1, 1).AddDays(day), Sample.Amount, code, Sample.Kind));

    [Fact]
    public void The_id_is_a_function_of_the_natural_key_and_never_changes() => Assert.Equal("20260525-a6189bbb9eb23ff9", Sample.Id);

    [Fact]
    public void The_amount_and_the_kind_are_not_part_of_the_key()
    {
        Assert.Equal(Sample.Id, LawCase.Payment("2026-05-25", 1m).Payment.Id);
        Assert.Equal(Sample.Id, LawCase.Payment("2026-05-25", 832_000m, kind: VatPaymentKind.OverpaymentOffset).Payment.Id);
    }

    [Fact]
    public void A_known_account_is_part_of_the_key_and_an_unknown_one_is_not()
    {
        var known = Sample with { PayerAccount = "KZ000060000000000006" };
        Assert.Equal("20260525-a6189bbb9eb23ff9", (Sample with { PayerAccount = null }).Id);
        Assert.Equal(3, new[] { Sample.Id, known.Id, (Sample with { PayerAccount = "KZ000030000000000003" }).Id }.Distinct().Count());
        Assert.Equal(Sample.Id, (known with { StoredId = Sample.Id }).Id);
    }

    [Theory]
    [InlineData("1187", "1187")]
    [InlineData("0001187", "1187")]
    [InlineData("pp-7", "PP-7")]
    [InlineData("000", "0")]
    public void Copies_of_an_order_have_one_comparable_number(string document, string expected) =>
        Assert.Equal(expected, new VatPayment(Sample.TaxpayerBin, document, Sample.PaidOn, Sample.Amount, Sample.BudgetCode, Sample.Kind).ComparableNumber);

    [Fact]
    public void Two_payments_have_one_id_exactly_when_they_have_one_key() => Gen.Select(Any, Any).Sample((left, right) =>
        Assert.Equal(
            (left.TaxpayerBin, left.DocumentNumber, left.PaidOn, left.BudgetCode) == (right.TaxpayerBin, right.DocumentNumber, right.PaidOn, right.BudgetCode),
            left.Id == right.Id));

    [Fact]
    public void Each_part_of_the_key_is_in_the_id()
    {
        VatPayment[] payments =
        [
            Sample,
            new("941240001152", Sample.DocumentNumber, Sample.PaidOn, Sample.Amount, Sample.BudgetCode, Sample.Kind),
            new(Sample.TaxpayerBin, "1188", Sample.PaidOn, Sample.Amount, Sample.BudgetCode, Sample.Kind),
            new(Sample.TaxpayerBin, Sample.DocumentNumber, Sample.PaidOn.AddDays(1), Sample.Amount, Sample.BudgetCode, Sample.Kind),
            new(Sample.TaxpayerBin, Sample.DocumentNumber, Sample.PaidOn, Sample.Amount, "105101", Sample.Kind),
        ];

        // Without the day in front, too: the hash alone tells them apart.
        Assert.Equal(payments.Length, payments.Select(payment => payment.Id[9..]).Distinct().Count());
    }

    [Fact]
    public void Digits_that_move_from_one_part_to_the_next_make_another_id() => Assert.NotEqual(
        new VatPayment("94124000115", "11187", Sample.PaidOn, Sample.Amount, "105104", Sample.Kind).Id,
        new VatPayment("941240001151", "1187", Sample.PaidOn, Sample.Amount, "105104", Sample.Kind).Id);

    [Fact]
    public void An_id_is_the_day_and_sixteen_hex_digits() => Any.Sample(payment =>
        Assert.Matches($@"\A{payment.PaidOn:yyyyMMdd}-[0-9a-f]{{16}}\z", payment.Id));

    [Fact]
    public void What_is_left_is_what_invoices_have_not_taken() =>
        Assert.Equal("831999.99", LawCase.Payment("2026-05-25", 832_000m, allocated: 0.01m).Remaining.ToString());
}

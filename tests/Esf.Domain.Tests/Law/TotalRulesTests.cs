using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Tests.Law;

public sealed class TotalRulesTests
{
    private const string RateNotMatch = "invoice.settlement.exchange_rate: CURRENCY_RATE_NOT_MATCH, art. 461 p. 6";

    [Fact]
    public void Totals_that_are_left_out_are_the_sums_of_the_lines()
    {
        var totals = TheLaw.Accepts(LawCase.Sample.WithLines(LawCase.Line(100m), LawCase.Line(200.50m), LawCase.Line(0.07m))).Totals;

        Assert.Equal(new InvoiceTotals(LawCase.Money(300.57m), LawCase.Money(48.09m), LawCase.Money(348.66m)), totals);
    }

    [Fact]
    public void Totals_that_are_given_exactly_are_accepted() => TheLaw.AcceptsNoting(WithTotals(5_200_000m, 832_000m, 6_032_000m));

    [Fact]
    public void Each_total_that_is_given_otherwise_is_told()
    {
        var told = TheLaw.Refuses(
            WithTotals(5_200_000.01m, 832_000.01m, 6_031_999.99m),
            "invoice.totals.turnover_amount: INCORRECT_TOTAL_SUM, ESF form, section G",
            "invoice.totals.vat_amount: INCORRECT_TOTAL_SUM, ESF form, section G",
            "invoice.totals.total_amount: INCORRECT_TOTAL_SUM, ESF form, section G");

        Assert.Equal("The total is 5200000.01; the sum of the lines is 5200000.00.", told[0].Text(Language.En));
        Assert.Equal("The total is 832000.01; the sum of the lines is 832000.00.", told[1].Text(Language.En));
        Assert.Equal("The total is 6031999.99; the sum of the lines is 6032000.00.", told[2].Text(Language.En));
    }

    [Fact]
    public void Totals_are_not_compared_while_a_line_has_no_rate() =>
        TheLaw.Refuses(
            WithTotals(1m, 2m, 3m).Drafted(draft => draft with { Lines = [LawCase.Line(5_200_000m, 0m)] }),
            "invoice.lines[1].vat_rate: NDS_RATE_INCORRECT, art. 502 p. 4");

    [Fact]
    public void An_invoice_whose_VAT_rounds_to_nothing_is_refused() =>
        TheLaw.Refuses(LawCase.Sample.WithLines(LawCase.Line(0.03m)), "invoice.totals.vat_amount: AMOUNT_NOT_POSITIVE, ESF form, section G");

    [Fact]
    public void Lines_that_fit_by_themselves_may_be_too_much_together()
    {
        var told = TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(600_000_000_000_000m), LawCase.Line(600_000_000_000_000m)),
            "invoice.totals.total_amount: FIELD_INVALID, ESF form, section G");

        Assert.Equal("The value cannot be accepted. Expected: at most 999999999999999.99 KZT.", told[0].Text(Language.En));
    }

    [Theory]
    [InlineData(10_000, 520)]
    [InlineData(5_200_000, 1)]
    public void The_settlement_at_its_rate_is_the_turnover(int amount, int rate) => TheLaw.AcceptsNoting(Settled(amount, rate));

    [Fact]
    public void A_settlement_that_is_not_the_turnover_is_refused()
    {
        var told = TheLaw.Refuses(Settled(10_000m, 520.01m), RateNotMatch);

        Assert.Equal("10000.00 USD at 520.01 is 5200100.00 KZT, but the turnover of the invoice is 5200000.00 KZT.", told[0].Text(Language.En));
    }

    [Theory]
    [InlineData("500505.01", true)]
    [InlineData("500505.00", false)]
    public void The_settlement_is_rounded_half_away_from_zero(string turnover, bool isAccepted)
    {
        var subject = LawCase.Sample
            .WithLines(LawCase.Line(Amounts.Text.ToDecimal(turnover)))
            .Drafted(draft => draft with { Settlement = new("EUR", LawCase.Money(1000.01m), LawCase.Number(500.5m)) });

        Assert.Equal(isAccepted ? [] : ["CURRENCY_RATE_NOT_MATCH"], TheLaw.ReasonsAgainst(subject));
    }

    [Fact]
    public void The_largest_settlement_is_judged_without_a_fault() =>
        TheLaw.Refuses(Settled(999_999_999_999_999.99m, 999_999_999_999.999999m), RateNotMatch);

    private static LawCase Settled(decimal amount, decimal rate) =>
        LawCase.Sample.Drafted(draft => draft with { Settlement = new("USD", LawCase.Money(amount), LawCase.Number(rate)) });

    private static LawCase WithTotals(decimal turnover, decimal vat, decimal total) => LawCase.Sample.Drafted(draft => draft with
    {
        Totals = new(LawCase.Money(turnover), LawCase.Money(vat), LawCase.Money(total)),
    });
}

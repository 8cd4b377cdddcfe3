using System.Globalization;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

public sealed class LineRulesTests
{
    private const string RateIncorrect = "invoice.lines[1].vat_rate: NDS_RATE_INCORRECT, art. 502 p. 4";

    [Theory]
    [InlineData("2025-12-31", "12")]
    [InlineData("2026-01-01", "16")]
    [InlineData("2027-01-01", "16")]
    [InlineData("2026-06-01", "16.000")]
    public void Accepts_a_rate_that_is_in_force_on_the_turnover_date(string turnoverDate, string rate) =>
        TheLaw.AcceptsNoting(TurnoverOf(turnoverDate, rate));

    [Theory]
    [InlineData("2025-12-31", "16", "12")]
    [InlineData("2025-12-31", "5", "12")]
    [InlineData("2026-01-01", "12", "16")]
    [InlineData("2026-01-01", "10", "16")]
    [InlineData("2026-06-01", "5", "16")]
    [InlineData("2027-02-01", "10", "16")]
    [InlineData("2026-12-31", "10", "16")]
    [InlineData("2027-01-01", "5", "16")]
    [InlineData("2027-01-01", "12", "16")]
    [InlineData("2026-06-01", "0", "16")]
    [InlineData("2026-06-01", "-16", "16")]
    [InlineData("2026-06-01", "16.01", "16")]
    [InlineData("2026-06-01", "16.0001", "16")]
    [InlineData("2026-06-01", "160", "16")]
    public void Refuses_a_rate_that_is_not_in_force_on_the_turnover_date(string turnoverDate, string rate, string inForce)
    {
        var told = TheLaw.Refuses(TurnoverOf(turnoverDate, rate), RateIncorrect);

        Assert.Equal(
            $"VAT for a non-resident on the turnover date {turnoverDate} is computed at {inForce} % and at no other rate; given: {rate} %.", told[0].Text(Language.En));
    }

    [Theory]
    [InlineData("2025-12-31", "12", "624000.00")]
    [InlineData("2026-01-01", "16", "832000.00")]
    [InlineData("2027-01-01", "16", "832000.00")]
    public void A_line_without_a_rate_has_the_one_of_its_turnover_date(string turnoverDate, string rate, string vat)
    {
        var line = TheLaw.Accepts(TurnoverOf(turnoverDate, null)).Lines[0];

        Assert.Equal((rate, vat), (line.VatRate.ToString(), line.VatAmount.ToString()));
    }

    [Theory]
    [InlineData("2008-12-31", null)]
    [InlineData("2025-12-31", "12")]
    [InlineData("2026-01-01", "16")]
    [InlineData("2040-01-01", "16")]
    public void The_rate_goes_by_the_turnover_date(string turnoverDate, string? rate) =>
        Assert.Equal(rate, LawBook.Default.VatRates.On(LawCase.Day(turnoverDate))?.ToString());

    [Fact]
    public void The_smallest_turnover_of_a_line_is_a_tiyn() => TheLaw.AcceptsNoting(LawCase.Sample.WithLines(LawCase.Line(100m), LawCase.Line(0.01m)));

    [Fact]
    public void A_negative_turnover_is_refused_even_where_it_cancels_others() =>
        TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(100m), LawCase.Line(-100m)),
            "invoice.lines[2].turnover_amount: AMOUNT_NOT_POSITIVE, ESF form, boxes G6-G14",
            "invoice.totals.vat_amount: AMOUNT_NOT_POSITIVE, ESF form, section G");

    [Fact]
    public void A_turnover_of_zero_is_refused_and_told_with_its_line()
    {
        var told = TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(100m), LawCase.Line(0m)), "invoice.lines[2].turnover_amount: AMOUNT_NOT_POSITIVE, ESF form, boxes G6-G14");

        Assert.Equal("The amount is 0.00; it must be more than zero.", told[0].Text(Language.En));
    }

    [Fact]
    public void Amounts_that_are_left_out_are_computed()
    {
        var line = TheLaw.Accepts(LawCase.Sample.WithLines(LawCase.Line(12.5m, 100m, null))).Lines[0];

        Assert.Equal(
            new InvoiceLine(
                "Services", "796", LawCase.Number(12.5m), LawCase.Number(100m), LawCase.Money(1250m), LawBook.Default.VatRates.On(new(2026, 3, 31))!.Value,
                LawCase.Money(200m), LawCase.Money(1450m)),
            line);
    }

    [Theory]
    [InlineData("turnover_amount", "1250.01", "1250.00")]
    [InlineData("vat_amount", "199.99", "200.00")]
    [InlineData("total_amount", "1450.01", "1450.00")]
    public void An_amount_that_is_given_must_be_exact(string field, string given, string expected)
    {
        InvoiceLineDraft With(string value) => field switch
        {
            "turnover_amount" => LawCase.Line(12.5m, 100m, null) with { TurnoverAmount = LawCase.Money(Number(value)) },
            "vat_amount" => LawCase.Line(1250m) with { VatAmount = LawCase.Money(Number(value)) },
            _ => LawCase.Line(1250m) with { TotalAmount = LawCase.Money(Number(value)) },
        };

        TheLaw.AcceptsNoting(LawCase.Sample.WithLines(LawCase.Line(7m), LawCase.Line(8m), With(expected)));
        var told = TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(7m), LawCase.Line(8m), With(given)), $"invoice.lines[3].{field}: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14");

        Assert.Equal((given, expected), (told[0].Arguments["actual"], told[0].Arguments["expected"]));
    }

    [Fact]
    public void VAT_is_computed_from_the_turnover_as_typed_even_where_that_is_not_quantity_times_price() =>
        TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(2m, 100m, null) with { TurnoverAmount = LawCase.Money(300m), VatAmount = LawCase.Money(48m) }),
            "invoice.lines[1].turnover_amount: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14");

    [Fact]
    public void Quantity_times_price_is_rounded_half_away_from_zero()
    {
        var lines = TheLaw.Accepts(LawCase.Sample.WithLines(LawCase.Line(0.5m, 200.01m, null), LawCase.Line(0.5m, 200.03m, null))).Lines;

        Assert.Equal(["100.01", "100.02"], lines.Select(line => line.TurnoverAmount.ToString()));
    }

    [Theory]
    [InlineData("0.03", "0.00")]
    [InlineData("0.04", "0.01")]
    [InlineData("0.28", "0.04")]
    [InlineData("0.29", "0.05")]
    public void VAT_is_rounded_to_the_nearest_tiyn(string turnover, string vat)
    {
        // A tie needs a rate that 16 and 12 are not: RoundingTests has them.
        var lines = TheLaw.Accepts(LawCase.Sample.WithLines(LawCase.Line(1m), LawCase.Line(Number(turnover)))).Lines;

        Assert.Equal(vat, lines[1].VatAmount.ToString());
    }

    [Fact]
    public void Every_line_is_rounded_by_itself_and_the_totals_are_sums_of_the_rounded()
    {
        var line = LawCase.Line(0.04m);

        Assert.Equal("0.03", TheLaw.Accepts(LawCase.Sample.WithLines(line, line, line)).Totals.VatAmount.ToString());
    }

    [Fact]
    public void A_line_without_a_rate_at_all_is_told_once_and_its_neighbour_is_still_judged() =>
        TheLaw.Refuses(
            LawCase.Sample.WithLines(
                LawCase.Line(100m, 0m) with { VatAmount = LawCase.Money(0m), TotalAmount = LawCase.Money(100m) },
                LawCase.Line(100m) with { VatAmount = LawCase.Money(15m) }),
            RateIncorrect,
            "invoice.lines[2].vat_amount: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14");

    [Fact]
    public void The_largest_line_that_a_document_can_carry_is_accepted()
    {
        var content = TheLaw.Accepts(LawCase.Sample.WithLines(LawCase.Line(862_068_965_517_241.37m)));

        Assert.Equal("999999999999999.99", content.Totals.TotalAmount.ToString());
    }

    [Fact]
    public void A_line_that_a_document_cannot_carry_is_refused() =>
        TheLaw.Refuses(
            LawCase.Sample.WithLines(LawCase.Line(862_068_965_517_241.38m)),
            "invoice.lines[1].total_amount: FIELD_INVALID, ESF form, boxes G6-G14",
            "invoice.totals.total_amount: FIELD_INVALID, ESF form, section G");

    [Fact]
    public void The_largest_quantities_and_prices_are_judged_without_a_fault()
    {
        const decimal largest = 999_999_999_999.999999m;
        var lines = Enumerable.Repeat(LawCase.Line(largest, largest, 16m), Limits.InvoiceLines).ToArray();

        Assert.Equal(
            Limits.InvoiceLines + 1,
            LawCase.Sample.WithLines(lines).Judge().Violations.Count(told => told.Row == ErrorCatalogue.FieldInvalid));
    }

    private static LawCase TurnoverOf(string turnoverDate, string? rate)
    {
        var date = LawCase.Day(turnoverDate);
        return LawCase.Sample
            .WithLines(LawCase.Line(5_200_000m, rate is null ? null : Number(rate)))
            .Drafted(draft => draft with { TurnoverDate = date, Act = null })
            .Paid(date.AddDays(30))
            .On(date.AddDays(31));
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Law;

public sealed class DateRulesTests
{
    private const string NoRate = "invoice.lines[1].vat_rate: NDS_RATE_INCORRECT, art. 502 p. 4";
    private const string InFuture = "invoice.turnover_date: TURNOVER_DATE_IN_FUTURE, ESF form, box 3";
    private const string TooOld = "invoice.turnover_date: TURNOVER_DATE_TOO_OLD, ESF form, box 3";
    private const string NumberTaken = "invoice.number: NOT_UNIQUE_NUMBER_AND_DATE, ESF form, box 1.1";

    [Fact]
    public void Accepts_a_turnover_of_today() => TheLaw.Accepts(LawCase.Sample.TurnoverOn(new(2026, 5, 26)));

    [Fact]
    public void Refuses_a_turnover_of_tomorrow()
    {
        var told = TheLaw.Refuses(LawCase.Sample.TurnoverOn(new(2026, 5, 27)), InFuture);

        Assert.Equal("The turnover date 2026-05-27 is later than today, 2026-05-26.", told[0].Text(Language.En));
    }

    [Fact]
    public void Tomorrow_begins_at_midnight_in_Kazakhstan()
    {
        var tomorrow = LawCase.Sample.TurnoverOn(new(2026, 5, 27));

        TheLaw.Refuses(tomorrow.At("2026-05-26T18:59:59.999999Z"), InFuture);
        TheLaw.Accepts(tomorrow.At("2026-05-26T19:00:00Z"));
    }

    [Fact]
    public void Accepts_a_turnover_of_five_years_ago() => TheLaw.Accepts(LawCase.Sample.TurnoverOn(new(2021, 5, 26)));

    [Fact]
    public void Refuses_a_turnover_that_is_a_day_older_than_five_years()
    {
        var told = TheLaw.Refuses(LawCase.Sample.TurnoverOn(new(2021, 5, 25)), TooOld);

        Assert.Equal(
            "The turnover date 2021-05-25 is more than 5 years before today; the earliest allowed is 2021-05-26.", told[0].Text(Language.En));
    }

    [Fact]
    public void Five_years_before_a_leap_day_is_the_last_of_February()
    {
        var leapDay = LawCase.Sample.On("2028-02-29");

        TheLaw.Accepts(leapDay.TurnoverOn(new(2023, 2, 28)).Paid("2028-02-25"));
        TheLaw.Refuses(leapDay.TurnoverOn(new(2023, 2, 27)).Paid("2028-02-25"), TooOld);
    }

    [Fact]
    public void A_turnover_that_is_older_than_every_known_rate_has_no_lawful_rate()
    {
        var told = TheLaw.Refuses(LawCase.Sample.Registered("2008-01-01", null).TurnoverOn(new(2008, 12, 31)), TooOld, NoRate);

        Assert.Equal(
            "VAT for a non-resident on the turnover date 2008-12-31 is computed at — % and at no other rate; given: — %.", told[1].Text(Language.En));
    }

    [Fact]
    public void No_rate_can_be_typed_for_a_turnover_that_is_older_than_every_known_rate() => TheLaw.Refuses(
        LawCase.Sample.Registered("2008-01-01", null).WithLines(LawCase.Line(100m, 13m)).Drafted(draft => draft with { TurnoverDate = new(2008, 12, 31), Act = null }), TooOld, NoRate);

    [Fact]
    public void Refuses_a_number_that_the_taxpayer_has_used_today()
    {
        var told = TheLaw.Refuses(LawCase.Sample with { NumberTaken = true }, NumberTaken);

        Assert.Equal("The taxpayer has already issued an invoice with number 57 on 2026-05-26.", told[0].Text(Language.En));
    }

    [Fact]
    public void Accepts_an_invoice_without_a_number_and_leaves_it_to_the_register() =>
        Assert.Null(TheLaw.Accepts(LawCase.Sample.Drafted(draft => draft with { Number = null })).Number);
}

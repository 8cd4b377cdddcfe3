using System.Globalization;
using System.Text.Json;
using CsCheck;
using Esf.Domain.Errors;
using Esf.Domain.Law;

namespace Esf.Domain.Tests.Law;

/// <summary>Art. 493 p. 9: after the date of payment, and no later than five calendar days after it.</summary>
public sealed class IssueWindowTests
{
    private const string NotOpen = "invoice.payment_allocations: ISSUE_WINDOW_NOT_OPEN, art. 493 p. 9";
    private const string Closed = "invoice.payment_allocations: ISSUE_WINDOW_CLOSED, art. 493 p. 9";
    private const string Late = "invoice.payment_allocations: ISSUED_LATE, art. 493 p. 9";
    private const string SpansPeriods = "invoice.payment_allocations: WINDOW_SPANS_PERIODS, art. 481 p. 3";

    private const string DayOff = "invoice.payment_allocations: WINDOW_ENDS_ON_DAY_OFF, art. 64 p. 2";
    private const string PaymentDay = "invoice.payment_allocations: PAYMENT_DAY_COUNTED, art. 493 p. 9";

    private static readonly LawBook MarkingLate = LawBook.With(new() { LateIssue = LateIssue.AcceptAndMark });
    private static readonly LawBook CountingThePaymentDay = LawBook.With(new() { PaymentDayCounts = true });

    /// <summary>The checked examples of tests/Golden/vectors/issue_windows.json.</summary>
    public static TheoryData<string, string, string> Vectors
    {
        get
        {
            using var vectors = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("vectors", "issue_windows.json")));
            var rows = new TheoryData<string, string, string>();
            foreach (var vector in vectors.RootElement.EnumerateArray())
            {
                rows.Add(vector.GetProperty("paid_on").GetString()!, vector.GetProperty("opens_on").GetString()!, vector.GetProperty("closes_on").GetString()!);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Refuses_an_issue_on_the_payment_day(string paidOn, string opensOn, string closesOn)
    {
        var told = TheLaw.Refuses(PaidOn(paidOn).On(paidOn), NotOpen);

        Assert.Equal(
            $"The VAT was paid on {paidOn}: the invoice is issued after that day, from {opensOn} to {closesOn}. Today is {paidOn}. "
            + "Applied: art. 493 p. 9, in force from 2026-01-01, in the tax department's wording \"after the date of payment\"; art. 493 p. 9 itself reads "
            + "\"after payment\", which also allows the payment day.",
            told[0].Text(Language.En));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Accepts_an_issue_on_the_first_and_on_the_last_day(string paidOn, string opensOn, string closesOn)
    {
        Assert.Equal(LawCase.Day(opensOn), TheLaw.Accepts(PaidOn(paidOn).On(opensOn)).Offset.Date);
        Assert.Equal(LawCase.Day(closesOn), TheLaw.Accepts(PaidOn(paidOn).On(closesOn)).Offset.Date);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Refuses_an_issue_on_the_day_after_the_last(string paidOn, string opensOn, string closesOn)
    {
        var late = LawCase.Day(closesOn).AddDays(1);
        var workingDay = LawBook.Default.DaysOff.NextWorkingDay(LawCase.Day(closesOn)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var told = TheLaw.Refuses(PaidOn(paidOn).On(late), Closed);

        Assert.Equal(
            $"The VAT was paid on {paidOn}: the invoice had to be issued from {opensOn} to {closesOn}, calendar days (the working day on or after "
            + $"the last: {workingDay}). Today is {late:yyyy-MM-dd}. Applied: art. 493 p. 9, in force from 2026-01-01. Late issue is an offence (Code of "
            + "administrative offences, art. 280-1: a warning, then 86500.00 / 216250.00 / 432500.00 KZT for a small, medium or large business); "
            + "no article takes the offset away for it.",
            told[0].Text(Language.En));
    }

    [Fact]
    public void The_first_day_begins_at_midnight_in_Kazakhstan()
    {
        TheLaw.Refuses(LawCase.Sample.At("2026-05-25T18:59:59.999999Z"), NotOpen);
        Assert.Equal(new(2026, 5, 26), TheLaw.Accepts(LawCase.Sample.At("2026-05-25T19:00:00Z")).IssueDate);
    }

    [Fact]
    public void The_last_day_ends_at_midnight_in_Kazakhstan()
    {
        Assert.Equal(new(2026, 5, 30), TheLaw.Accepts(LawCase.Sample.At("2026-05-30T18:59:59.999999Z")).IssueDate);
        TheLaw.Refuses(LawCase.Sample.At("2026-05-30T19:00:00Z"), Closed);
    }

    [Fact]
    public void The_day_of_issue_decides_the_quarter_of_the_offset_at_the_end_of_a_year()
    {
        var paid = PaidOn("2026-12-28");

        Assert.Equal("2026-Q4", TheLaw.Accepts(paid.At("2026-12-31T18:59:59Z")).Offset.TaxPeriod.ToString());
        Assert.Equal("2027-Q1", TheLaw.Accepts(paid.At("2026-12-31T19:00:00Z")).Offset.TaxPeriod.ToString());
    }

    [Fact]
    public void A_window_that_spans_two_quarters_is_noted_until_the_last_of_them()
    {
        var notes = TheLaw.AcceptsNoting(PaidOn("2026-12-28").On("2026-12-31"), SpansPeriods);

        Assert.Equal(
            "Issued today the offset falls in 2026-Q4; issued on the last day, 2027-01-02, in 2027-Q1.", notes[0].Text(Language.En));
        TheLaw.AcceptsNoting(PaidOn("2026-12-28").On("2027-01-01"));
    }

    [Fact]
    public void A_window_within_one_quarter_is_not_noted() => TheLaw.AcceptsNoting(PaidOn("2026-12-26").On("2026-12-27"));

    [Fact]
    public void The_place_of_a_day_after_the_payment_decides_whatever_the_day() =>
        Gen.Select(Gen.Int[0, 3650], Gen.Int[-3, 12], Gen.Bool, Gen.Bool).Sample((day, after, marksLate, countsPaymentDay) =>
        {
            var paidOn = new DateOnly(2026, 1, 1).AddDays(day);
            var expected = after < (countsPaymentDay ? 0 : 1) ? ["ISSUE_WINDOW_NOT_OPEN"]
                : after > 5 && !marksLate ? ["ISSUE_WINDOW_CLOSED"]
                : Array.Empty<string>();
            var book = LawBook.With(new() { LateIssue = marksLate ? LateIssue.AcceptAndMark : LateIssue.Refuse, PaymentDayCounts = countsPaymentDay });

            Assert.Equal(expected, TheLaw.ReasonsAgainst(PaidOn(paidOn).By(book).On(paidOn.AddDays(after))));
        });

    [Fact]
    public void A_late_issue_is_marked_with_the_days_overdue_where_the_operator_accepts_it()
    {
        var notes = TheLaw.AcceptsNoting(LawCase.Sample.By(MarkingLate).On("2026-06-02"), Late, DayOff);

        Assert.Equal(
            "Issued after the window: it closed on 2026-05-30, days overdue: 3. Applied: art. 493 p. 9, in force from 2026-01-01, late issue marked. "
            + "Late issue is an offence (Code of administrative offences, art. 280-1: a warning, then 86500.00 / 216250.00 / 432500.00 KZT for a small, "
            + "medium or large business); no article takes the offset away for it.",
            notes[0].Text(Language.En));
    }

    [Theory]
    [InlineData("2026-05-26")]
    [InlineData("2026-05-30")]
    public void An_issue_in_time_is_not_marked(string day) => TheLaw.AcceptsNoting(LawCase.Sample.By(MarkingLate).On(day));

    [Fact]
    public void The_first_overdue_day_is_the_day_after_the_last() =>
        Assert.Equal("1", TheLaw.AcceptsNoting(LawCase.Sample.By(MarkingLate).On("2026-05-31"), Late, DayOff)[0].Arguments["days"]);

    [Fact]
    public void Accepting_late_issues_does_not_open_the_window_earlier() =>
        TheLaw.Refuses(LawCase.Sample.By(MarkingLate).On("2026-05-25"), NotOpen);

    [Fact]
    public void A_late_issue_beyond_the_quarter_is_marked_and_nothing_is_said_of_quarters() =>
        TheLaw.AcceptsNoting(PaidOn("2026-12-28").By(MarkingLate).On("2027-01-03"), Late, DayOff);

    [Fact]
    public void A_refused_issue_is_not_noted_as_issued_late() =>
        Assert.DoesNotContain(LawCase.Sample.On("2026-05-31").Judge().Notes, note => note.Row == ErrorCatalogue.IssuedLate);

    [Fact]
    public void The_payment_day_is_a_day_of_the_window_where_the_operator_counts_it()
    {
        var notes = TheLaw.AcceptsNoting(LawCase.Sample.By(CountingThePaymentDay).On("2026-05-25"), PaymentDay);
        Assert.Equal(
            "Issued on the payment day, 2026-05-25: art. 493 p. 9 reads \"after payment\". The tax department writes \"after the date of payment\", "
            + "which is read as from the next day. Applied: art. 493 p. 9, in force from 2026-01-01, payment day counted.",
            notes[0].Text(Language.En));
        TheLaw.AcceptsNoting(LawCase.Sample.By(CountingThePaymentDay).On("2026-05-30"));
        TheLaw.Refuses(LawCase.Sample.By(CountingThePaymentDay).On("2026-05-24"), NotOpen);
        TheLaw.Refuses(LawCase.Sample.By(CountingThePaymentDay).On("2026-05-31"), Closed);
    }

    [Fact]
    public void A_refusal_names_the_reading_that_it_applied() => Assert.Equal(
        "art. 493 p. 9, in force from 2026-01-01, payment day counted",
        TheLaw.Refuses(LawCase.Sample.By(CountingThePaymentDay).On("2026-05-31"), Closed)[0].Arguments["policy"]);

    [Fact]
    public void A_new_rule_applies_to_payments_from_its_day_and_to_no_earlier_one()
    {
        var changed = LawBook.Default with
        {
            IssueWindows = new(
            [
                new("five days", new(2026, 1, 1), 1, 5, LateIssue.Refuse),
                new("ten days", new(2026, 7, 1), 1, 10, LateIssue.Refuse),
            ]),
        };

        Assert.Equal("five days", TheLaw.Refuses(PaidOn("2026-06-30").By(changed).On("2026-07-06"), Closed)[0].Arguments["policy"]);
        TheLaw.AcceptsNoting(PaidOn("2026-07-01").By(changed).On("2026-07-11"));
        Assert.Equal("ten days", TheLaw.Refuses(PaidOn("2026-07-01").By(changed).On("2026-07-12"), Closed)[0].Arguments["policy"]);
    }

    private static LawCase PaidOn(string day) => PaidOn(LawCase.Day(day));

    // The turnover lies before the payment, and the rate is that of its date.
    private static LawCase PaidOn(DateOnly day) => LawCase.Sample.TurnoverOn(day.AddDays(-10)).Paid(day);
}

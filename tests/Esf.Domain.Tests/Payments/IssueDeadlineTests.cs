using CsCheck;
using Esf.Domain.Law;
using Esf.Domain.Payments;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Payments;

public sealed class IssueDeadlineTests
{
    [Theory]
    [InlineData("2026-05-24", IssueDeadlineState.NotOpen, 6)]
    [InlineData("2026-05-25", IssueDeadlineState.NotOpen, 5)]
    [InlineData("2026-05-26", IssueDeadlineState.Open, 4)]
    [InlineData("2026-05-29", IssueDeadlineState.Open, 1)]
    [InlineData("2026-05-30", IssueDeadlineState.LastDay, 0)]
    [InlineData("2026-05-31", IssueDeadlineState.Closed, -1)]
    [InlineData("2026-06-30", IssueDeadlineState.Closed, -31)]
    public void A_payment_of_25_May_stands_so(string today, IssueDeadlineState state, int daysLeft)
    {
        var deadline = Deadline("2026-05-25", today);

        Assert.Equal((state, daysLeft), (deadline.State, deadline.DaysLeft));
    }

    [Theory]
    [InlineData("2026-12-28", null)]
    [InlineData("2026-12-29", "2026-Q4")]
    [InlineData("2026-12-31", "2026-Q4")]
    [InlineData("2027-01-01", "2027-Q1")]
    [InlineData("2027-01-02", "2027-Q1")]
    [InlineData("2027-01-03", null)]
    public void The_quarter_is_shown_before_issuing(string today, string? ifIssuedToday)
    {
        var deadline = Deadline("2026-12-28", today);

        Assert.Equal(ifIssuedToday, deadline.PeriodIfIssuedToday?.ToString());
        Assert.Equal("2027-Q1", deadline.PeriodIfIssuedLastDay.ToString());
    }

    [Fact]
    public void A_window_of_one_day_is_on_its_last_day_when_it_opens() =>
        Assert.Equal(
            IssueDeadlineState.LastDay,
            new IssueDeadline(LawCase.Bin, "p", "1", new(2026, 5, 25), LawCase.Money(1m), new(new(2026, 5, 26), new(2026, 5, 26)), new(2026, 5, 26)).State);

    [Fact]
    public void The_law_accepts_an_issue_exactly_while_the_deadline_says_that_it_may_be_issued() =>
        Gen.Select(Gen.Int[0, 3650], Gen.Int[-2, 8]).Sample((day, after) =>
        {
            var paidOn = new DateOnly(2026, 1, 1).AddDays(day);
            var today = paidOn.AddDays(after);
            var deadline = new IssueDeadline(LawCase.Bin, "p", "1", paidOn, LawCase.Money(1m), LawBook.Default.IssueWindows.WindowFor(paidOn), today);
            string[] expected = deadline.State switch
            {
                IssueDeadlineState.NotOpen => ["ISSUE_WINDOW_NOT_OPEN"],
                IssueDeadlineState.Closed => ["ISSUE_WINDOW_CLOSED"],
                _ => [],
            };

            Assert.Equal(expected, TheLaw.ReasonsAgainst(LawCase.Sample.TurnoverOn(paidOn.AddDays(-10)).Paid(paidOn).On(today)));
        });

    private static IssueDeadline Deadline(string paidOn, string today) => new(
        LawCase.Bin, "p", "1", LawCase.Day(paidOn), LawCase.Money(1m), LawBook.Default.IssueWindows.WindowFor(LawCase.Day(paidOn)), LawCase.Day(today));
}

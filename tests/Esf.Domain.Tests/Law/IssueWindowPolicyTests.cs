using CsCheck;
using Esf.Domain.Law;
using Esf.Domain.Payments;

namespace Esf.Domain.Tests.Law;

public sealed class IssueWindowPolicyTests
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    [Fact]
    public void Refuses_a_policy_without_rules() => Assert.Throws<ArgumentException>(() => new IssueWindowPolicy([]));

    [Fact]
    public void Refuses_two_rules_of_one_day() =>
        Assert.Throws<ArgumentException>(() => new IssueWindowPolicy([Rule(Start, 1, 5), Rule(Start, 1, 6)]));

    [Fact]
    public void Refuses_a_window_that_opens_before_the_payment() =>
        Assert.Throws<ArgumentException>(() => new IssueWindowPolicy([Rule(Start, -1, 5)]));

    [Fact]
    public void Refuses_a_window_that_closes_before_it_opens() =>
        Assert.Throws<ArgumentException>(() => new IssueWindowPolicy([Rule(Start, 3, 2)]));

    [Fact]
    public void Accepts_a_window_of_a_single_day()
    {
        var policy = new IssueWindowPolicy([Rule(Start, 0, 0)]);

        Assert.Equal(new IssueWindow(Start, Start), policy.WindowFor(Start));
    }

    [Theory]
    [InlineData(5, 4, true)]
    [InlineData(5, 3, false)]
    [InlineData(5, 10, true)]
    public void Refuses_a_rule_under_which_a_later_payment_would_close_earlier(int earlierLastDay, int laterLastDay, bool isAccepted)
    {
        IssueWindowPolicy Policy() => new([Rule(Start, 1, earlierLastDay), Rule(new(2027, 1, 1), 1, laterLastDay)]);

        if (isAccepted)
        {
            var policy = Policy();
            Assert.True(policy.WindowFor(new(2026, 12, 31)).ClosesOn <= policy.WindowFor(new(2027, 1, 1)).ClosesOn);
        }
        else
        {
            Assert.Throws<ArgumentException>(Policy);
        }
    }

    [Fact]
    public void Rules_apply_by_their_day_in_whatever_order_they_are_given()
    {
        var policy = new IssueWindowPolicy([Rule(new(2027, 1, 1), 1, 10), Rule(Start, 1, 5)]);

        Assert.Equal(Start, policy.FirstPaymentDay);
        Assert.Equal(5, policy.RuleFor(new(2026, 12, 31)).LastDay);
        Assert.Equal(10, policy.RuleFor(new(2027, 1, 1)).LastDay);
        Assert.Equal(5, policy.RuleFor(new(2025, 12, 31)).LastDay);
    }

    [Fact]
    public void The_law_as_it_stands_begins_with_the_Tax_Code_of_2026() => Assert.Equal(Start, LawBook.Default.IssueWindows.FirstPaymentDay);

    [Theory]
    [InlineData("2026-06-10", "2026-06-05")]
    [InlineData("2026-01-06", "2026-01-01")]
    [InlineData("2026-01-03", "2026-01-01")]
    [InlineData("2026-01-01", "2026-01-01")]
    [InlineData("2028-03-01", "2028-02-25")]
    public void The_earliest_payment_still_open_is_five_days_old_or_the_first_that_the_law_knows(string today, string earliest) =>
        Assert.Equal(LawCase.Day(earliest), LawBook.Default.IssueWindows.EarliestPaymentStillOpen(LawCase.Day(today)));

    [Fact]
    public void Every_payment_before_the_earliest_still_open_is_closed_and_every_one_from_it_on_is_not() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[1, 60], Gen.Int[0, 100]).Sample((first, longer, change, day) =>
        {
            var policy = new IssueWindowPolicy([Rule(Start, 0, first), Rule(Start.AddDays(change), 0, Math.Max(0, first - 1) + longer)]);
            var today = Start.AddDays(day);
            var earliest = policy.EarliestPaymentStillOpen(today);

            for (var paidOn = Start; paidOn <= today; paidOn = paidOn.AddDays(1))
            {
                Assert.Equal(paidOn < earliest, policy.WindowFor(paidOn).ClosedOn(today));
            }
        });

    private static IssueWindowRule Rule(DateOnly from, int firstDay, int lastDay) => new("a rule", from, firstDay, lastDay, LateIssue.Refuse);
}

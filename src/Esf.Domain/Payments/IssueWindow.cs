using Esf.Domain.Amounts;
using Esf.Domain.Offsets;

namespace Esf.Domain.Payments;

/// <summary>The days on which an invoice may be issued against a payment, both inclusive (Tax Code, art. 493 p. 9).</summary>
public sealed record IssueWindow
{
    /// <summary>A window.</summary>
    /// <param name="opensOn">First day.</param>
    /// <param name="closesOn">Last day.</param>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public IssueWindow(DateOnly opensOn, DateOnly closesOn)
    {
        if (closesOn < opensOn)
        {
            throw new ArgumentException($"A window cannot close on {closesOn:yyyy-MM-dd} and open on {opensOn:yyyy-MM-dd}.", nameof(closesOn));
        }

        (OpensOn, ClosesOn) = (opensOn, closesOn);
    }

    /// <summary>First day.</summary>
    public DateOnly OpensOn { get; }

    /// <summary>Last day, not before <see cref="OpensOn"/>.</summary>
    public DateOnly ClosesOn { get; }

    /// <summary>Whether the window opens later than a day.</summary>
    public bool NotYetOpenOn(DateOnly day) => day < OpensOn;

    /// <summary>Whether the last day of the window lies before a day.</summary>
    public bool ClosedOn(DateOnly day) => day > ClosesOn;

    /// <summary>Whether an invoice may be issued on a day.</summary>
    public bool Contains(DateOnly day) => !NotYetOpenOn(day) && !ClosedOn(day);
}

/// <summary>Where a day stands in an issue window.</summary>
public enum IssueDeadlineState
{
    /// <summary>The window opens later.</summary>
    NotOpen = 1,

    /// <summary>The window is open, and tomorrow is in it too.</summary>
    Open = 2,

    /// <summary>It is the last day.</summary>
    LastDay = 3,

    /// <summary>The window has closed.</summary>
    Closed = 4,
}

/// <summary>A payment with money left for invoices, seen from a day.</summary>
/// <param name="TaxpayerBin">Who paid.</param>
/// <param name="PaymentId">The payment, within its taxpayer.</param>
/// <param name="DocumentNumber">Number of its document.</param>
/// <param name="PaidOn">The day on which it was made.</param>
/// <param name="Remaining">What is left of it, KZT, positive.</param>
/// <param name="Window">The days on which an invoice may be issued against it.</param>
/// <param name="Today">The day from which it is seen.</param>
public sealed record IssueDeadline(
    string TaxpayerBin, string PaymentId, string DocumentNumber, DateOnly PaidOn, Amount Remaining, IssueWindow Window, DateOnly Today)
{
    /// <summary>Where today stands.</summary>
    public IssueDeadlineState State =>
        Window.NotYetOpenOn(Today) ? IssueDeadlineState.NotOpen
        : Window.ClosedOn(Today) ? IssueDeadlineState.Closed
        : Today == Window.ClosesOn ? IssueDeadlineState.LastDay
        : IssueDeadlineState.Open;

    /// <summary>Days from today to the closing day: 0 on the last day, negative once closed.</summary>
    public int DaysLeft => Window.ClosesOn.DayNumber - Today.DayNumber;

    /// <summary>Period of the offset if the invoice is issued today; null while today is outside the window.</summary>
    public TaxPeriod? PeriodIfIssuedToday => Window.Contains(Today) ? TaxPeriod.Of(Today) : null;

    /// <summary>Period of the offset if the invoice is issued on the last day.</summary>
    public TaxPeriod PeriodIfIssuedLastDay => TaxPeriod.Of(Window.ClosesOn);
}

using Esf.Domain.Amounts;
using Esf.Domain.Offsets;

namespace Esf.Domain.Payments;

/// <summary>The days on which an invoice may be issued against a payment, both inclusive (Tax Code, art. 493 p. 9).</summary>
/// <param name="OpensOn">First day.</param>
/// <param name="ClosesOn">Last day, not before <paramref name="OpensOn"/>.</param>
public sealed record IssueWindow(DateOnly OpensOn, DateOnly ClosesOn)
{
    /// <summary>Whether the window has not opened yet on a day.</summary>
    public bool IsBefore(DateOnly day) => day < OpensOn;

    /// <summary>Whether the window has closed on a day.</summary>
    public bool IsAfter(DateOnly day) => day > ClosesOn;
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
        Window.IsBefore(Today) ? IssueDeadlineState.NotOpen
        : Window.IsAfter(Today) ? IssueDeadlineState.Closed
        : Today == Window.ClosesOn ? IssueDeadlineState.LastDay
        : IssueDeadlineState.Open;

    /// <summary>Days from today to the closing day: 0 on the last day, negative once closed.</summary>
    public int DaysLeft => Window.ClosesOn.DayNumber - Today.DayNumber;

    /// <summary>Period of the offset if the invoice is issued today; null while today is outside the window.</summary>
    public TaxPeriod? PeriodIfIssuedToday => Window.IsBefore(Today) || Window.IsAfter(Today) ? null : TaxPeriod.Of(Today);

    /// <summary>Period of the offset if the invoice is issued on the last day.</summary>
    public TaxPeriod PeriodIfIssuedLastDay => TaxPeriod.Of(Window.ClosesOn);
}

using System.Globalization;
using Esf.Client;
using Esf.V1;

namespace Esf.Accounting;

/// <summary>What is done each day: record payments, finish what was begun, issue what is due, read what happened. Doing it again changes nothing.</summary>
/// <remarks>The day is the server's: an accountant's clock decides nothing about an offset.</remarks>
internal sealed class WorkingDay(Book book, EsfClient client, string taxpayer, TextWriter output)
{
    private const int EventsInPage = 200;

    /// <summary>Does the day's work.</summary>
    /// <exception cref="EsfException">The service could not be reached. What is stored stays; the next run goes on from there.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RecordPaymentsAsync(cancellationToken).ConfigureAwait(false);

        // Prepared requests without an answer: an earlier run died, or lost its connection, behind the point where it had stored them.
        foreach (var request in book.Requests().Where(request => request.State == InvoiceRequest.Prepared))
        {
            output.WriteLine($"purchase {request.PurchaseId}: asking again for the request {request.RequestId}");
            await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var deadlines = await DeadlinesAsync(cancellationToken).ConfigureAwait(false);
        var payments = book.Payments().ToLookup(payment => payment.PurchaseId);
        var done = book.Requests().Where(request => request.State != InvoiceRequest.Refused).Select(request => request.PurchaseId).ToHashSet();
        foreach (var purchase in book.Purchases().Where(purchase => !done.Contains(purchase.Id)))
        {
            await ConsiderAsync(purchase, [.. payments[purchase.Id]], deadlines, cancellationToken).ConfigureAwait(false);
        }

        await ReadEventsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a refusal says, a line for each violation.</summary>
    public static string TextOf(EsfException refusal) => refusal.Violations.Count == 0
        ? $"{refusal.LocalizedMessage} ({refusal.Reason})"
        : string.Join('\n', refusal.Violations.Select(violation => $"{violation.Field}: {violation.LocalizedMessage} ({violation.Reason})"));

    private async Task RecordPaymentsAsync(CancellationToken cancellationToken)
    {
        foreach (var payment in book.Payments().Where(payment => payment.Name is null))
        {
            try
            {
                var recorded = await client.RecordVatPaymentAsync(
                    taxpayer,
                    new()
                    {
                        DocumentNumber = payment.DocumentNumber,
                        PaidOn = payment.PaidOn.ToProtoDate(),
                        Amount = payment.Amount.ToProtoDecimal(),
                        BudgetCode = "105104",
                    },
                    cancellationToken).ConfigureAwait(false);
                book.Recorded(payment, recorded.Name);
                output.WriteLine($"payment {payment.DocumentNumber} of {payment.PaidOn:yyyy-MM-dd} recorded");
            }
            catch (EsfException refusal) when (!refusal.MayBeRepeated)
            {
                // A payment that is dated ahead is refused until its day has come; each run asks again.
                book.NotRecorded(payment, TextOf(refusal));
            }
        }
    }

    private async Task<Dictionary<string, IssueDeadline>> DeadlinesAsync(CancellationToken cancellationToken)
    {
        var deadlines = new Dictionary<string, IssueDeadline>(StringComparer.Ordinal);
        var request = new ListIssueDeadlinesRequest { Parent = taxpayer, IncludeClosed = true };
        await foreach (var deadline in client.ListIssueDeadlinesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            deadlines[deadline.VatPayment] = deadline;
        }

        return deadlines;
    }

    private async Task ConsiderAsync(
        Purchase purchase, IReadOnlyList<Payment> payments, Dictionary<string, IssueDeadline> deadlines, CancellationToken cancellationToken)
    {
        if (payments.Count == 0 || payments.Any(payment => payment.Name is null))
        {
            return;
        }

        // The window is counted from the last payment.
        if (!deadlines.TryGetValue(payments[^1].Name!, out var deadline))
        {
            output.WriteLine($"purchase {purchase.Id}: nothing is left of its payment {payments[^1].DocumentNumber}");
            return;
        }

        var closesOn = deadline.IssueWindow.ClosesOn.ToDateOnly();
        var today = closesOn.AddDays(-deadline.DaysLeft);
        switch (deadline.State)
        {
            case IssueDeadlineState.NotOpen:
                output.WriteLine($"purchase {purchase.Id}: may be issued from {deadline.IssueWindow.OpensOn.ToDateOnly():yyyy-MM-dd}");
                return;
            case IssueDeadlineState.Closed:
                output.WriteLine($"purchase {purchase.Id}: its window closed on {closesOn:yyyy-MM-dd}; no invoice can be issued against this payment");
                return;
            case var _ when purchase.TurnoverDate > today:
                output.WriteLine($"purchase {purchase.Id}: waits for the act of {purchase.TurnoverDate:yyyy-MM-dd}; {deadline.DaysLeft} days left. {QuarterOf(deadline)}");
                return;
            default:
                // The first day on which everything is there: no later day of the window gives an earlier quarter.
                output.WriteLine($"purchase {purchase.Id}: issuing on {today:yyyy-MM-dd}, the last day is {closesOn:yyyy-MM-dd}. {QuarterOf(deadline)}");
                await SendAsync(book.Prepare(purchase.Id, RequestFor(purchase, payments)), cancellationToken).ConfigureAwait(false);
                return;
        }
    }

    private static string QuarterOf(IssueDeadline deadline) => deadline.TaxPeriodIfIssuedToday == deadline.TaxPeriodIfIssuedLastDay
        ? $"Offset in {deadline.TaxPeriodIfIssuedLastDay}."
        : $"Offset in {deadline.TaxPeriodIfIssuedToday} if issued today, in {deadline.TaxPeriodIfIssuedLastDay} on the last day!";

    /// <summary>Sends a stored request and stores its answer. Without an answer the request stays as it is, for the next run.</summary>
    private async Task SendAsync(InvoiceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.IssueInvoiceAsync(IssueInvoiceRequest.Parser.ParseJson(request.Request), cancellationToken).ConfigureAwait(false);
            book.Issued(request, answer.Invoice);
            output.WriteLine($"purchase {request.PurchaseId}: {answer.Invoice.RegistrationNumber}, offset {answer.Invoice.Offset.Amount.Value} KZT in {answer.Invoice.Offset.TaxPeriod}");
            foreach (var warning in answer.Warnings)
            {
                output.WriteLine($"  note: {warning.LocalizedMessage}");
            }
        }
        catch (EsfException refusal) when (!refusal.MayBeRepeated)
        {
            book.Refused(request, TextOf(refusal));
            output.WriteLine($"purchase {request.PurchaseId}: refused");
            output.WriteLine("  " + TextOf(refusal).Replace("\n", "\n  ", StringComparison.Ordinal));
        }
    }

    private IssueInvoiceRequest RequestFor(Purchase purchase, IReadOnlyList<Payment> payments) => new()
    {
        Parent = taxpayer,
        RequestId = Guid.CreateVersion7().ToString("D"),
        Invoice = new()
        {
            Number = purchase.Id.ToString(CultureInfo.InvariantCulture),
            TurnoverDate = purchase.TurnoverDate.ToProtoDate(),
            Supplier = new()
            {
                LegalName = purchase.SupplierName,
                Address = purchase.SupplierAddress,
                CountryCode = purchase.CountryCode,
                TaxIdentifier = purchase.TaxIdentifier,
            },
            Lines = { new InvoiceLine { Description = purchase.Description, TurnoverAmount = purchase.Turnover.ToProtoDecimal() } },

            // One payment carries the whole VAT, whatever that is; of several each says its part.
            PaymentAllocations =
            {
                payments.Select(payment => new PaymentAllocation { VatPayment = payment.Name, Amount = payments.Count == 1 ? null : payment.Amount.ToProtoDecimal() }),
            },
        },
    };

    private async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await client.ListInvoiceEventsAsync(
                new() { Parent = taxpayer, PageSize = EventsInPage, ResumeToken = book.Setting("resume_token") ?? string.Empty }, cancellationToken).ConfigureAwait(false);
            book.Store(page.Events, page.ResumeToken);
            foreach (var change in page.Events.Where(change => change.Type is InvoiceEventType.Revoked or InvoiceEventType.Corrected))
            {
                output.WriteLine($"register: {change.Type.ToString().ToUpperInvariant()} {change.Invoice}");
            }

            if (page.Events.Count < EventsInPage)
            {
                return;
            }
        }
    }
}

using Esf.Client;
using Esf.OneC.Matching;
using Esf.V1;

namespace Esf.OneC.Exchange;

/// <summary>The payments with money left, as the service had them when they were last read, less what was taken since.</summary>
internal sealed class PaymentBook(EsfClient client, string parent, Journal journal)
{
    // A window opens at most so many days after its payment; the list then holds every payment that is wanted.
    private const int DaysBeforeWindow = 10;

    private List<OpenPayment>? _payments;

    /// <summary>The payments; read from the service when they are not known or no longer true.</summary>
    public async Task<IReadOnlyList<OpenPayment>> OpenAsync(CancellationToken cancellationToken) =>
        _payments ??= await ReadAsync(cancellationToken);

    /// <summary>Makes the next question read them anew.</summary>
    public void Doubt() => _payments = null;

    /// <summary>Takes from them what an invoice took.</summary>
    public void Take(IEnumerable<PaymentAllocation> allocations)
    {
        foreach (var allocation in allocations)
        {
            var index = _payments?.FindIndex(payment => payment.Name == allocation.VatPayment) ?? -1;
            if (index >= 0)
            {
                var left = _payments![index].Remaining - (allocation.Amount?.ToDecimal() ?? 0);
                _payments[index] = _payments[index] with { Remaining = left };
            }
        }

        _payments?.RemoveAll(payment => payment.Remaining <= 0);
    }

    private async Task<List<OpenPayment>> ReadAsync(CancellationToken cancellationToken)
    {
        var deadlines = new Dictionary<string, IssueDeadline>(StringComparer.Ordinal);
        var request = new ListIssueDeadlinesRequest { Parent = parent, IncludeClosed = true, PageSize = Bounds.EventsInPage };
        await foreach (var deadline in client.ListIssueDeadlinesAsync(request, cancellationToken))
        {
            deadlines[deadline.VatPayment] = deadline;
        }

        var open = new List<OpenPayment>();
        if (deadlines.Count == 0)
        {
            return open;
        }

        var first = deadlines.Values.Min(deadline => deadline.IssueWindow.OpensOn.ToDateOnly()).AddDays(-DaysBeforeWindow);
        var all = new ListVatPaymentsRequest { Parent = parent, PaidOnFrom = first.ToProtoDate(), PageSize = Bounds.EventsInPage };
        await foreach (var payment in client.ListVatPaymentsAsync(all, cancellationToken))
        {
            if (deadlines.TryGetValue(payment.Name, out var deadline))
            {
                open.Add(new OpenPayment(
                    payment.Name,
                    payment.DocumentNumber,
                    payment.PaidOn.ToDateOnly(),
                    deadline.RemainingAmount.ToDecimal(),
                    deadline.IssueWindow.OpensOn.ToDateOnly(),
                    deadline.IssueWindow.ClosesOn.ToDateOnly(),
                    deadline.State,
                    journal.Purpose(payment.Name)));
            }
        }

        return open;
    }
}

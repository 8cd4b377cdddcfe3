using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Google.Protobuf.Collections;

namespace Esf.Server.Services;

/// <summary>Issues the invoices of one batch call: each has its own outcome, in the order of the requests.</summary>
internal sealed class InvoiceBatch(InvoiceRegistry registry, Language language)
{
    public async Task<IReadOnlyList<V1.IssueInvoiceOutcome>> IssueAsync(V1.BatchIssueInvoicesRequest batch, CancellationToken cancellationToken)
    {
        var outcomes = new V1.IssueInvoiceOutcome[batch.Requests.Count];
        var wellFormed = new List<(int Index, IssueRequest Request)>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            switch (InvoiceDraftMapping.ReadItem(batch.Requests[i], batch.Parent))
            {
                case Outcome<IssueRequest>.Done(var request):
                    wellFormed.Add((i, request));
                    break;
                case Outcome<IssueRequest>.Refused(var refusal):
                    outcomes[i] = Refused(batch.Requests[i].RequestId, refusal, language);
                    break;
            }
        }

        var issued = await registry.IssueAllAsync([.. wellFormed.Select(item => item.Request)], cancellationToken);
        foreach (var ((index, _), outcome) in wellFormed.Zip(issued))
        {
            var requestId = batch.Requests[index].RequestId;
            outcomes[index] = ToWire(requestId, outcome, language);
        }

        return Shorten(outcomes);
    }

    // A client must be able to receive the outcomes: those that are issued are known only from here.
    private static V1.IssueInvoiceOutcome[] Shorten(V1.IssueInvoiceOutcome[] outcomes)
    {
        var bytes = outcomes.Sum(outcome => outcome.CalculateSize());
        Shorten(outcome => KeepFirst(outcome.Refusal?.Violations));
        Shorten(outcome =>
        {
            outcome.Issued?.Invoice.Lines.Clear();
            outcome.Issued?.Invoice.PaymentAllocations.Clear();
        });
        return outcomes;

        void Shorten(Action<V1.IssueInvoiceOutcome> shorten)
        {
            for (var i = outcomes.Length - 1; i >= 0 && bytes > Limits.PageBytes; i--)
            {
                bytes -= outcomes[i].CalculateSize();
                shorten(outcomes[i]);
                bytes += outcomes[i].CalculateSize();
            }
        }

        static void KeepFirst(RepeatedField<V1.Violation>? violations)
        {
            while (violations?.Count > 1)
            {
                violations.RemoveAt(violations.Count - 1);
            }
        }
    }

    /// <summary>What became of a request.</summary>
    public static V1.IssueInvoiceOutcome ToWire(string requestId, Outcome<Invoice> outcome, Language language) => outcome switch
    {
        Outcome<Invoice>.Refused refused => Refused(requestId, refused.Refusal, language),
        _ => new() { RequestId = requestId, Issued = InvoiceService.ToWire(outcome.OrThrow(), language) },
    };

    /// <summary>The outcome of a request that was refused.</summary>
    public static V1.IssueInvoiceOutcome Refused(string requestId, Refusal refusal, Language language) =>
        new() { RequestId = requestId, Refusal = refusal.ToWire(language) };
}

using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Server.Errors;
using Esf.Server.Mapping;

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
            try
            {
                wellFormed.Add((i, Read(batch.Requests[i], batch.Parent)));
            }
            catch (EsfException refusal)
            {
                outcomes[i] = Refused(batch.Requests[i].RequestId, refusal, language);
            }
        }

        var issued = await registry.IssueAllAsync([.. wellFormed.Select(item => item.Request)], cancellationToken);
        foreach (var ((index, _), outcome) in wellFormed.Zip(issued))
        {
            var requestId = batch.Requests[index].RequestId;
            outcomes[index] = outcome.Invoice is { } invoice
                ? new() { RequestId = requestId, Issued = InvoiceService.ToWire(invoice, language) }
                : Refused(requestId, outcome.Refusal!, language);
        }

        return outcomes;
    }

    /// <summary>The outcome of a request that was refused.</summary>
    public static V1.IssueInvoiceOutcome Refused(string requestId, EsfException refusal, Language language) =>
        new() { RequestId = requestId, Refusal = refusal.ToWire(language) };

    private static IssueRequest Read(V1.IssueInvoiceRequest request, string parent)
    {
        var shape = Shape.OfInvoice();
        if (request.Parent.Length > 0 && request.Parent != parent)
        {
            shape.Invalid("parent", "same_as:parent");
        }

        // An item that only asked to be validated must not be issued because it stands in a batch.
        if (request.ValidateOnly)
        {
            shape.Invalid("validate_only", "not:true");
        }

        shape.ThrowIfAny();
        return InvoiceDraftMapping.Read(new V1.IssueInvoiceRequest(request) { Parent = parent });
    }
}

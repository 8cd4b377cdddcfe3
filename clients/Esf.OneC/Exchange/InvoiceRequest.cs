using Esf.Client;
using Esf.OneC.EsfXml;
using Esf.V1;
using Google.Protobuf;

namespace Esf.OneC.Exchange;

/// <summary>The request of the contract that a document makes: issue, correct or add.</summary>
/// <param name="Message">IssueInvoiceRequest, CorrectInvoiceRequest or IssueAdditionalInvoiceRequest.</param>
internal sealed record InvoiceRequest(IMessage Message)
{
    /// <summary>The request of a document.</summary>
    /// <param name="parent">The taxpayer.</param>
    /// <param name="document">The document.</param>
    /// <param name="target">The name of the invoice that it corrects or adds to; empty for an ordinary one.</param>
    /// <param name="allocations">What carries its VAT.</param>
    public static InvoiceRequest Of(string parent, EsfDocument document, string target, IEnumerable<PaymentAllocation> allocations)
    {
        var invoice = document.Invoice.Clone();
        invoice.PaymentAllocations.Add(allocations);
        return new InvoiceRequest(document.Operation switch
        {
            EsfOperation.Issue => new IssueInvoiceRequest { Parent = parent, Invoice = invoice, RequestId = document.RequestId },
            EsfOperation.Correct => new CorrectInvoiceRequest { Name = target, Invoice = invoice, RequestId = document.RequestId },

            // The format of IS ESF has no reason of the change; that there was one is what makes the document an additional one.
            _ => new IssueAdditionalInvoiceRequest
            {
                Name = target,
                Invoice = invoice,
                RequestId = document.RequestId,
                ChangeReason = ChangeReason.Other,
            },
        });
    }

    /// <summary>Sends it. Sending the same again answers the same invoice.</summary>
    public async Task<(Invoice Invoice, IReadOnlyList<Violation> Warnings)> SendAsync(EsfClient client, CancellationToken cancellationToken)
    {
        switch (Message)
        {
            case IssueInvoiceRequest issue:
                var issued = await client.IssueInvoiceAsync(issue, cancellationToken);
                return (issued.Invoice, issued.Warnings);
            case CorrectInvoiceRequest correct:
                var corrected = await client.CorrectInvoiceAsync(correct, cancellationToken);
                return (corrected.Invoice, corrected.Warnings);
            case IssueAdditionalInvoiceRequest add:
                var added = await client.IssueAdditionalInvoiceAsync(add, cancellationToken);
                return (added.Invoice, added.Warnings);
            default:
                throw new InvalidOperationException($"Unknown request {Message.Descriptor.Name}.");
        }
    }
}

using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Issues invoices as they arrive on one stream. At most <see cref="Limits.StreamInFlight"/> are under way; each is answered once.</summary>
internal sealed class InvoiceStream(InvoiceRegistry registry, Language language)
{
    public async Task RunAsync(
        IAsyncStreamReader<V1.StreamIssueInvoicesRequest> requests,
        IServerStreamWriter<V1.StreamIssueInvoicesResponse> responses,
        CancellationToken cancellationToken)
    {
        // One writer at a time is gRPC's rule; a place in flight is given back only when the answer is written, so a caller that does not
        // read its answers is not read from either.
        using var writing = new SemaphoreSlim(1);
        using var places = new SemaphoreSlim(Limits.StreamInFlight);
        var underWay = new HashSet<Task>();
        try
        {
            while (await requests.MoveNext(cancellationToken))
            {
                await places.WaitAsync(cancellationToken);
                foreach (var done in underWay.Where(task => task.IsCompleted).ToArray())
                {
                    underWay.Remove(done);
                    await done;
                }

                underWay.Add(AnswerAsync(requests.Current.Request ?? new()));
            }
        }
        finally
        {
            // What was read is finished, also when the stream breaks: it may be issued already, and a retry will find it.
            await Task.WhenAll(underWay);
        }

        async Task AnswerAsync(V1.IssueInvoiceRequest request)
        {
            try
            {
                var outcome = await IssueAsync(request, cancellationToken);
                await writing.WaitAsync(cancellationToken);
                try
                {
                    await responses.WriteAsync(new() { Outcome = outcome }, cancellationToken);
                }
                finally
                {
                    writing.Release();
                }
            }
            finally
            {
                places.Release();
            }
        }
    }

    private async Task<V1.IssueInvoiceOutcome> IssueAsync(V1.IssueInvoiceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var issue = InvoiceDraftMapping.Read(request);
            if (request.ValidateOnly)
            {
                var shape = Shape.OfInvoice();
                shape.Invalid("validate_only", "not:true");
                shape.ThrowIfAny();
            }

            return new() { RequestId = request.RequestId, Issued = InvoiceService.ToWire(await registry.IssueAsync(issue, cancellationToken), language) };
        }
        catch (Exception e) when (ErrorInterceptor.RefusalOf(e) is { } refusal)
        {
            // A busy or unreachable store refuses this item; the stream goes on, and the caller repeats the item with its request_id.
            return InvoiceBatch.Refused(request.RequestId, refusal, language);
        }
    }
}

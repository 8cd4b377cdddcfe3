using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Server.Errors;
using Esf.Server.Intake;
using Esf.Server.Mapping;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Issues invoices as they arrive on one stream. At most <see cref="Limits.StreamInFlight"/> are under way; each is answered once.</summary>
/// <remarks>What goes wrong with one invoice is its own outcome, whatever it is; the stream goes on.</remarks>
internal sealed class InvoiceStream(InvoiceRegistry registry, ServerCallContext call, IHostApplicationLifetime host, ILogger logger)
{
    private readonly Language _language = RequestLanguage.Of(call);
    private readonly CallMemory _memory = CallMemory.Of(call);

    public async Task RunAsync(
        IAsyncStreamReader<V1.StreamIssueInvoicesRequest> requests, IServerStreamWriter<V1.StreamIssueInvoicesResponse> responses)
    {
        var cancel = call.CancellationToken;

        // A stopping server reads no further: what was read is finished, and the caller goes on at another one with the rest.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, host.ApplicationStopping);

        // One writer at a time is gRPC's rule; a place in flight is given back only when the answer is written, so a caller that does not
        // read its answers is not read from either.
        using var writing = new SemaphoreSlim(1);
        using var places = new SemaphoreSlim(Limits.StreamInFlight);
        var underWay = new HashSet<Task>();
        try
        {
            while (await requests.MoveNext(end.Token))
            {
                var request = requests.Current.Request ?? new();
                await places.WaitAsync(cancel);
                var work = await _memory.WorkAsync((long)request.CalculateSize() * Limits.WorkPerJsonByte, cancel);
                foreach (var done in underWay.Where(task => task.IsCompleted).ToArray())
                {
                    underWay.Remove(done);
                    await done;
                }

                underWay.Add(AnswerAsync(request, work));
            }
        }
        finally
        {
            // What was read is finished, also when the stream breaks: it may be issued already, and a retry will find it.
            await Task.WhenAll(underWay);
        }

        async Task AnswerAsync(V1.IssueInvoiceRequest request, IDisposable work)
        {
            try
            {
                var outcome = await IssueAsync(request, cancel);
                await writing.WaitAsync(cancel);
                try
                {
                    await responses.WriteAsync(new() { Outcome = outcome }, cancel);
                }
                finally
                {
                    writing.Release();
                }
            }
            finally
            {
                work.Dispose();
                places.Release();
            }
        }
    }

    private async Task<V1.IssueInvoiceOutcome> IssueAsync(V1.IssueInvoiceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = InvoiceDraftMapping.ReadItem(request, request.Parent) switch
            {
                Outcome<IssueRequest>.Refused refused => refused.Refusal,
                var read => await registry.IssueAsync(read.OrThrow(), cancellationToken),
            };
            return InvoiceBatch.ToWire(request.RequestId, outcome, _language);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The caller repeats the item with its request_id, or tells the operator its trace id; it does not wait for another one.
            return InvoiceBatch.Refused(request.RequestId, ErrorInterceptor.RefusalOf(e, call, logger).Refusal, _language);
        }
    }
}

using System.Collections.Concurrent;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>A process that is killed in the middle of a load loses nothing that it acknowledged and issues nothing twice.</summary>
public abstract class KillTests(TestServer server)
{
    private const int PerRound = 240;
    private const int Callers = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_SIGKILL_everything_acknowledged_is_there_and_retries_end_in_one_invoice_each()
    {
        var storage = await server.PrepareStorageAsync(Cancel);
        var bin = Bins.Next();
        var known = new Dictionary<string, V1.Invoice>();
        var process = await ServerProcess.StartAsync(storage, Cancel);
        try
        {
            var payment = await PayAsync(process, bin);
            foreach (var killAfter in new[] { 1, 40, 120 })
            {
                var requests = Requests(bin, payment, PerRound);
                var acknowledged = await LoadAsync(process, requests, killAfter, () => process.KillAsync(Cancel));
                await process.DisposeAsync();
                process = await ServerProcess.StartAsync(storage, Cancel);
                await AssertThereAndRetryAsync(process, requests, acknowledged, known);
            }

            await AssertExactlyAsync(process, bin, payment, known);
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_SIGTERM_what_was_accepted_is_finished_and_answered()
    {
        var storage = await server.PrepareStorageAsync(Cancel);
        var bin = Bins.Next();
        await using var process = await ServerProcess.StartAsync(storage, Cancel);
        var requests = Requests(bin, await PayAsync(process, bin), 5_000);

        var acknowledged = await LoadAsync(process, requests, 100, () => process.TerminateAsync(Cancel));

        Assert.Equal(0, await process.WaitForExitAsync(Cancel));
        Assert.InRange(acknowledged.Count, 100, requests.Count - 1);

        // Nothing is in the ledger that its caller was not told of, and nothing was told that is not there.
        await using var after = await ServerProcess.StartAsync(storage, Cancel);
        using var channel = after.OpenChannel();
        var stored = await ListAsync(channel, bin);
        Assert.Equal(acknowledged.Values.OrderBy(invoice => invoice.Ledger.Sequence), stored);
        await server.AssertUnbrokenAsync(bin, acknowledged.Count, Cancel);
    }

    private static async Task<V1.VatPayment> PayAsync(ServerProcess process, string bin)
    {
        using var channel = process.OpenChannel();
        await new V1.TaxpayerService.TaxpayerServiceClient(channel).RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        return (await new V1.VatPaymentService.VatPaymentServiceClient(channel).RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(1_000_000m) }, cancellationToken: Cancel)).VatPayment;
    }

    private static List<V1.IssueInvoiceRequest> Requests(string bin, V1.VatPayment payment, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Given.Request(Given.Invoice(payment.Name, 100m), bin))];

    // Issues from many callers at once until the process ends; answers what was acknowledged, by request id.
    private static async Task<ConcurrentDictionary<string, V1.Invoice>> LoadAsync(
        ServerProcess process, List<V1.IssueInvoiceRequest> requests, int endAfter, Func<Task> end)
    {
        using var channel = process.OpenChannel();
        var client = new V1.InvoiceService.InvoiceServiceClient(channel);
        var acknowledged = new ConcurrentDictionary<string, V1.Invoice>();
        var enough = new TaskCompletionSource();
        var next = -1;
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            try
            {
                while (Interlocked.Increment(ref next) is var i && i < requests.Count)
                {
                    var answer = await client.IssueInvoiceAsync(requests[i], cancellationToken: Cancel);
                    acknowledged[requests[i].RequestId] = answer.Invoice;
                    if (acknowledged.Count >= endAfter)
                    {
                        enough.TrySetResult();
                    }
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                // The process is gone. Whether this one was issued nobody knows yet.
            }
        }).ToArray();

        await Task.WhenAny(enough.Task, Task.WhenAll(callers));
        await end();
        await Task.WhenAll(callers);
        return acknowledged;
    }

    private static async Task AssertThereAndRetryAsync(
        ServerProcess process,
        List<V1.IssueInvoiceRequest> requests,
        ConcurrentDictionary<string, V1.Invoice> acknowledged,
        Dictionary<string, V1.Invoice> known)
    {
        using var channel = process.OpenChannel();
        var client = new V1.InvoiceService.InvoiceServiceClient(channel);
        Assert.InRange(acknowledged.Count, 1, requests.Count - 1);
        foreach (var invoice in acknowledged.Values)
        {
            Assert.Equal(invoice, (await client.GetInvoiceAsync(new() { Name = invoice.Name }, cancellationToken: Cancel)).Invoice);
        }

        foreach (var request in requests)
        {
            var answer = await client.IssueInvoiceAsync(request, cancellationToken: Cancel);
            if (acknowledged.TryGetValue(request.RequestId, out var before))
            {
                Assert.Equal(before, answer.Invoice);
            }

            known.Add(request.RequestId, answer.Invoice);
        }
    }

    private static async Task<IReadOnlyList<V1.Invoice>> ListAsync(GrpcChannel channel, string bin)
    {
        var invoices = new List<V1.Invoice>();
        var token = string.Empty;
        do
        {
            var page = await new V1.InvoiceService.InvoiceServiceClient(channel).ListInvoicesAsync(
                new() { Parent = $"taxpayers/{bin}", PageSize = 1000, PageToken = token }, cancellationToken: Cancel);
            invoices.AddRange(page.Invoices);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return invoices;
    }

    // One invoice for each request id and no other; sequences, chain and balance agree with them.
    private async Task AssertExactlyAsync(ServerProcess process, string bin, V1.VatPayment payment, Dictionary<string, V1.Invoice> known)
    {
        using var channel = process.OpenChannel();
        Assert.Equal(known.Values.OrderBy(invoice => invoice.Ledger.Sequence), await ListAsync(channel, bin));
        Assert.Equal(Enumerable.Range(1, known.Count).Select(n => (long)n), known.Values.Select(invoice => invoice.Ledger.Sequence).Order());
        var stored = await new V1.VatPaymentService.VatPaymentServiceClient(channel).GetVatPaymentAsync(new() { Name = payment.Name }, cancellationToken: Cancel);
        Assert.Equal(known.Count * 16m, stored.VatPayment.AllocatedAmount.Number());
        await server.AssertUnbrokenAsync(bin, known.Count, Cancel);
    }
}

public sealed class SqliteKillTests(SqliteServer server) : KillTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresKillTests(PostgresServer server) : KillTests(server), IClassFixture<PostgresServer>;

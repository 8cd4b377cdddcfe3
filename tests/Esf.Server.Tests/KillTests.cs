using System.Collections.Concurrent;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>A process that is killed in the middle of a load loses nothing that it acknowledged and issues nothing twice.</summary>
public abstract class KillTests(TestServer server)
{
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
                var (sent, acknowledged) = await LoadAsync(process, bin, payment, killAfter, () => process.KillAsync(Cancel));
                await process.DisposeAsync();
                process = await ServerProcess.StartAsync(storage, Cancel);
                await AssertThereAndRetryAsync(process, sent, acknowledged, known);
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
        var payment = await PayAsync(process, bin);

        var (_, acknowledged) = await LoadAsync(process, bin, payment, 100, () => process.TerminateAsync(Cancel));

        Assert.Equal(0, await process.WaitForExitAsync(Cancel));

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
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(10_000_000m) }, cancellationToken: Cancel)).VatPayment;
    }

    // Issues from many callers at once until the process ends; answers what was sent, and what was acknowledged by request id.
    private static async Task<(IReadOnlyCollection<V1.IssueInvoiceRequest> Sent, IReadOnlyDictionary<string, V1.Invoice> Acknowledged)> LoadAsync(
        ServerProcess process, string bin, V1.VatPayment payment, int endAfter, Func<Task> end)
    {
        using var channel = process.OpenChannel();
        var client = new V1.InvoiceService.InvoiceServiceClient(channel);
        var sent = new ConcurrentQueue<V1.IssueInvoiceRequest>();
        var acknowledged = new ConcurrentDictionary<string, V1.Invoice>();
        var enough = new TaskCompletionSource();
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var request = Given.Request(Given.Invoice(payment.Name, 100m), bin);
                    sent.Enqueue(request);
                    acknowledged[request.RequestId] = (await client.IssueInvoiceAsync(request, cancellationToken: Cancel)).Invoice;
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
        Assert.True(enough.Task.IsCompletedSuccessfully, $"The server has ended by itself:\n{process.Output}");
        await end();
        await Task.WhenAll(callers);
        Assert.True(acknowledged.Count < sent.Count, "Every caller ends with a call that was not acknowledged.");
        return (sent, acknowledged);
    }

    private static async Task AssertThereAndRetryAsync(
        ServerProcess process,
        IReadOnlyCollection<V1.IssueInvoiceRequest> sent,
        IReadOnlyDictionary<string, V1.Invoice> acknowledged,
        Dictionary<string, V1.Invoice> known)
    {
        using var channel = process.OpenChannel();
        var client = new V1.InvoiceService.InvoiceServiceClient(channel);
        foreach (var invoice in acknowledged.Values)
        {
            Assert.Equal(invoice, (await client.GetInvoiceAsync(new() { Name = invoice.Name }, cancellationToken: Cancel)).Invoice);
        }

        foreach (var request in sent)
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

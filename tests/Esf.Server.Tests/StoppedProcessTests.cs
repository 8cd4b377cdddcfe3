using System.Diagnostics;
using Esf.Domain;
using Esf.Server.Tests.Support;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>A server process that stops under load (SIGSTOP, a paused machine, a debugger) does not stop issuing on the others.</summary>
public sealed class StoppedProcessTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Stops = 4;
    private const int Callers = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Others_go_on_issuing_when_a_server_is_stopped_under_load_and_it_goes_on_itself_when_it_is_continued()
    {
        var storage = await server.PrepareStorageAsync(Cancel);
        await using var stopped = await ServerProcess.StartAsync(storage, Cancel);
        await using var other = await ServerProcess.StartAsync(storage, Cancel);
        using var stoppedChannel = stopped.OpenChannel();
        using var otherChannel = other.OpenChannel();
        var load = await PayAsync(stoppedChannel);
        var probe = await PayAsync(otherChannel);
        await IssueAsync(otherChannel, probe);

        var isEnough = false;
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (!Volatile.Read(ref isEnough))
            {
                await IssueAsync(stoppedChannel, load);
            }
        }).ToArray();

        for (var stop = 0; stop < Stops; stop++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300 + (37 * stop)), Cancel);
            await stopped.StopAsync(Cancel);
            var started = Stopwatch.GetTimestamp();
            Assert.Null(await IssueAsync(otherChannel, probe));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limits.OpenTransactionWait + TimeSpan.FromSeconds(2));
            await stopped.ContinueAsync(Cancel);
        }

        Volatile.Write(ref isEnough, true);
        await Task.WhenAll(callers);
        Assert.Null(await IssueAsync(stoppedChannel, load));
    }

    private static async Task<(string Bin, string Payment)> PayAsync(GrpcChannel channel)
    {
        var bin = Bins.Next();
        await new V1.TaxpayerService.TaxpayerServiceClient(channel).RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        var payment = await new V1.VatPaymentService.VatPaymentServiceClient(channel).RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(10_000_000m) }, cancellationToken: Cancel);
        return (bin, payment.VatPayment.Name);
    }

    /// <summary>Issues one invoice; answers the code of a refusal.</summary>
    private static async Task<StatusCode?> IssueAsync(GrpcChannel channel, (string Bin, string Payment) of)
    {
        try
        {
            await new V1.InvoiceService.InvoiceServiceClient(channel).IssueInvoiceAsync(
                Given.Request(Given.Invoice(of.Payment, 100m), of.Bin), cancellationToken: Cancel);
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}

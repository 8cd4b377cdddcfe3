using System.Collections.Concurrent;
using System.Diagnostics;
using Esf.Domain;
using Esf.Server.Hosting;
using Esf.Storage.Tests;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Npgsql;

namespace Esf.Server.Tests.Support;

/// <summary>What a failover did to the callers of a server.</summary>
/// <param name="Acknowledged">Invoices that callers were told of as issued.</param>
/// <param name="Lost">Acknowledged ones that the new primary does not have as they were told.</param>
/// <param name="GivenTwice">Registration numbers that two requests were told of.</param>
/// <param name="Doubled">By how much invoices, recorded requests and requests that were sent differ in number; all were repeated until they were issued.</param>
/// <param name="AcknowledgedWhileStalled">Invoices that were acknowledged while the standby could not have them.</param>
/// <param name="FirstSuccess">From the end of the promotion to the first acknowledgement behind it.</param>
/// <param name="Refusals">How often each reason was answered.</param>
/// <param name="RefusalsAfterPromotion">How many answers were refusals after the first acknowledgement behind the promotion.</param>
internal sealed record FailoverOutcome(
    int Acknowledged,
    int Lost,
    int GivenTwice,
    int Doubled,
    int AcknowledgedWhileStalled,
    TimeSpan FirstSuccess,
    IReadOnlyDictionary<string, int> Refusals,
    int RefusalsAfterPromotion);

/// <summary>One server on a primary with a synchronous standby; the primary dies under load and the standby is promoted.</summary>
/// <remarks>Callers repeat what was refused with the same request id, as the contract asks them to, until it is issued.</remarks>
internal sealed class FailoverScenario : IAsyncDisposable
{
    private const int Callers = 8;
    private const int Before = 40;
    private const int After = 40;

    private static readonly DateOnly Yesterday = KazakhstanCalendar.Today(TimeProvider.System).AddDays(-1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _bin = Bins.Next();
    private readonly ConcurrentDictionary<string, V1.Invoice> _acknowledged = new();
    private readonly ConcurrentBag<string> _sent = [];
    private readonly ConcurrentBag<(long At, string? Refusal)> _answers = [];
    private readonly ReplicatedCluster _cluster;
    private readonly EsfServer _server;
    private readonly GrpcChannel _channel;
    private readonly DirectoryInfo _folder;
    private volatile bool _isEnough;

    private FailoverScenario(ReplicatedCluster cluster, EsfServer server, DirectoryInfo folder) =>
        (_cluster, _server, _folder, _channel) = (cluster, server, folder, GrpcChannel.ForAddress(server.Addresses[0]));

    /// <summary>The primary dies while the standby follows it.</summary>
    public static async Task<FailoverOutcome> CleanAsync(CancellationToken cancellationToken)
    {
        await using var scenario = await StartAsync(cancellationToken);
        var callers = await scenario.LoadAsync(cancellationToken);
        await scenario._cluster.KillPrimaryAsync(cancellationToken);
        return await scenario.PromoteAsync(callers, 0, cancellationToken);
    }

    /// <summary>
    /// The standby stalls, callers wait and repeat, every wait of the primary for the standby is cancelled (as the time-outs of drivers do),
    /// and then the primary dies; the standby comes back with what it had written.
    /// </summary>
    public static async Task<FailoverOutcome> StalledAsync(TimeSpan stall, CancellationToken cancellationToken)
    {
        await using var scenario = await StartAsync(cancellationToken);
        var callers = await scenario.LoadAsync(cancellationToken);
        await scenario._cluster.StallStandbyAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        var acknowledged = scenario._acknowledged.Count;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < stall;)
        {
            await Task.Delay(stall / 10, cancellationToken);
            await scenario._cluster.ExecuteAsync("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'", cancellationToken);
        }

        await scenario._cluster.KillPrimaryAsync(cancellationToken);
        await scenario._cluster.RestartStandbyAsync(cancellationToken);
        return await scenario.PromoteAsync(callers, scenario._acknowledged.Count - acknowledged, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _isEnough = true;
        _channel.Dispose();
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<FailoverScenario> StartAsync(CancellationToken cancellationToken)
    {
        var cluster = await ReplicatedCluster.StartAsync(cancellationToken);
        try
        {
            var folder = Directory.CreateTempSubdirectory("esf-failover-");
            var server = await EsfServer.StartAsync(
            [
                "--environment=Development", "--Endpoints:Grpc=http://127.0.0.1:0", "--Endpoints:Json=http://127.0.0.1:0",
                "--Storage:Provider=Postgres", "--Storage:Durability=Replicated", $"--Storage:ConnectionString={cluster.ConnectionString}",
                $"--Ledger:SigningKey={Path.Combine(folder.FullName, "key.pem")}",
                "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None", "--Logging:LogLevel:Grpc=None",
            ]);
            return new(cluster, server, folder);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the callers, and returns when they have issued some.</summary>
    private async Task<Task> LoadAsync(CancellationToken cancellationToken)
    {
        await new V1.TaxpayerService.TaxpayerServiceClient(_channel).RegisterTaxpayerAsync(
            new() { Taxpayer = Given.Taxpayer(_bin) }, cancellationToken: cancellationToken);
        var payment = (await new V1.VatPaymentService.VatPaymentServiceClient(_channel).RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{_bin}", VatPayment = Given.Payment(100_000_000m, Yesterday) }, cancellationToken: cancellationToken)).VatPayment.Name;

        var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(payment, cancellationToken)));
        await WaitForAsync(Before, callers, cancellationToken);
        return callers;
    }

    private async Task CallAsync(string payment, CancellationToken cancellationToken)
    {
        var invoices = new V1.InvoiceService.InvoiceServiceClient(_channel);
        while (!_isEnough)
        {
            var request = Given.Request(Given.Invoice(payment, 100m, Yesterday), _bin);
            _sent.Add(request.RequestId);
            while (true)
            {
                try
                {
                    _acknowledged[request.RequestId] = (await invoices.IssueInvoiceAsync(request, cancellationToken: cancellationToken)).Invoice;
                    _answers.Add((Stopwatch.GetTimestamp(), null));
                    break;
                }
                catch (RpcException e)
                {
                    _answers.Add((Stopwatch.GetTimestamp(), e.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? e.StatusCode.ToString()));
                    await Task.Delay(Pause, cancellationToken);
                }
            }
        }
    }

    private async Task<FailoverOutcome> PromoteAsync(Task callers, int whileStalled, CancellationToken cancellationToken)
    {
        await _cluster.PromoteStandbyAsync(cancellationToken);
        var promoted = Stopwatch.GetTimestamp();
        var acknowledged = _acknowledged.Count;
        await WaitForAsync(acknowledged + After, callers, cancellationToken);
        _isEnough = true;
        await callers;

        var firstSuccess = _answers.Where(answer => answer.Refusal is null && answer.At >= promoted).Min(answer => answer.At);
        var stored = await ListAsync(cancellationToken);
        var requests = await RequestsAsync(cancellationToken);
        return new(
            _acknowledged.Count,
            _acknowledged.Values.Count(invoice => !stored.TryGetValue(invoice.Name, out var found) || !found.Equals(invoice)),
            _acknowledged.Values.GroupBy(invoice => invoice.RegistrationNumber).Count(number => number.Count() > 1),
            Math.Abs(stored.Count - requests) + Math.Abs(_sent.Count - requests),
            whileStalled,
            Stopwatch.GetElapsedTime(promoted, firstSuccess),
            _answers.Where(answer => answer.Refusal is not null).CountBy(answer => answer.Refusal!).ToDictionary(),
            _answers.Count(answer => answer.Refusal is not null && answer.At > firstSuccess));
    }

    private async Task WaitForAsync(int acknowledged, Task callers, CancellationToken cancellationToken)
    {
        while (_acknowledged.Count < acknowledged && !callers.IsCompleted)
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<string, V1.Invoice>> ListAsync(CancellationToken cancellationToken)
    {
        var invoices = new Dictionary<string, V1.Invoice>();
        for (var (token, last) = (string.Empty, false); !last;)
        {
            var page = await new V1.InvoiceService.InvoiceServiceClient(_channel).ListInvoicesAsync(
                new() { Parent = $"taxpayers/{_bin}", PageSize = 500, PageToken = token }, cancellationToken: cancellationToken);
            page.Invoices.ToList().ForEach(invoice => invoices.Add(invoice.Name, invoice));
            (token, last) = (page.NextPageToken, page.NextPageToken.Length == 0);
        }

        return invoices;
    }

    private async Task<int> RequestsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_cluster.StandbyConnectionString + ";Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select count(*) from requests", connection);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

using System.Diagnostics;
using System.Globalization;
using Esf.Domain;
using Esf.Domain.Parties;
using Esf.Storage;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Benchmarks;

/// <summary>What idle watches cost those who issue: the time of an issue without them and beside them, and the backends of PostgreSQL.</summary>
/// <remarks>
/// On the PostgreSQL of <c>ESF_TEST_POSTGRES</c>. Server and watchers share this process, so its processors pay for both ends of each watch.
/// The watches are of 1,000 taxpayers that issue nothing, and each has seen the end of the feed; a hundred share a connection.
/// </remarks>
internal static class Watchers
{
    private const int Issues = 1_000;
    private const int IdleTaxpayers = 1_000;
    private const int WatchesOfConnection = 100;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(string connectionString, int count)
    {
        await using var server = await WatchLatency.StartAsync(connectionString);
        await using var second = await WatchLatency.StartAsync(connectionString);
        using var channel = GrpcChannel.ForAddress(server.Addresses[0]);
        var payment = await WatchLatency.PayAsync(channel);
        var bins = await RegisterAsync(connectionString);

        await IssueAsync(channel, payment, 200);
        var without = await IssueAsync(channel, payment, Issues);
        var backendsWithout = await BackendsAsync(connectionString);

        var opening = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        var channels = Enumerable.Range(0, (count + WatchesOfConnection - 1) / WatchesOfConnection)
            .Select(_ => GrpcChannel.ForAddress(server.Addresses[0], new() { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }))
            .ToList();
        var watches = Enumerable.Range(0, count)
            .Select(i => Watch.OpenAsync(channels[i / WatchesOfConnection], bins[i % bins.Count], stop.Token))
            .ToList();
        await Task.WhenAll(watches.Select(watch => watch.Started));
        var opened = opening.Elapsed;

        await Task.Delay(Settling);
        var beside = await IssueAsync(channel, payment, Issues);
        var backendsBeside = await BackendsAsync(connectionString);
        var broken = watches.Count(watch => watch.Ended.IsCompleted);
        await stop.CancelAsync();
        channels.ForEach(one => one.Dispose());

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} watches opened in {opened.TotalSeconds:N1} s, {broken} broken at the end; two servers on one database"));
        Console.WriteLine("| | issue p50 | p95 | p99 | backends |");
        Console.WriteLine("|---|---|---|---|---|");
        Print("without watches", without, backendsWithout);
        Print($"beside {count:N0} watches", beside, backendsBeside);
    }

    private static void Print(string name, List<TimeSpan> times, long backends)
    {
        times.Sort();
        string At(int percent) => times[Math.Min(times.Count - 1, times.Count * percent / 100)].TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
        Console.WriteLine($"| {name} | {At(50)} ms | {At(95)} ms | {At(99)} ms | {backends} |");
    }

    private static async Task<List<TimeSpan>> IssueAsync(GrpcChannel channel, string payment, int count)
    {
        var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
        var times = new List<TimeSpan>(count);
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await invoices.IssueInvoiceAsync(WatchLatency.Request(payment));
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times;
    }

    /// <summary>Taxpayers that issue nothing, registered past the server: it is not what is measured.</summary>
    private static async Task<List<string>> RegisterAsync(string connectionString)
    {
        await using var store = await Store.OpenAsync(
            new() { Provider = StoreProvider.Postgres, ConnectionString = connectionString }, NullLoggerFactory.Instance, CancellationToken.None);
        var bins = Tins().Take(IdleTaxpayers).ToList();
        foreach (var bin in bins)
        {
            await store.Taxpayers.RegisterAsync(
                new()
                {
                    Bin = bin,
                    LegalName = "ТОО \"Тихий Берег\"",
                    Address = "Алматы",
                    VatRegistration = new("60001", "1234567", new(2015, 3, 1), null),
                },
                KazakhstanCalendar.Now(TimeProvider.System),
                CancellationToken.None);
        }

        return bins;
    }

    private static IEnumerable<string> Tins() => Enumerable.Range(0, int.MaxValue)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"010140{number:D6}"))
        .Where(KazakhstanTin.IsWellFormed);

    private static async Task<long> BackendsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One watch, read until it is stopped.</summary>
    private sealed class Watch
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The first message has come: the watch is at the end of the feed.</summary>
        public Task Started => _started.Task;

        public Task Ended { get; private set; } = Task.CompletedTask;

        public static Watch OpenAsync(GrpcChannel channel, string bin, CancellationToken stop)
        {
            var watch = new Watch();
            watch.Ended = watch.ReadAsync(channel, bin, stop);
            return watch;
        }

        private async Task ReadAsync(GrpcChannel channel, string bin, CancellationToken stop)
        {
            try
            {
                using var call = new V1.InvoiceService.InvoiceServiceClient(channel).WatchInvoices(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: stop);
                while (await call.ResponseStream.MoveNext(stop))
                {
                    _started.TrySetResult();
                }
            }
            catch (RpcException) when (stop.IsCancellationRequested)
            {
                // The measurement is over.
            }
            catch (RpcException exception)
            {
                _started.TrySetException(exception);
                throw;
            }
        }
    }
}

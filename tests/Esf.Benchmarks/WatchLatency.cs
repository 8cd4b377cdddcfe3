using System.Globalization;
using Esf.Domain;
using Esf.Server.Hosting;
using Grpc.Net.Client;
using Npgsql;

namespace Esf.Benchmarks;

/// <summary>How long after the commit an event reaches a watcher, at the server that committed it and at another one, beside bare LISTEN/NOTIFY.</summary>
/// <remarks>
/// All three are measured in one run, in turns, on the PostgreSQL of <c>ESF_TEST_POSTGRES</c>. Each time begins before the commit is sent, so the
/// wait for the disk is part of all of them; that of an event begins at its commit_time. Compare the columns, not the milliseconds.
/// </remarks>
internal static class WatchLatency
{
    private const int Events = 2_000;
    private const string Bin = "941240001151";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(string connectionString)
    {
        await using var committing = await StartAsync(connectionString);
        await using var other = await StartAsync(connectionString);
        using var channel = GrpcChannel.ForAddress(committing.Addresses[0]);
        using var otherChannel = GrpcChannel.ForAddress(other.Addresses[0]);
        var payment = await PayAsync(channel);

        await using var bare = await BareNotification.OpenAsync(connectionString);
        await using var here = await Watcher.OpenAsync(channel);
        await using var there = await Watcher.OpenAsync(otherChannel);
        List<TimeSpan> bareTimes = [], hereTimes = [], thereTimes = [];
        var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
        for (var i = 0; i < Events; i++)
        {
            bareTimes.Add(await bare.MeasureAsync());
            await invoices.IssueInvoiceAsync(Request(payment));
            hereTimes.Add(await here.NextAsync());
            thereTimes.Add(await there.NextAsync());
            await Task.Delay(Pace);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Events} events, one every {Pace.TotalMilliseconds} ms and more"));
        Console.WriteLine("| | p50 | p95 | p99 | max |");
        Console.WriteLine("|---|---|---|---|---|");
        Print("bare LISTEN/NOTIFY", bareTimes);
        Print("watcher at the committing server", hereTimes);
        Print("watcher at another server", thereTimes);
    }

    private static void Print(string name, List<TimeSpan> times)
    {
        times.Sort();
        string At(int percent) => times[Math.Min(times.Count - 1, times.Count * percent / 100)].TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
        Console.WriteLine($"| {name} | {At(50)} ms | {At(95)} ms | {At(99)} ms | {At(100)} ms |");
    }

    internal static Task<EsfServer> StartAsync(string connectionString) => EsfServer.StartAsync(
    [
        "--environment=Development", "--Endpoints:Grpc=http://127.0.0.1:0", "--Endpoints:Json=http://127.0.0.1:0",
        "--Storage:Provider=Postgres", $"--Storage:ConnectionString={connectionString}", "--Logging:LogLevel:Default=Warning",
        "--Logging:LogLevel:Microsoft.AspNetCore=Warning",
    ]);

    internal static async Task<string> PayAsync(GrpcChannel channel)
    {
        await new V1.TaxpayerService.TaxpayerServiceClient(channel).RegisterTaxpayerAsync(new()
        {
            Taxpayer = new()
            {
                Bin = Bin,
                LegalName = "ТОО \"Алатау Консалтинг\"",
                Address = "Алматы",
                VatRegistration = new() { CertificateSeries = "60001", CertificateNumber = "1234567", RegisteredOn = Date(new(2015, 3, 1)) },
            },
        });
        var paid = await new V1.VatPaymentService.VatPaymentServiceClient(channel).RecordVatPaymentAsync(new()
        {
            Parent = $"taxpayers/{Bin}",
            VatPayment = new()
            {
                DocumentNumber = "1",
                PaidOn = Date(KazakhstanCalendar.Today(TimeProvider.System).AddDays(-1)),
                Amount = new() { Value = "1000000000.00" },
                BudgetCode = "105104",
                Kind = V1.VatPaymentKind.BankPayment,
            },
        });
        return paid.VatPayment.Name;
    }

    internal static V1.IssueInvoiceRequest Request(string payment) => new()
    {
        Parent = $"taxpayers/{Bin}",
        RequestId = Guid.NewGuid().ToString("D"),
        Invoice = new()
        {
            TurnoverDate = Date(KazakhstanCalendar.Today(TimeProvider.System).AddDays(-1)),
            Supplier = new() { LegalName = "Nordlicht Software GmbH", Address = "Berlin", CountryCode = "DE" },
            Lines = { new V1.InvoiceLine { Description = "Консультационные услуги", TurnoverAmount = new() { Value = "100.00" } } },
            PaymentAllocations = { new V1.PaymentAllocation { VatPayment = payment } },
        },
    };

    private static Google.Type.Date Date(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    /// <summary>A watcher that notes when each event has come.</summary>
    private sealed class Watcher(Grpc.Core.AsyncServerStreamingCall<V1.WatchInvoicesResponse> call) : IAsyncDisposable
    {
        private readonly Queue<TimeSpan> _times = [];

        public static async Task<Watcher> OpenAsync(GrpcChannel channel)
        {
            var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
            var end = await invoices.ListInvoiceEventsAsync(new() { Parent = $"taxpayers/{Bin}" });
            return new(invoices.WatchInvoices(new() { Parent = $"taxpayers/{Bin}", ResumeToken = end.ResumeToken }));
        }

        public async Task<TimeSpan> NextAsync()
        {
            while (_times.Count == 0)
            {
                await call.ResponseStream.MoveNext(CancellationToken.None);
                var now = TimeProvider.System.GetUtcNow();
                foreach (var item in call.ResponseStream.Current.Events)
                {
                    _times.Enqueue(now - item.CommitTime.ToDateTimeOffset());
                }
            }

            return _times.Dequeue();
        }

        public ValueTask DisposeAsync()
        {
            call.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A transaction that writes a row and notifies, and a connection that listens: nothing of ours between them.</summary>
    private sealed class BareNotification(NpgsqlConnection writer, NpgsqlConnection listener) : IAsyncDisposable
    {
        public static async Task<BareNotification> OpenAsync(string connectionString)
        {
            var writer = new NpgsqlConnection(connectionString);
            await writer.OpenAsync();
            await ExecuteAsync(writer, "create table if not exists bare_notification (id bigint generated always as identity, written text)");
            var listener = new NpgsqlConnection(connectionString);
            await listener.OpenAsync();
            await ExecuteAsync(listener, "listen bare_notification");
            return new(writer, listener);
        }

        public async Task<TimeSpan> MeasureAsync()
        {
            await using var transaction = await writer.BeginTransactionAsync();
            await ExecuteAsync(writer, "insert into bare_notification (written) values (repeat('x', 1500)); notify bare_notification");
            var start = TimeProvider.System.GetTimestamp();
            var commit = transaction.CommitAsync();
            await listener.WaitAsync();
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            await commit;
            return elapsed;
        }

        public async ValueTask DisposeAsync()
        {
            await ExecuteAsync(writer, "drop table bare_notification");
            await writer.DisposeAsync();
            await listener.DisposeAsync();
        }

        private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}

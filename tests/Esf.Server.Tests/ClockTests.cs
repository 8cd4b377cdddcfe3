using System.Net;
using Esf.Domain.Storage;
using Esf.Server.Hosting;
using Esf.Server.Tests.Support;
using Esf.Storage;
using Esf.Storage.Tests;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Esf.Server.Tests;

/// <summary>A clock that cannot be right is told before anything is written, by every call that writes and by the health.</summary>
public sealed class ClockTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-clock-");
    private readonly ShiftedClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3653, "CLOCK_AHEAD", "ahead")]
    [InlineData(-1, "CLOCK_BEHIND", "behind")]
    public async Task A_clock_that_differs_from_PostgreSQL_s_writes_nothing_and_is_told_everywhere(int days, string reason, string text)
    {
        var database = await (await PostgresCluster.OfAssemblyAsync()).CreateDatabaseAsync(Cancel);
        string[] storage = ["--Storage:Provider=Postgres", $"--Storage:ConnectionString={database}"];
        await using (var server = await StartAsync(storage))
        {
            await AssertTellsAsync(server, TimeSpan.FromDays(days), reason, $"is too far {text}");
        }

        _clock.Shift = TimeSpan.FromDays(days);
        var start = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync(storage));
        Assert.StartsWith($"{reason}: The server's clock says ", start.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leap_past_the_last_commit_on_SQLite_writes_nothing_and_says_what_the_operator_must_pass()
    {
        var storage = $"--Storage:ConnectionString=Data Source={Path.Combine(_folder.FullName, "esf.db")}";
        await using (var server = await StartAsync(storage))
        {
            await AssertTellsAsync(server, TimeSpan.FromDays(3653), "CLOCK_LEAP", "--Storage:AcceptClockLeap=");
        }

        _clock.Shift = TimeSpan.FromDays(40);
        var start = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync(storage));

        var told = System.Text.RegularExpressions.Regex.Match(start.Message, "--Storage:AcceptClockLeap=[^ ]+Z").Value;
        await using var accepted = await StartAsync(storage, told);
        using var json = new HttpClient { BaseAddress = new(accepted.Addresses[1]) };
        Assert.Equal("Healthy", await json.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancel));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Serves with the right clock, then with one that is shifted, then with the right one again.</summary>
    private async Task AssertTellsAsync(EsfServer server, TimeSpan shift, string reason, string text)
    {
        using var channel = GrpcChannel.ForAddress(server.Addresses[0]);
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var bin = Bins.Next();
        var yesterday = Domain.KazakhstanCalendar.Today(TimeProvider.System).AddDays(-1);
        await new V1.TaxpayerService.TaxpayerServiceClient(channel).RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: Cancel);
        var payment = (await new V1.VatPaymentService.VatPaymentServiceClient(channel).RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(1_000m, paidOn: yesterday) }, cancellationToken: Cancel)).VatPayment;
        var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
        await invoices.IssueInvoiceAsync(RequestOf(), cancellationToken: Cancel);

        _clock.Shift = shift;
        using var unready = await json.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel);
        var serving = await new Health.HealthClient(channel).CheckAsync(new() { Service = "storage" }, cancellationToken: Cancel);
        var registration = await RpcRefusal.OfAsync(
            new V1.TaxpayerService.TaxpayerServiceClient(channel).RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(Bins.Next()) }, cancellationToken: Cancel));
        _clock.Shift = TimeSpan.Zero;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        var body = await unready.Content.ReadAsStringAsync(Cancel);
        Assert.StartsWith($"Unhealthy\nstorage: {reason}: ", body, StringComparison.Ordinal);
        Assert.Contains(text, body, StringComparison.Ordinal);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, serving.Status);
        Assert.Equal((StatusCode.Unavailable, reason), (registration.Code, registration.Reason));
        Assert.Equal(HttpStatusCode.OK, (await json.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(2, (await invoices.IssueInvoiceAsync(RequestOf(), cancellationToken: Cancel)).Invoice.Ledger.Sequence);

        V1.IssueInvoiceRequest RequestOf()
        {
            var invoice = Given.Invoice(payment.Name, 100m);
            invoice.TurnoverDate = Given.Date(yesterday);
            return Given.Request(invoice, bin);
        }
    }

    private Task<EsfServer> StartAsync(params string[] settings) => EsfServer.StartAsync(
        [
            "--environment=Development",
            "--Endpoints:Grpc=http://127.0.0.1:0",
            "--Endpoints:Json=http://127.0.0.1:0",
            $"--Ledger:SigningKey={Path.Combine(_folder.FullName, "key.pem")}",
            "--Logging:LogLevel:Default=None",
            "--Logging:LogLevel:Microsoft.AspNetCore=None",
            .. settings,
        ],
        _clock,
        RegisterKind.Real);

    /// <summary>The machine's clock, put forward or back.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}

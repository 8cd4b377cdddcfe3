using System.Net;
using Esf.Server.Tests.Support;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using static Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Esf.Server.Tests;

/// <summary>What the server says of itself, while the database is there and while it is not.</summary>
public abstract class HealthTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task The_process_is_alive_and_the_storage_is_ready()
    {
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync("/livez"), await StatusAsync("/readyz")));
        Assert.Equal((Serving, Serving), (await CheckAsync(string.Empty), await CheckAsync("storage")));
        var unknown = await Assert.ThrowsAsync<RpcException>(() => CheckAsync("nothing"));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task While_the_database_is_away_the_process_lives_and_calls_are_told_to_come_again()
    {
        var (bin, payment) = await PaidAsync(2 * 832_000m);
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name), bin));

        await Server.TakeStorageAwayAsync();
        try
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (await StatusAsync("/livez"), await StatusAsync("/readyz")));
            Assert.Equal((Serving, NotServing), (await CheckAsync(string.Empty), await CheckAsync("storage")));
            await AssertUnavailableAsync(bin, request);
        }
        finally
        {
            Server.BringStorageBack();
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/readyz"));
        Assert.Equal(Serving, await CheckAsync("storage"));
        Assert.Equal($"ESF-{bin}-20260526-00000002", (await IssueAsync(request)).RegistrationNumber);
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task A_stream_goes_on_when_the_database_comes_back()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        using var call = Server.Invoices.StreamIssueInvoices(cancellationToken: Cancel);

        await Server.TakeStorageAwayAsync();
        await call.RequestStream.WriteAsync(new() { Request = request }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        var refusal = call.ResponseStream.Current.Outcome.Refusal;
        Server.BringStorageBack();
        await call.RequestStream.WriteAsync(new() { Request = request }, Cancel);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        Assert.Equal(("STORE_UNAVAILABLE", (int)StatusCode.Unavailable), (refusal.Reason, refusal.Code));
        Assert.Equal(1, call.ResponseStream.Current.Outcome.Issued.Invoice.Ledger.Sequence);
    }

    [Fact]
    public async Task An_unexpected_fault_tells_a_trace_id_and_nothing_of_the_inside()
    {
        var bin = await RegisterAsync();
        await Server.ExecuteAsync("alter table taxpayers rename to hidden", Cancel);
        try
        {
            var refusal = await RpcRefusal.OfAsync(Server.Taxpayers.GetTaxpayerAsync(new() { Name = $"taxpayers/{bin}" }, cancellationToken: Cancel));
            var answer = await Json.ReadAsync($"/v1/taxpayers/{bin}", "ru");

            Assert.Equal((StatusCode.Internal, "UNEXPECTED"), (refusal.Code, refusal.Reason));
            Assert.Equal(["trace_id"], refusal.Info.Metadata.Keys);
            Assert.Equal((HttpStatusCode.InternalServerError, "UNEXPECTED"), (answer.Status, answer.Reason));
            Assert.StartsWith("Непредвиденная ошибка", (string?)answer.Body["localizedMessage"], StringComparison.Ordinal);
            Assert.DoesNotContain("taxpayers", refusal.Status.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("taxpayers", answer.Body.ToJsonString(), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/readyz"));
        }
        finally
        {
            await Server.ExecuteAsync("alter table hidden rename to taxpayers", Cancel);
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_and_a_retry_finds_the_outcome()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);

        // The deadline is over before the call begins, so nothing depends on how fast the server is.
        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
            await Server.Invoices.IssueInvoiceAsync(request, deadline: DateTime.UnixEpoch, cancellationToken: Cancel));

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        Assert.Equal(1, (await IssueAsync(request)).Ledger.Sequence);
    }

    [Fact]
    public async Task Reflection_lists_the_services_beside_health()
    {
        using var call = new ServerReflection.ServerReflectionClient(Server.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { ListServices = "*" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToArray();
        Assert.Equal(
            ["esf.v1.InvoiceService", "esf.v1.OffsetService", "esf.v1.TaxpayerService", "esf.v1.VatPaymentService", "grpc.health.v1.Health"],
            services.Where(service => !service.StartsWith("grpc.reflection.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        await call.RequestStream.WriteAsync(new() { FileContainingSymbol = "esf.v1.InvoiceService" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);

        // What stands in the details of an error: without these a tool shows them as bytes.
        foreach (var type in new[] { "ErrorInfo", "LocalizedMessage", "BadRequest", "ResourceInfo", "RetryInfo", "Status" })
        {
            await call.RequestStream.WriteAsync(new() { FileContainingSymbol = $"google.rpc.{type}" }, Cancel);
            Assert.True(await call.ResponseStream.MoveNext(Cancel));
            Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse?.FileDescriptorProto ?? []);
        }

        await call.RequestStream.CompleteAsync();
    }

    private async Task AssertUnavailableAsync(string bin, V1.IssueInvoiceRequest request)
    {
        var refusals = new[]
        {
            await RefuseAsync(request),
            await RpcRefusal.OfAsync(Server.Taxpayers.GetTaxpayerAsync(new() { Name = $"taxpayers/{bin}" }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(Bins.Next()) }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.Invoices.ListInvoicesAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel)),
        };
        Assert.All(refusals, refusal =>
        {
            Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (refusal.Code, refusal.Reason));
            Assert.True(refusal.Detail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        });

        var answer = await Json.ReadAsync($"/v1/taxpayers/{bin}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "STORE_UNAVAILABLE"), (answer.Status, answer.Reason));
        Assert.True(answer.Message.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await Json.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> CheckAsync(string service) =>
        (await new Health.HealthClient(Server.Channel).CheckAsync(new() { Service = service }, cancellationToken: Cancel)).Status;
}

public sealed class SqliteHealthTests(SqliteServer server) : HealthTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresHealthTests(PostgresServer server) : HealthTests(server), IClassFixture<PostgresServer>;

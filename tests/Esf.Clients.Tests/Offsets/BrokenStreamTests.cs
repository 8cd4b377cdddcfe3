using System.Net;
using Esf.Cli;
using Esf.Client;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Esf.Clients.Tests.Offsets;

/// <summary>A stream that breaks, stops or lies about its length is never taken for a whole one; the service here fails as it is told to.</summary>
public sealed class BrokenStreamTests(ServerFixture fixture)
{
    private static readonly Timestamp Moment = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_stream_that_ends_too_early_is_data_loss()
    {
        await using var service = await FailingService.StartAsync(async (stream, _) => await stream.WriteAsync(Message(1, 2, total: 3)));
        await using var client = Client(service);
        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<EsfException>(async () => await offsets.CountAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.DataLoss, failure.Code);
        Assert.Contains("2 of 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_changes_its_moment_is_data_loss()
    {
        await using var service = await FailingService.StartAsync(async (stream, _) =>
        {
            await stream.WriteAsync(Message(1, 1, total: 2));
            var other = Message(2, 1, total: 2);
            other.CompleteThrough = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(1));
            await stream.WriteAsync(other);
        });
        await using var client = Client(service);
        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<EsfException>(async () => await offsets.CountAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.DataLoss, failure.Code);
    }

    [Fact]
    public async Task A_service_that_falls_silent_is_not_waited_for_without_end()
    {
        await using var service = await FailingService.StartAsync(async (stream, context) =>
        {
            await stream.WriteAsync(Message(1, 1, total: 2));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        });
        await using var client = Client(service, TimeSpan.FromMilliseconds(500));
        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<EsfException>(async () => await offsets.CountAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.Code);
        Assert.True(failure.MayBeRepeated);
    }

    [Fact]
    public async Task Opening_is_repeated_and_a_stream_that_has_begun_is_not()
    {
        var calls = 0;
        await using var service = await FailingService.StartAsync(async (stream, context) =>
        {
            if (++calls < 3)
            {
                throw new RpcException(new(StatusCode.Unavailable, "later"));
            }

            await stream.WriteAsync(Message(1, 1, total: 2));
            throw new RpcException(new(StatusCode.Unavailable, "gone"));
        });
        await using var client = Client(service);

        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<EsfException>(async () => await offsets.CountAsync(TestContext.Current.CancellationToken));

        Assert.Equal((3, StatusCode.Unavailable), (calls, failure.Code));
    }

    [Fact]
    public async Task A_stream_without_a_message_is_an_empty_list()
    {
        await using var service = await FailingService.StartAsync((_, _) => Task.CompletedTask);
        await using var client = Client(service);

        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, TestContext.Current.CancellationToken);

        Assert.Equal(0, await offsets.CountAsync(TestContext.Current.CancellationToken));
        Assert.Null(offsets.CompleteThrough);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("json")]
    public async Task An_export_whose_stream_breaks_leaves_no_file(string format)
    {
        await using var service = await FailingService.StartAsync(async (stream, _) =>
        {
            for (var i = 0; i < 100; i++)
            {
                await stream.WriteAsync(Message((i * 1000) + 1, 1000, total: 1_000_000));
            }

            throw new RpcException(new(StatusCode.Unavailable, "gone"));
        });

        var run = await fixture.EsfAsync("offsets", "-o", $"torn.{format}", "--server", service.Address);

        Assert.Equal(ExitCode.Unavailable, run.Code);
        Assert.Empty(Directory.GetFiles(fixture.Folder.FullName, "*torn*"));
    }

    [Fact]
    public async Task A_consumer_that_has_enough_ends_the_call()
    {
        var ended = new TaskCompletionSource();
        await using var service = await FailingService.StartAsync(async (stream, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(Message((i * 1000) + 1, 1000, total: int.MaxValue), context.CancellationToken);
            }
        });

        var run = await fixture.EsfAsync("offsets", "--server", service.Address);

        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains("The first 200 are shown", run.Error, StringComparison.Ordinal);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static StreamOffsetsResponse Message(int first, int count, long total) => new()
    {
        Offsets = { Enumerable.Range(first, count).Select(Offer.Offset) },
        TotalCount = total,
        CompleteThrough = Moment,
    };

    private static EsfClient Client(FailingService service, TimeSpan? deadline = null) => new(new()
    {
        Address = new(service.Address),
        Deadline = deadline ?? TimeSpan.FromSeconds(30),
        InitialBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(10),
    });

    /// <summary>A service whose StreamOffsets does what a test says.</summary>
    private sealed class FailingService : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private FailingService(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single();

        public static async Task<FailingService> StartAsync(Func<IServerStreamWriter<StreamOffsetsResponse>, ServerCallContext, Task> stream)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            builder.Services.AddSingleton(stream);
            var app = builder.Build();
            app.MapGrpcService<Offsets>();
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new FailingService(app);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }

    private sealed class Offsets(Func<IServerStreamWriter<StreamOffsetsResponse>, ServerCallContext, Task> stream) : OffsetService.OffsetServiceBase
    {
        public override Task StreamOffsets(
            StreamOffsetsRequest request, IServerStreamWriter<StreamOffsetsResponse> responseStream, ServerCallContext context) =>
            stream(responseStream, context);
    }
}

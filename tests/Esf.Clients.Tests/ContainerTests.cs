using System.Collections.Concurrent;
using Esf.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Esf.Clients.Tests;

/// <summary>The SDK in a container: one client, its options, its log.</summary>
public sealed class ContainerTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_container_makes_one_client_with_its_options_and_closes_it()
    {
        var services = new ServiceCollection();
        services.AddEsfClient(options =>
        {
            options.Address = new(fixture.Grpc);
            options.Language = "ru";
        });
        services.AddEsfClient(options => options.Address = new("http://127.0.0.1:1"));
        EsfClient client;
        await using (var container = services.BuildServiceProvider())
        {
            client = container.GetRequiredService<EsfClient>();
            Assert.Same(client, container.GetRequiredService<EsfClient>());
            var refusal = await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync("taxpayers/020440002422", TestContext.Current.CancellationToken));
            Assert.Equal("TAXPAYER_NOT_FOUND", refusal.Reason);
            Assert.Contains("не зарегистрирован", refusal.LocalizedMessage, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetTaxpayerAsync("taxpayers/020440002422", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_repeated_is_logged_by_the_containers_logging()
    {
        using var log = new Warnings();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddEsfClient((_, options) =>
        {
            options.Address = new("http://127.0.0.1:1");
            options.MaxAttempts = 3;
            options.InitialBackoff = TimeSpan.FromMilliseconds(1);
        });
        await using var container = services.BuildServiceProvider();

        var failure = await Assert.ThrowsAsync<EsfException>(
            () => container.GetRequiredService<EsfClient>().GetTaxpayerAsync("taxpayers/020440002422", TestContext.Current.CancellationToken));

        Assert.Equal((EsfReasons.AddressUnreachable, 3), (failure.Reason, failure.Attempts));
        Assert.Equal(["ADDRESS_UNREACHABLE at attempt 1", "ADDRESS_UNREACHABLE at attempt 2"], log.Lines.Select(line => line.Split(';')[0]));
    }

    [Fact]
    public async Task Options_that_change_later_do_not_reach_a_client()
    {
        var options = new EsfClientOptions { Address = new(fixture.Grpc), MaxAttempts = 2 };
        await using var client = new EsfClient(options);

        options.MaxAttempts = 0;
        options.Deadline = TimeSpan.Zero;

        var refusal = await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync("taxpayers/020440002422", TestContext.Current.CancellationToken));
        Assert.Equal("TAXPAYER_NOT_FOUND", refusal.Reason);
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == "Esf.Client" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

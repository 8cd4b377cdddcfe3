using BenchmarkDotNet.Running;
using Esf.Benchmarks;

if (args is ["watch-latency", ..])
{
    var server = Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES")
        ?? throw new InvalidOperationException("watch-latency needs ESF_TEST_POSTGRES: the connection string of an empty database.");
    await WatchLatency.RunAsync(server);
    return;
}

BenchmarkSwitcher.FromTypes([typeof(IssueBenchmarks)]).Run(args);

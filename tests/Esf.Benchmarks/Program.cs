using BenchmarkDotNet.Running;
using Esf.Benchmarks;

if (args is ["watch-latency", ..])
{
    var server = Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES")
        ?? throw new InvalidOperationException("watch-latency needs ESF_TEST_POSTGRES: the connection string of an empty database.");
    await WatchLatency.RunAsync(server);
    return;
}

if (args is ["watchers", ..])
{
    var server = Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES")
        ?? throw new InvalidOperationException("watchers needs ESF_TEST_POSTGRES: the connection string of an empty database.");
    await Watchers.RunAsync(server, args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000);
    return;
}

if (args is ["export-memory", ..])
{
    await ExportMemory.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

if (args is ["floods", .. var floods])
{
    await Floods.RunAsync(floods);
    return;
}

if (args is ["failover", .. var options])
{
    var times = Array.IndexOf(options, "--times") is var i and >= 0 && i + 1 < options.Length
        ? int.Parse(options[i + 1], System.Globalization.CultureInfo.InvariantCulture)
        : 10;
    Environment.ExitCode = await Failover.RunAsync(times, options.Contains("--stalled")) ? 0 : 1;
    return;
}

BenchmarkSwitcher.FromTypes([typeof(IssueBenchmarks)]).Run(args);

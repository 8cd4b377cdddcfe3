using BenchmarkDotNet.Running;
using Esf.Benchmarks;

BenchmarkSwitcher.FromTypes([typeof(IssueBenchmarks)]).Run(args);

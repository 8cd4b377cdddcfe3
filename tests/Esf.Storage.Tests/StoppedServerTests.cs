using System.Collections.Concurrent;
using System.Diagnostics;
using Esf.Domain;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>A server that stops in the middle of an append, at whichever message to the database, holds nobody up for long.</summary>
public sealed class StoppedServerTests
{
    /// <summary>How long others may be held up: the bound that is set, and a moment.</summary>
    private static readonly TimeSpan HeldUp = Limits.OpenTransactionWait + TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_stops_in_the_middle_of_an_append_holds_nobody_up_for_longer_than_the_bound_and_a_moment()
    {
        // Every append of these tests is the third of its connection: the statements are prepared by then, as on a running server.
        var messages = await TryAsync(int.MaxValue);
        Assert.InRange(messages, 20, 200);

        var waits = new ConcurrentBag<(int Stop, TimeSpan Wait)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (stop, _) => await TryAsync(stop, waits));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', waits.OrderBy(wait => wait.Stop).Select(wait => $"{wait.Stop} {wait.Wait.TotalSeconds:0.000} s")));
        Assert.All(waits, wait => Assert.InRange(wait.Wait, TimeSpan.Zero, HeldUp));
        Assert.Equal(2 * messages, waits.Count);

        // Somewhere a lock was held: otherwise this test would have stopped at nothing.
        Assert.Contains(waits, wait => wait.Wait > Limits.OpenTransactionWait / 2);
    }

    /// <summary>Stops one server after so many messages of an append, and times the appends of another one.</summary>
    /// <returns>How many messages it passed on.</returns>
    private static async Task<int> TryAsync(int stop, ConcurrentBag<(int Stop, TimeSpan Wait)>? waits = null)
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.Postgres, Cancel);
        await using var other = await database.OpenAsync(Cancel);
        var (payment, otherPayment) = (await PaidAsync(other, Given.Bin), await PaidAsync(other, Given.OtherBin));

        var settings = new NpgsqlConnectionStringBuilder(database.Options.ConnectionString);
        await using var proxy = new StoppingProxy(settings.Port);
        settings.Port = proxy.Port;
        var options = database.Options;
        options.ConnectionString = settings.ToString();
        await using var store = await Store.OpenAsync(options, NullLoggerFactory.Instance, Cancel);
        await store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);

        var item = Given.Invoice(payment);
        proxy.StopAfter(stop);
        var append = store.Ledgers.AppendAsync(item, Cancel);
        if (await Task.WhenAny(append, proxy.Stopped) == append)
        {
            await append;
            return proxy.Passed;
        }

        await Task.WhenAll(AppendAsync(payment), AppendAsync(otherPayment));
        await proxy.DisposeAsync();
        var failure = await Record.ExceptionAsync(() => append);
        Assert.True(failure is StoreUnavailableException or CommitUnknownException, $"Stopped after {stop}: {failure}");

        // What became of it is known afterwards, and it is there once.
        Assert.True(await other.Ledgers.AppendAsync(item, Cancel) is AppendOutcome.Replayed or AppendOutcome.Appended);
        Assert.Equal(5, await database.CountAsync("ledger", Cancel));
        return stop;

        async Task AppendAsync(VatPayment of)
        {
            var started = Stopwatch.GetTimestamp();
            (await other.Ledgers.AppendAsync(Given.Invoice(of), Cancel)).Appended();
            waits?.Add((stop, Stopwatch.GetElapsedTime(started)));
        }
    }

    private static async Task<VatPayment> PaidAsync(Store store, string bin)
    {
        await store.Taxpayers.RegisterAsync(Given.Taxpayer(bin), Given.Noon, Cancel);
        return (await store.VatPayments.RecordAsync(Given.Payment(bin: bin), Cancel)).Payment;
    }
}

using System.Collections.Concurrent;
using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Storage.Tests;

/// <summary>Group commit in front of a real store.</summary>
public abstract class AppendQueueTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task Concurrent_appends_share_transactions()
    {
        var payment = await PaidAsync();
        var gate = new Gate(Store.Writer);
        await using var queue = new AppendQueue(gate, 1, 1, TimeProvider.System);

        // The first transaction is held until the others wait behind it.
        var first = queue.AppendAsync(Given.Invoice(payment), Cancel);
        await gate.EnteredAsync();
        var others = Enumerable.Range(0, 300).Select(_ => queue.AppendAsync(Given.Invoice(payment), Cancel)).ToList();
        gate.Open();
        var outcomes = await Task.WhenAll([first, .. others]);

        // In the order of their coming.
        Assert.Equal(Enumerable.Range(1, 301).Select(i => (long)i), outcomes.Select(outcome => outcome.Appended().Position.Sequence));
        Assert.Equal([1, Limits.AppendBatch, 300 - Limits.AppendBatch], gate.Batches.Select(batch => batch.Count));
        await AssertUnbrokenAsync(Given.Bin, 301);
    }

    [Fact]
    public async Task A_lonely_append_does_not_wait_for_company()
    {
        var payment = await PaidAsync();
        var gate = new Gate(Store.Writer);
        gate.Open();
        await using var queue = new AppendQueue(gate, 1, 1, new FakeTimeProvider());
        (await queue.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        (await queue.AppendAsync(Given.Invoice(payment), Cancel)).Appended();

        Assert.Equal([1, 1], gate.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task A_callers_batch_stays_whole_and_in_order()
    {
        var payments = new[] { await PaidAsync(), await PaidAsync(bin: Given.OtherBin) };
        var gate = new Gate(Store.Writer);
        gate.Open();
        await using var queue = new AppendQueue(gate, 2, 1, TimeProvider.System);
        var batches = Enumerable.Range(0, 12)
            .Select(i => Enumerable.Range(0, 60).Select(n => Given.Invoice(payments[(i + n) % 2])).ToList())
            .ToList();
        var answers = await Task.WhenAll(batches.Select(batch => queue.AppendAsync(batch, Cancel)));

        foreach (var (batch, answer) in batches.Zip(answers))
        {
            var written = Assert.Single(gate.Batches, written => written.Contains(batch[0]));
            Assert.Equal(batch, written.SkipWhile(item => item != batch[0]).Take(batch.Count));
            Assert.Equal(batch.Select(item => item.Bin), answer.Select(outcome => outcome.Appended().RegistrationNumber.Bin));
        }

        Assert.All(gate.Batches, batch => Assert.InRange(batch.Count, 1, Limits.AppendBatch));
        await AssertUnbrokenAsync(Given.Bin, 360);
        await AssertUnbrokenAsync(Given.OtherBin, 360);
    }

    [Fact]
    public async Task Every_taxpayer_has_a_lane()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Store.Invoices.AppendAsync(Given.Invoice(Given.Payment(bin: Given.Digits(100_000_000_000 + i))), Cancel)));

        Assert.All(outcomes, outcome => Assert.IsType<AppendOutcome.TaxpayerChanged>(outcome));
    }

    [Fact]
    public async Task A_full_queue_lets_callers_wait_for_a_place_and_after_five_seconds_tells_them_to_come_again()
    {
        var payment = await PaidAsync();
        var clock = new FakeTimeProvider();
        var gate = new Gate(Store.Writer);
        await using var queue = new AppendQueue(gate, 1, 1, clock);
        var writing = queue.AppendAsync(Given.Invoice(payment), Cancel);
        await gate.EnteredAsync();

        // Of taxpayers whom nobody has registered: a quarter of the queue for each.
        var waiting = Enumerable.Range(0, Limits.AppendQueueLength / Limits.AppendBatch)
            .Select(i => Given.Invoice(Given.Payment(bin: Given.Digits(100_000_000_000 + i % 4))))
            .Select(item => queue.AppendAsync(Enumerable.Repeat(item, Limits.AppendBatch).ToList(), Cancel))
            .ToList();

        var refused = queue.AppendAsync(Given.Invoice(payment), Cancel);
        var gaveUp = new CancellationTokenSource();
        var cancelled = queue.AppendAsync(Given.Invoice(payment), gaveUp.Token);
        clock.Advance(Limits.AppendQueueWait - TimeSpan.FromMilliseconds(1));
        Assert.False(refused.IsCompleted);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<StoreBusyException>(() => refused);

        // Places that become free are given to those who wait.
        var patient = queue.AppendAsync(Given.Invoice(payment), Cancel);
        Assert.False(patient.IsCompleted);
        gate.Open();
        (await patient).Appended();
        (await writing).Appended();
        await Task.WhenAll(waiting);
        await AssertUnbrokenAsync(Given.Bin, 2);
    }

    [Fact]
    public async Task One_taxpayer_cannot_fill_the_queue()
    {
        var (payment, other) = (await PaidAsync(), await PaidAsync(bin: Given.OtherBin));
        var clock = new FakeTimeProvider();
        var gate = new Gate(Store.Writer);
        await using var queue = new AppendQueue(gate, 1, 1, clock);
        var writing = queue.AppendAsync(Given.Invoice(payment), Cancel);
        await gate.EnteredAsync();
        var item = Given.Invoice(payment);
        var flood = Enumerable.Range(0, 1 + Limits.AppendQueueOfTaxpayer / Limits.AppendBatch)
            .Select(_ => queue.AppendAsync(Enumerable.Repeat(item, Limits.AppendBatch).ToList(), Cancel))
            .ToList();

        // Whoever comes behind the one that is too many finds a place at once.
        var others = queue.AppendAsync(Given.Invoice(other), Cancel);
        clock.Advance(Limits.AppendQueueWait);
        await Assert.ThrowsAsync<StoreBusyException>(() => flood[^1]);
        gate.Open();
        (await others).Appended();
        (await writing).Appended();
        await Task.WhenAll(flood[..^1]);
    }

    [Fact]
    public async Task What_was_accepted_is_written_also_when_its_caller_has_gone()
    {
        var payment = await PaidAsync();
        var gate = new Gate(Store.Writer);
        var queue = new AppendQueue(gate, 1, 1, TimeProvider.System);
        using var caller = new CancellationTokenSource();
        var held = queue.AppendAsync(Given.Invoice(payment), caller.Token);
        await gate.EnteredAsync();
        var waiting = queue.AppendAsync(Given.Invoice(payment), caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open();
        await queue.DisposeAsync();

        await AssertUnbrokenAsync(Given.Bin, 2);
    }

    [Fact]
    public async Task Disposing_finishes_what_was_accepted_and_refuses_what_comes_later()
    {
        var payment = await PaidAsync();
        var gate = new Gate(Store.Writer);
        var queue = new AppendQueue(gate, 2, 1, TimeProvider.System);
        var accepted = Enumerable.Range(0, 500).Select(_ => queue.AppendAsync(Given.Invoice(payment), Cancel)).ToList();
        var disposing = queue.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => queue.AppendAsync(Given.Invoice(payment), Cancel));
        Assert.False(disposing.IsCompleted);
        gate.Open();
        await disposing;

        Assert.All(await Task.WhenAll(accepted), outcome => outcome.Appended());
        await AssertUnbrokenAsync(Given.Bin, 500);
    }

    [Fact]
    public async Task An_item_that_breaks_its_transaction_fails_alone()
    {
        var payment = await PaidAsync();
        await Database.FailOnNumberAsync("666", Cancel);
        var gate = new Gate(Store.Writer);
        await using var queue = new AppendQueue(gate, 1, 1, TimeProvider.System);
        var first = queue.AppendAsync(Given.Invoice(payment), Cancel);
        await gate.EnteredAsync();
        var innocent = Enumerable.Range(0, 5).Select(_ => queue.AppendAsync(Given.Invoice(payment), Cancel)).ToList();
        var guilty = queue.AppendAsync(Given.Invoice(payment, number: "666"), Cancel);
        innocent.AddRange(Enumerable.Range(0, 5).Select(_ => queue.AppendAsync(Given.Invoice(payment), Cancel)));
        gate.Open();

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => guilty);
        Assert.Contains("injected", exception.Message, StringComparison.Ordinal);
        (await first).Appended();
        Assert.All(await Task.WhenAll(innocent), outcome => outcome.Appended());
        await AssertUnbrokenAsync(Given.Bin, 11);
    }

    [Fact]
    public async Task A_batch_that_waits_too_long_for_a_lock_fails_alone()
    {
        var (payment, other) = (await PaidAsync(), await PaidAsync(bin: Given.OtherBin));
        var gate = new Gate(new LockedNumber(Store.Writer, "666"));
        await using var queue = new AppendQueue(gate, 1, 1, TimeProvider.System);
        var first = queue.AppendAsync(Given.Invoice(other), Cancel);
        await gate.EnteredAsync();
        var before = queue.AppendAsync(Given.Invoice(payment), Cancel);
        var held = queue.AppendAsync(Given.Invoice(payment, number: "666"), Cancel);
        var behind = Enumerable.Range(0, 5).Select(i => queue.AppendAsync(Given.Invoice(i % 2 == 0 ? payment : other), Cancel)).ToList();
        gate.Open();

        await Assert.ThrowsAsync<StoreLockedException>(() => held);
        (await first).Appended();
        Assert.Equal(1, (await before).Appended().Position.Sequence);
        Assert.Equal([2, 2, 3, 3, 4], (await Task.WhenAll(behind)).Select(outcome => outcome.Appended().Position.Sequence));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_fails_all_who_wait_for_it_at_once()
    {
        var payment = await PaidAsync();
        var gate = new Gate(Store.Writer) { Failure = new StoreUnavailableException("cut") };
        await using var queue = new AppendQueue(gate, 1, 1, TimeProvider.System);
        var appends = Enumerable.Range(0, 20).Select(_ => queue.AppendAsync(Given.Invoice(payment), Cancel)).ToList();
        await gate.EnteredAsync();
        gate.Open();

        foreach (var append in appends)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => append);
        }

        Assert.InRange(gate.Batches.Count, 1, 2);
    }

    /// <summary>The real store, where a row that the invoice of one number needs is held by somebody else.</summary>
    private sealed class LockedNumber(IBatchWriter store, string number) : IBatchWriter
    {
        public Task<IReadOnlyList<IReadOnlyList<AppendOutcome>?>> AppendAsync(
            IReadOnlyList<IReadOnlyList<LedgerAppend>> batches, bool wait, CancellationToken cancellationToken) =>
            batches.SelectMany(batch => batch).Any(item => ((InvoiceContent)item.Content).Number == number)
                ? throw new StoreLockedException("held")
                : store.AppendAsync(batches, wait, cancellationToken);
    }

    /// <summary>The real store behind a door, with a book of what went through.</summary>
    private sealed class Gate(IBatchWriter store) : IBatchWriter
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<IReadOnlyList<LedgerAppend>> Batches { get; } = [];

        public Exception? Failure { get; init; }

        public void Open() => _open.TrySetResult();

        public Task EnteredAsync() => _entered.Task.WaitAsync(Cancel);

        public async Task<IReadOnlyList<IReadOnlyList<AppendOutcome>?>> AppendAsync(
            IReadOnlyList<IReadOnlyList<LedgerAppend>> batches, bool wait, CancellationToken cancellationToken)
        {
            Batches.Enqueue([.. batches.SelectMany(batch => batch)]);
            _entered.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            return Failure is null ? await store.AppendAsync(batches, wait, cancellationToken) : throw Failure;
        }
    }
}

public sealed class SqliteAppendQueueTests() : AppendQueueTests(StoreProvider.Sqlite);

public sealed class PostgresAppendQueueTests() : AppendQueueTests(StoreProvider.Postgres);

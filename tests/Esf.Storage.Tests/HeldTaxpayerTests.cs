using System.Diagnostics;
using Esf.Domain;
using Esf.Domain.Storage;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>PostgreSQL locks rows, so somebody else's transaction can hold a single taxpayer; SQLite has no such case.</summary>
public sealed class HeldTaxpayerTests() : StoreTests(StoreProvider.Postgres)
{
    [Fact]
    public async Task A_taxpayer_whose_row_another_session_holds_is_refused_and_keeps_nobody_else_waiting()
    {
        var held = await PaidAsync();
        var others = new List<Domain.Payments.VatPayment>();
        for (var i = 0; i < 12; i++)
        {
            others.Add(await PaidAsync(bin: Given.Digits(100_000_000_000 + i)));
        }

        await using (await HoldAsync($"select * from taxpayers where bin = '{Given.Bin}' for update"))
        {
            var started = Stopwatch.GetTimestamp();
            var waiting = Enumerable.Range(0, 40).Select(_ => Store.Invoices.AppendAsync(Given.Invoice(held), Cancel)).ToList();

            // Round after round, the others are issued while the row is held.
            for (var round = 1; round <= 3; round++)
            {
                var issued = await Task.WhenAll(others.Select(payment => Store.Invoices.AppendAsync(Given.Invoice(payment), Cancel)));
                Assert.All(issued, outcome => Assert.Equal(round, outcome.Appended().Position.Sequence));
            }

            foreach (var append in waiting)
            {
                await Assert.ThrowsAnyAsync<StoreLockedException>(() => append);
            }

            // The bound, and twice as much for a busy machine.
            Assert.InRange(Stopwatch.GetElapsedTime(started), Limits.LockWait, 3 * (Limits.LockWait + Limits.AppendQueueWait));
        }

        Assert.Equal(1, (await Store.Invoices.AppendAsync(Given.Invoice(held), Cancel)).Appended().Position.Sequence);
        await AssertUnbrokenAsync(Given.Bin, 1);
    }

    [Fact]
    public async Task A_taxpayer_that_is_released_in_time_is_written_in_the_order_of_coming()
    {
        var payment = await PaidAsync();
        var holder = await HoldAsync($"select * from taxpayers where bin = '{Given.Bin}' for update");
        var waiting = Enumerable.Range(0, 40).Select(_ => Store.Invoices.AppendAsync(Given.Invoice(payment), Cancel)).ToList();
        await WaitForLockAsync();
        await holder.DisposeAsync();

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), (await Task.WhenAll(waiting)).Select(outcome => outcome.Appended().Position.Sequence));
    }

    [Fact]
    public async Task A_held_payment_fails_its_own_invoice_and_not_those_that_shared_its_transaction()
    {
        var (held, free) = (await PaidAsync(), await PaidAsync(bin: Given.OtherBin));
        await using (await HoldAsync($"select * from vat_payments where bin = '{Given.Bin}' for update"))
        {
            var waiting = Store.Invoices.AppendAsync(Given.Invoice(held), Cancel);
            var neighbours = Enumerable.Range(0, 20).Select(_ => Store.Invoices.AppendAsync(Given.Invoice(free), Cancel)).ToList();

            Assert.All(await Task.WhenAll(neighbours), outcome => outcome.Appended());
            await Assert.ThrowsAnyAsync<StoreLockedException>(() => waiting);
        }

        (await Store.Invoices.AppendAsync(Given.Invoice(held), Cancel)).Appended();
    }

    [Fact]
    public async Task A_held_end_of_the_feed_refuses_everybody_in_bounded_time_and_nothing_is_stored()
    {
        var payments = new[] { await PaidAsync(), await PaidAsync(bin: Given.OtherBin) };
        await using (await HoldAsync("select * from feed for update"))
        {
            var waiting = Enumerable.Range(0, 30).Select(i => Store.Invoices.AppendAsync(Given.Invoice(payments[i % 2]), Cancel)).ToList();
            foreach (var append in waiting)
            {
                await Assert.ThrowsAnyAsync<StoreLockedException>(() => append);
            }
        }

        Assert.Equal(0, await Database.CountAsync("ledger", Cancel));
        (await Store.Invoices.AppendAsync(Given.Invoice(payments[0]), Cancel)).Appended();
    }

    /// <summary>Another session's transaction that holds rows until it is disposed.</summary>
    private async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = (NpgsqlConnection)Database.Connect();
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    /// <summary>Returns when some transaction waits for a lock.</summary>
    private async Task WaitForLockAsync()
    {
        const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while ((await Database.QueryAsync(Waiting, row => row.GetInt64(0), Cancel))[0] == 0)
        {
            await Task.Delay(5, Cancel);
        }
    }
}

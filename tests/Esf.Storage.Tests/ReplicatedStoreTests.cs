using Esf.Domain.Invoices;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>A primary with a synchronous standby, shared by the tests of a class.</summary>
public sealed class ReplicatedServers : IAsyncLifetime
{
    internal ReplicatedCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresInstallation.Find() is not null || Environment.GetEnvironmentVariable("CI") == "true", "PostgreSQL is not installed.");
        Cluster = await ReplicatedCluster.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Cluster is null ? ValueTask.CompletedTask : Cluster.DisposeAsync();
}

/// <summary>What is acknowledged where commits wait for a standby: nothing that could be lost with the primary.</summary>
public sealed class ReplicatedStoreTests(ReplicatedServers servers) : IClassFixture<ReplicatedServers>, IAsyncLifetime
{
    private static readonly TimeSpan CommitWait = TimeSpan.FromMilliseconds(400);

    private Store _store = null!;
    private string _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StoreOptions Options => new()
    {
        Provider = StoreProvider.Postgres,
        ConnectionString = $"{servers.Cluster.PrimaryConnectionString};Database={_database}",
        CommitWait = CommitWait,
    };

    public async ValueTask InitializeAsync()
    {
        _database = $"esf_{Guid.NewGuid():N}";
        await servers.Cluster.ExecuteAsync($"create database {_database}", Cancel);
        _store = await OpenAsync(Options);
    }

    public async ValueTask DisposeAsync()
    {
        await servers.Cluster.ResumeStandbyAsync(CancellationToken.None);
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_that_the_standby_has_not_confirmed_is_told_as_unknown_and_goes_on()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment);
        await servers.Cluster.StallStandbyAsync(Cancel);
        await Assert.ThrowsAsync<CommitUnknownException>(() => _store.Ledgers.AppendAsync(item, Cancel));

        // Nothing has cancelled it, so it is not even visible yet.
        Assert.Equal(1, await WaitingCommitsAsync());
        Assert.Null((await FactsAsync(_store, item)).Request);

        await servers.Cluster.ResumeStandbyAsync(Cancel);
        await WaitUntilAsync(async () => await WaitingCommitsAsync() == 0);
        Assert.Equal(1, Assert.IsType<AppendOutcome.Replayed>(await _store.Ledgers.AppendAsync(item, Cancel)).Record.Position.Sequence);
    }

    [Theory]
    [InlineData("pg_cancel_backend")]
    [InlineData("pg_terminate_backend")]
    public async Task A_wait_for_the_standby_that_somebody_ends_is_told_as_unknown_and_no_replay_acknowledges_it(string end)
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment);
        await servers.Cluster.StallStandbyAsync(Cancel);
        await using var patient = await OpenAsync(Options, commitWait: TimeSpan.FromMinutes(1));
        var append = patient.Ledgers.AppendAsync(item, Cancel);
        await EndWaitAsync(end);
        await Assert.ThrowsAsync<CommitUnknownException>(() => append);

        // Now it can be seen, by the reader of facts and by an append, and is still on one machine only.
        await Assert.ThrowsAsync<CommitUnknownException>(() => FactsAsync(_store, item));
        await Assert.ThrowsAsync<CommitUnknownException>(() => _store.Register.FindRequestAsync(item.Bin, item.RequestId, Cancel));
        await Assert.ThrowsAsync<CommitUnknownException>(() => _store.Ledgers.AppendAsync(item, Cancel));
        Assert.NotNull(await _store.Register.FindInvoiceAsync(new(Given.Bin, new(2026, 5, 26), 1), Cancel));

        await servers.Cluster.ResumeStandbyAsync(Cancel);
        Assert.Equal(1, (await FactsAsync(_store, item)).Request!.Record.Position.Sequence);
        Assert.Equal(1, (await _store.Register.FindRequestAsync(item.Bin, item.RequestId, Cancel))!.Record.Position.Sequence);
        Assert.IsType<AppendOutcome.Replayed>(await _store.Ledgers.AppendAsync(item, Cancel));
    }

    [Fact]
    public async Task A_registration_and_a_payment_that_are_found_are_answered_only_when_they_are_durable()
    {
        await _store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel);
        await servers.Cluster.StallStandbyAsync(Cancel);
        await using var patient = await OpenAsync(Options, commitWait: TimeSpan.FromMinutes(1));
        var record = patient.VatPayments.RecordAsync(Given.Payment(), Cancel);
        await EndWaitAsync("pg_cancel_backend");
        await Assert.ThrowsAsync<CommitUnknownException>(() => record);

        await Assert.ThrowsAsync<CommitUnknownException>(() => _store.VatPayments.RecordAsync(Given.Payment(), Cancel));
        await Assert.ThrowsAsync<CommitUnknownException>(() => _store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel));

        await servers.Cluster.ResumeStandbyAsync(Cancel);
        Assert.Equal(Given.Payment(), (await _store.VatPayments.RecordAsync(Given.Payment(), Cancel)).Payment);
        Assert.False((await _store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel)).Created);
    }

    [Fact]
    public async Task A_standby_that_is_away_does_not_keep_a_server_from_starting_and_from_reading()
    {
        await _store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel);
        await servers.Cluster.StallStandbyAsync(Cancel);

        await using var started = await OpenAsync(Options);
        Assert.NotNull(await started.Register.FindTaxpayerAsync(Given.Bin, Cancel));
    }

    [Fact]
    public async Task A_local_durability_acknowledges_what_is_on_the_disk_of_the_primary()
    {
        var payment = await PaidAsync();
        var item = Given.Invoice(payment);
        await _store.Ledgers.AppendAsync(item, Cancel);
        await servers.Cluster.StallStandbyAsync(Cancel);

        await using var local = await OpenAsync(Options, StoreDurability.Local);
        Assert.NotNull((await FactsAsync(local, item)).Request);
    }

    [Theory]
    [InlineData("off", null, "before they are on the disk")]
    [InlineData("off", StoreDurability.Local, "before they are on the disk")]
    [InlineData("local", null, "does not wait for them (synchronous_commit=local)")]
    [InlineData("local", StoreDurability.Local, "does not wait for them (synchronous_commit=local)")]
    [InlineData("local", StoreDurability.Replicated, "does not wait for them (synchronous_commit=local)")]
    [InlineData("remote_write", StoreDurability.Replicated, "does not wait for the standby's disk (synchronous_commit=remote_write)")]
    public async Task Opening_is_refused_where_the_database_does_not_wait_as_it_must(string synchronousCommit, StoreDurability? durability, string because)
    {
        await servers.Cluster.ExecuteAsync($"alter database {_database} set synchronous_commit = {synchronousCommit}", Cancel);

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(Options, durability));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("remote_apply")]
    public async Task A_default_that_is_changed_later_does_not_change_what_a_server_waits_for(string synchronousCommit)
    {
        await servers.Cluster.ExecuteAsync($"alter database {_database} set synchronous_commit = {synchronousCommit}", Cancel);
        await using var store = await OpenAsync(Options, StoreDurability.Replicated);
        await servers.Cluster.ExecuteAsync($"alter database {_database} set synchronous_commit = off", Cancel);
        await servers.Cluster.ExecuteAsync(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database}'", Cancel);
        await servers.Cluster.StallStandbyAsync(Cancel);

        await Assert.ThrowsAsync<CommitUnknownException>(() => store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel));
    }

    private static Task<IssueFacts> FactsAsync(Store store, LedgerAppend item) => store.Register.ReadIssueFactsAsync(
        new(item.Bin, item.RequestId, null, item.Content.IssueDate, [], null), Cancel);

    private static Task<Store> OpenAsync(StoreOptions options, StoreDurability? durability = null, TimeSpan? commitWait = null)
    {
        options.Durability = durability;
        options.CommitWait = commitWait ?? options.CommitWait;
        return Store.OpenAsync(options, NullLoggerFactory.Instance, Cancel);
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(20, Cancel);
        }
    }

    private async Task<VatPayment> PaidAsync()
    {
        await _store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel);
        return (await _store.VatPayments.RecordAsync(Given.Payment(), Cancel)).Payment;
    }

    /// <summary>Ends the wait of the one commit that waits, once there is one.</summary>
    private async Task EndWaitAsync(string end) => await WaitUntilAsync(async () =>
        await ScalarAsync($"select count({end}(pid)) from pg_stat_activity where datname = '{_database}' and wait_event = 'SyncRep'") == 1);

    private Task<long> WaitingCommitsAsync() =>
        ScalarAsync($"select count(*) from pg_stat_activity where datname = '{_database}' and wait_event = 'SyncRep'");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(servers.Cluster.PrimaryConnectionString + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}

using Esf.Domain;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>What the sessions of a server on PostgreSQL are bounded by.</summary>
public sealed class PostgresSessionTests() : StoreTests(StoreProvider.Postgres)
{
    private const string Bounds = """
        select current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout'), current_setting('statement_timeout'),
               current_setting('client_min_messages'), current_setting('synchronous_commit'), current_setting('jit')
        """;

    [Fact]
    public async Task Sessions_have_their_bounds_whatever_the_defaults_of_the_database_are_and_also_when_they_come_from_the_pool()
    {
        await Database.ExecuteAsync(
            """
            do $$ begin
                execute format('alter database %I set idle_in_transaction_session_timeout = 0', current_database());
                execute format('alter database %I set lock_timeout = 0', current_database());
                execute format('alter database %I set statement_timeout = 0', current_database());
                execute format('alter database %I set client_min_messages = error', current_database());
            end $$
            """,
            Cancel);
        await using var dialect = Database.OpenDialect();
        await dialect.PrepareAsync(NullLogger.Instance, Cancel);
        for (var use = 0; use < 3; use++)
        {
            var bounds = await dialect.WriteAsync(async (session, cancel) =>
            {
                var found = await session.Command(Bounds).QueryAsync(row => Enumerable.Range(0, 6).Select(row.GetString).ToArray(), cancel);
                await session.Command("set lock_timeout = 0; set client_min_messages = error; set synchronous_commit = off").ExecuteNonQueryAsync(cancel);
                return found[0];
            }, Cancel);
            Assert.Equal(["3s", "4s", "1min", "warning", "on", "off"], bounds);
        }
    }

    [Fact]
    public async Task What_an_operator_sets_by_the_options_of_the_connection_wins()
    {
        await using var dialect = new PostgresDialect(With("Options=-c statement_timeout=5s"));
        var bounds = await dialect.ReadAsync((session, cancel) => session.Command(Bounds).QueryAsync(row => (row.GetString(1), row.GetString(2)), cancel), Cancel);

        Assert.Equal([("4s", "5s")], bounds);
    }

    [Theory]
    [InlineData("lock_timeout")]
    [InlineData("idle_in_transaction_session_timeout")]
    public async Task Opening_is_refused_where_a_bound_that_protects_other_servers_is_missing(string bound)
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(With($"Options=-c {bound}=0")));

        Assert.Contains("a server that stops would hold up all others", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_that_waits_for_its_server_is_ended_and_its_locks_are_free()
    {
        var payment = await PaidAsync();
        await using var dialect = Database.OpenDialect();
        var (locked, pause) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runs = 0;
        var stopped = dialect.WriteAsync(async (session, cancel) =>
        {
            await session.Command("update feed set position = position").ExecuteNonQueryAsync(cancel);
            locked.TrySetResult();
            await (++runs == 1 ? pause.Task : Task.CompletedTask);
            return await session.Command("update feed set position = position").ExecuteNonQueryAsync(cancel);
        }, Cancel);

        await locked.Task;
        (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        pause.SetResult();

        // It was ended before its commit, so it is simply run again.
        Assert.Equal(1, await stopped);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Connections_that_died_in_the_pool_cost_no_caller_an_error()
    {
        var payment = await PaidAsync();
        for (var failover = 0; failover < 5; failover++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.Register.PingAsync(Cancel)));
            await Database.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", Cancel);
            if (failover % 2 == 0)
            {
                (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
            }
            else
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.Register.FindTaxpayerAsync(Given.Bin, Cancel)));
            }
        }
    }

    [Fact]
    public async Task Opening_is_refused_where_a_standby_is_asked_for_and_none_is_named()
    {
        var options = Database.Options;
        options.Durability = StoreDurability.Replicated;
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(options));

        Assert.Contains("synchronous_standby_names is empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_hosts_the_primary_is_looked_for_every_second_unless_the_operator_says_otherwise()
    {
        Assert.Equal((1, 3), Hosts("Host=a,b"));
        Assert.Equal((7, 9), Hosts("Host=a,b;Host Recheck Seconds=7;Timeout=9"));
        Assert.Equal((10, 15), Hosts("Host=a,b;Host Recheck Seconds=10;Timeout=15"));
        Assert.Equal((10, 15), Hosts("Host=a"));

        static (int Recheck, int Timeout) Hosts(string connectionString)
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            PostgresSessions.Bound(settings, null);
            return (settings.HostRecheckSeconds, settings.Timeout);
        }
    }

    [Fact]
    public void A_bound_of_the_database_is_longer_than_what_it_waits_for()
    {
        Assert.True(Limits.StatementTime > Limits.CallDeadline);
        Assert.True(Limits.LockWait > Limits.OpenTransactionWait);
    }

    private StoreOptions With(string setting) =>
        new() { Provider = StoreProvider.Postgres, ConnectionString = $"{Database.Options.ConnectionString};{setting}" };

    private static async Task OpenAsync(StoreOptions options) =>
        await (await Store.OpenAsync(options, NullLoggerFactory.Instance, Cancel)).DisposeAsync();
}

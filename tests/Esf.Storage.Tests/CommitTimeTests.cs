using Esf.Domain.Storage;
using Npgsql;

namespace Esf.Storage.Tests;

/// <summary>The row of the feed held by somebody else: the time of a commit is taken behind that lock, and no answer changes.</summary>
public sealed class CommitTimeTests() : StoreTests(StoreProvider.Postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_time_of_a_commit_is_taken_under_the_lock_also_when_the_row_was_only_held(bool isRaised)
    {
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        var hold = await HoldAsync(isRaised ? "update feed set commit_time_us = commit_time_us" : "select 1 from feed for update");

        var append = Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await WaitForWaiterAsync();
        var released = await hold.ReleaseAsync();
        (await append).Appended();

        var feed = await Store.Register.ReadFeedAsync(null, 0, 10, Cancel);
        Assert.True(feed.Events[1].CommitTime > released, $"Committed at {feed.Events[1].CommitTime:O}, which was before {released:O}.");
    }

    [Fact]
    public async Task A_question_that_is_asked_while_a_commit_is_under_way_is_told_to_come_again_and_its_answer_never_changes()
    {
        var payment = await PaidAsync();
        for (var i = 0; i < 3; i++)
        {
            await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        }

        var hold = await HoldAsync("select 1 from feed for update");
        var append = Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        await WaitForWaiterAsync();
        var asOf = await NowAsync();
        var settled = (await Store.Register.ReadFeedAsync(null, 0, 10, Cancel)).CompleteThrough.AddMicroseconds(-1);

        var during = await Task.WhenAll(Store.Offsets.FindMomentAsync(asOf, Cancel), Store.Offsets.FindMomentAsync(asOf, Cancel));
        Assert.All(during, Assert.Null);
        Assert.Equal(2, (await Store.Offsets.FindMomentAsync(settled, Cancel))!.Position);
        await hold.ReleaseAsync();

        // Now the append and the question race for the row. Whoever wins, there is one answer.
        var first = await AskAsync(asOf);
        (await append).Appended();
        Assert.Equal(3, first.Position);
        Assert.Equal(first, await AskAsync(asOf));
        Assert.Equal(4, (await Store.Offsets.FindMomentAsync(null, Cancel))!.Position);
    }

    [Fact]
    public async Task Answers_as_of_now_do_not_change_while_others_append()
    {
        var payment = await PaidAsync();
        var answers = new List<(DateTimeOffset AsOf, RegisterMoment Moment)>();
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
                }
            },
            Cancel);
        while (!writer.IsCompleted)
        {
            var asOf = await NowAsync();
            answers.Add((asOf, await AskAsync(asOf)));
        }

        await writer;
        foreach (var (asOf, moment) in answers)
        {
            Assert.Equal(moment, await AskAsync(asOf));
        }

        Assert.NotEmpty(answers);
    }

    private async Task<RegisterMoment> AskAsync(DateTimeOffset asOf)
    {
        while (true)
        {
            if (await Store.Offsets.FindMomentAsync(asOf, Cancel) is { } moment)
            {
                return moment;
            }
        }
    }

    private async Task<DateTimeOffset> NowAsync() =>
        (await Database.QueryAsync("select clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0), Cancel))[0];

    private async Task WaitForWaiterAsync()
    {
        while ((await Database.QueryAsync("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()", row => row.GetInt32(0), Cancel)).Count == 0)
        {
            await Task.Delay(10, Cancel);
        }
    }

    private async Task<Hold> HoldAsync(string sql)
    {
        var connection = (NpgsqlConnection)Database.Connect();
        await connection.OpenAsync(Cancel);
        var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Cancel);
        return new(connection, transaction);
    }

    /// <summary>A session that holds the row of the feed.</summary>
    private sealed record Hold(NpgsqlConnection Connection, NpgsqlTransaction Transaction)
    {
        /// <summary>Ends it; answers the database's time just before.</summary>
        public async Task<DateTimeOffset> ReleaseAsync()
        {
            await using var command = new NpgsqlCommand("select clock_timestamp()", Connection, Transaction);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            await reader.ReadAsync(Cancel);
            var now = reader.GetFieldValue<DateTimeOffset>(0);
            await reader.DisposeAsync();
            await Transaction.RollbackAsync(Cancel);
            await Connection.DisposeAsync();
            return now;
        }
    }
}

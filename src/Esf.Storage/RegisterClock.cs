using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>This server's clock, and what confirms it before it is written down: the database's clock, or the last commit.</summary>
/// <remarks>A sandbox's clock is confirmed by nothing; its register keeps its own order.</remarks>
internal sealed class RegisterClock(Dialect dialect, StoreOptions options, TimeProvider clock)
{
    private readonly bool _isReal = options.Kind == RegisterKind.Real;

    /// <summary>The instant now.</summary>
    public DateTimeOffset Now => KazakhstanCalendar.Now(clock);

    /// <summary>The instant now for SQL, in microseconds: by the database's clock where that one decides, else <c>@now_us</c>.</summary>
    public string NowSql => _isReal && dialect.Clock is { } database ? database : "@now_us";

    /// <summary>The statement that raises the feed. Where the database has a clock, a real register refuses this server's by it.</summary>
    public Statement RaiseFeed(long count, DateTimeOffset latestIssue) => dialect.RaiseFeed(
        count,
        Instant.ToMicroseconds(Now),
        Instant.ToMicroseconds(latestIssue),
        _isReal && dialect.Clock is not null ? (long)options.ClockTolerance.TotalMicroseconds : null);

    /// <summary>Refuses a clock that <see cref="RaiseFeed"/> does not refuse by itself.</summary>
    public Task GuardAppendAsync(Session session, CancellationToken cancellationToken) =>
        dialect.Clock is null ? GuardAsync(session, Now, cancellationToken) : Task.CompletedTask;

    /// <summary>Refuses a clock that cannot be right, before something is written.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="written">The instant that will be written; it was read from the clock before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClockRefusedException">It is not right.</exception>
    public async Task GuardAsync(Session session, DateTimeOffset written, CancellationToken cancellationToken)
    {
        if (!_isReal)
        {
            return;
        }

        if (dialect.Clock is null)
        {
            var lastCommit = await ReadInstantAsync(session, "select f.commit_time_us from feed f", cancellationToken).ConfigureAwait(false);
            var now = Now;
            if (lastCommit > DateTimeOffset.UnixEpoch && now - lastCommit > Limits.ClockLeap && options.AcceptClockLeap != lastCommit)
            {
                throw ClockRefusedException.Leap(now, lastCommit);
            }

            return;
        }

        // What was read before the database's clock and is later, or after it and is earlier, is wrong however long the answer took.
        var before = Now > written ? Now : written;
        var database = await ReadInstantAsync(session, $"select {dialect.Clock}", cancellationToken).ConfigureAwait(false);
        var after = Now;
        if (before - database > options.ClockTolerance)
        {
            throw ClockRefusedException.Ahead(before, database);
        }

        if (database - after > options.ClockTolerance)
        {
            throw ClockRefusedException.Behind(after, database);
        }
    }

    private static async Task<DateTimeOffset> ReadInstantAsync(Session session, string sql, CancellationToken cancellationToken) =>
        Instant.FromMicroseconds(
            (await session.Command(sql).QueryAsync(row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]);
}

using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>Follows the feed in the file: at once after a commit of this process, and while anybody waits every 200 ms for those of others.</summary>
internal sealed class SqliteFeedSignal(SqliteDialect dialect, ILogger logger) : FeedSignal(logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _looks = new(0);

    public override void Look()
    {
        if (IsAwaited && _looks.CurrentCount == 0)
        {
            _looks.Release();
        }
    }

    protected override async Task FollowAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _looks.WaitAsync(IsAwaited ? Interval : Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
            EndsAt(await dialect.ReadAsync(ReadPositionAsync, stopping).ConfigureAwait(false));
        }
    }

    private static async Task<long> ReadPositionAsync(Session session, CancellationToken cancellationToken) =>
        (await session.Command(SelectPosition).QueryAsync(row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
}

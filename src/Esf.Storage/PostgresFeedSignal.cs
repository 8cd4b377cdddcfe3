using Microsoft.Extensions.Logging;
using Npgsql;

namespace Esf.Storage;

/// <summary>Follows the feed by LISTEN, on one connection, whatever the number of readers: a commit of any server wakes them.</summary>
/// <remarks>
/// A notice only says that it is worth looking; what is true is read from the table. So nothing hangs on a notice that came twice, was
/// lost, or was sent by somebody else. Without a notice it looks every second: it notices in this way that a connection has died
/// silently, and goes on behind a pooler that does not pass notices on, only slower.
/// </remarks>
internal sealed class PostgresFeedSignal(NpgsqlDataSource dataSource, ILogger logger) : FeedSignal(logger)
{
    /// <summary>Name of the channel.</summary>
    public const string Channel = "esf_feed";

    /// <summary>Tells the channel, once the transaction commits, that the feed has moved.</summary>
    public const string Notify = $"select pg_notify('{Channel}', (select cast(position as text) from feed))";

    private const int AnswerTimeoutSeconds = 5;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>The connection tells by itself.</summary>
    public override void Look()
    {
    }

    protected override async Task FollowAsync(CancellationToken stopping)
    {
        var connection = await dataSource.OpenConnectionAsync(stopping).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var isTold = false;
            connection.Notification += (_, _) => isTold = true;
            var listen = Command(connection, $"listen {Channel}");
            await using (listen.ConfigureAwait(false))
            {
                await listen.ExecuteNonQueryAsync(stopping).ConfigureAwait(false);
            }

            var select = Command(connection, SelectPosition);
            await using (select.ConfigureAwait(false))
            {
                while (true)
                {
                    // A notice that arrives while the position is read may be of a later commit: then it is read again.
                    isTold = false;
                    EndsAt((long)(await select.ExecuteScalarAsync(stopping).ConfigureAwait(false))!);
                    if (!isTold)
                    {
                        await connection.WaitAsync(Heartbeat, stopping).ConfigureAwait(false);
                    }
                }
            }
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = AnswerTimeoutSeconds };
}

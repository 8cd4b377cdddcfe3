using System.Globalization;
using Esf.Domain;
using Npgsql;

namespace Esf.Storage;

/// <summary>What every session of ours asks of PostgreSQL when it connects: bounds that hold also when this process has stopped.</summary>
/// <remarks>
/// They are options of the connection itself. So they are the defaults that a reset of a pooled connection goes back to, and neither
/// the database's nor the role's own defaults change them later. What the connection string sets by <c>Options</c> comes last and wins.
/// </remarks>
internal static class PostgresSessions
{
    private const string ApplicationName = "esf";

    /// <summary>A transaction of some twenty invoices leaves in one piece; the driver's own 8 KiB hold two or three.</summary>
    private const int WriteBufferBytes = 64 * 1024;

    /// <summary>Completes the settings of a connection string.</summary>
    /// <param name="settings">They are changed.</param>
    /// <param name="synchronousCommit">What it must stay at; null: what the database has for the role.</param>
    public static void Bound(NpgsqlConnectionStringBuilder settings, string? synchronousCommit)
    {
        List<(string Name, string Value)> bounds =
        [
            ("idle_in_transaction_session_timeout", Milliseconds(Limits.OpenTransactionWait)),
            ("lock_timeout", Milliseconds(Limits.LockWait)),
            ("statement_timeout", Milliseconds(Limits.StatementTime)),
            ("tcp_keepalives_idle", Seconds(Limits.SilentConnection)),
            ("tcp_keepalives_interval", Seconds(Limits.SilentConnection / 2)),
            ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", Milliseconds(Limits.LostConnection)),
            ("client_connection_check_interval", Milliseconds(Limits.SilentConnection)),

            // Our statements touch few rows. On a table that has no statistics yet PostgreSQL expects many, and compiles for 0.4 s first.
            ("jit", "off"),

            // A commit that may be lost is told by a warning, and by nothing else.
            ("client_min_messages", "warning"),
        ];
        if (synchronousCommit is not null)
        {
            bounds.Add(("synchronous_commit", synchronousCommit));
        }

        var own = settings.Options ?? Environment.GetEnvironmentVariable("PGOPTIONS");
        settings.Options = string.Join(' ', [.. bounds.Select(bound => $"-c {bound.Name}={bound.Value}"), own]).TrimEnd();
        settings.ApplicationName ??= ApplicationName;
        if (settings.TcpKeepAliveTime == 0)
        {
            settings.TcpKeepAliveTime = (int)Limits.SilentConnection.TotalSeconds;
            settings.TcpKeepAliveInterval = (int)(Limits.SilentConnection / 2).TotalSeconds;
        }

        if (!settings.ShouldSerialize("Write Buffer Size"))
        {
            settings.WriteBufferSize = WriteBufferBytes;
        }

        if (settings.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            return;
        }

        // The driver's own defaults are 10 and 15 seconds: so long a failover would go unnoticed.
        if (!settings.ShouldSerialize("Host Recheck Seconds"))
        {
            settings.HostRecheckSeconds = (int)Limits.HostRecheck.TotalSeconds;
        }

        if (!settings.ShouldSerialize("Timeout"))
        {
            settings.Timeout = (int)Limits.HostConnectTime.TotalSeconds;
        }
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}

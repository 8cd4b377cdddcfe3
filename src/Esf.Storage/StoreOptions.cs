using Esf.Domain;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Database engines that the store runs on.</summary>
public enum StoreProvider
{
    /// <summary>One file, one writer: a laptop, a branch office.</summary>
    Sqlite,

    /// <summary>One database, any number of servers in front of it.</summary>
    Postgres,
}

/// <summary>Where a commit must be before it is acknowledged.</summary>
public enum StoreDurability
{
    /// <summary>On the disk of the database.</summary>
    Local,

    /// <summary>Also on the disk of the synchronous standbys, so that a failover loses nothing that was acknowledged.</summary>
    Replicated,
}

/// <summary>Where the store is, and what it promises.</summary>
public sealed class StoreOptions
{
    /// <summary>The file that is used when nothing is configured, in the working directory.</summary>
    public const string DefaultConnectionString = "Data Source=esf.db";

    /// <summary>Connections of one kind, at least.</summary>
    public const int MinConnections = 4;

    /// <summary>Connections of one kind, at most.</summary>
    public const int MaxConnections = 1000;

    /// <summary>Seconds that one question may take, at most.</summary>
    public const int MaxReadSeconds = 3600;

    /// <summary>The engine.</summary>
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>Connection string of Microsoft.Data.Sqlite or of Npgsql; several hosts are allowed in the latter.</summary>
    public string ConnectionString { get; set; } = DefaultConnectionString;

    /// <summary>
    /// Connections for transactions that write, <see cref="MinConnections"/> to <see cref="MaxConnections"/>. They have a pool of their own,
    /// so that no number of readers keeps an invoice from being issued.
    /// </summary>
    public int WriteConnections { get; set; } = 8;

    /// <summary>Connections for reading, <see cref="MinConnections"/> to <see cref="MaxConnections"/>. Beyond them a reader waits for a place.</summary>
    /// <remarks>
    /// With those that write and the one that follows the feed a server takes 23 connections: three servers, and a fourth that replaces one
    /// of them, fit into PostgreSQL's default of 100.
    /// </remarks>
    public int ReadConnections { get; set; } = 14;

    /// <summary>How long one question to the database may take; then it is ended there.</summary>
    public TimeSpan ReadTimeout { get; set; } = Limits.ReadTimeout;

    /// <summary>For which registers the clock is: that of the machine serves real ones, any other one those of a sandbox.</summary>
    public RegisterKind Kind { get; set; } = RegisterKind.Real;

    /// <summary>By how much this server's clock and the database's may differ (real registers on PostgreSQL).</summary>
    public TimeSpan ClockTolerance { get; set; } = Limits.ClockTolerance;

    /// <summary>The last commit behind which the operator has accepted a leap of the clock (real registers on SQLite).</summary>
    public DateTimeOffset? AcceptClockLeap { get; set; }

    /// <summary>
    /// Where a commit must be before it is acknowledged; opening is refused where the database is set otherwise. Null: as the database is
    /// set, <see cref="StoreDurability.Replicated"/> where it names synchronous standbys.
    /// </summary>
    public StoreDurability? Durability { get; set; }

    /// <summary>How long a caller waits for PostgreSQL to confirm a commit; the commit itself goes on.</summary>
    public TimeSpan CommitWait { get; set; } = Limits.CommitWait;
}

/// <summary>The store refuses to be opened: what is configured, or what stands in the database, does not fit this program.</summary>
public sealed class StoreRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);

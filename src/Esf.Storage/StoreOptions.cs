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

/// <summary>Where the store is.</summary>
public sealed class StoreOptions
{
    /// <summary>The file that is used when nothing is configured, in the working directory.</summary>
    public const string DefaultConnectionString = "Data Source=esf.db";

    /// <summary>The engine.</summary>
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>Connection string of Microsoft.Data.Sqlite or of Npgsql; several hosts are allowed in the latter.</summary>
    public string ConnectionString { get; set; } = DefaultConnectionString;

    /// <summary>For which registers the clock is: that of the machine serves real ones, any other one those of a sandbox.</summary>
    public RegisterKind Kind { get; set; } = RegisterKind.Real;

    /// <summary>By how much this server's clock and the database's may differ (real registers on PostgreSQL).</summary>
    public TimeSpan ClockTolerance { get; set; } = Limits.ClockTolerance;

    /// <summary>The last commit behind which the operator has accepted a leap of the clock (real registers on SQLite).</summary>
    public DateTimeOffset? AcceptClockLeap { get; set; }
}

/// <summary>The store refuses to be opened: what is configured, or what stands in the database, does not fit this program.</summary>
public sealed class StoreRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);

using Npgsql;

namespace Esf.Storage;

/// <summary>The pools of one server: readers, writers and the follower of the feed cannot take each other's connections.</summary>
internal sealed class PostgresSources(StoreOptions options, string? synchronousCommit) : IAsyncDisposable
{
    /// <summary>Statements that are prepared by themselves on their second use: the store has about thirty.</summary>
    private const int PreparedStatements = 100;

    /// <summary>For transactions that write.</summary>
    public NpgsqlDataSource Writes { get; } = Build(options, options.WriteConnections, synchronousCommit);

    /// <summary>For reading.</summary>
    public NpgsqlDataSource Reads { get; } = Build(options, options.ReadConnections, synchronousCommit);

    /// <summary>One connection, which follows the feed.</summary>
    public NpgsqlDataSource Listener { get; } = Build(options, 1, synchronousCommit);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { Writes, Reads, Listener })
        {
            // A source of several hosts does not close its connections by itself.
            source.Clear();
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A pool of so many connections at most, whatever the connection string says of pools.</summary>
    private static NpgsqlDataSource Build(StoreOptions options, int connections, string? synchronousCommit)
    {
        var source = Parse(options.ConnectionString);
        var settings = source.ConnectionStringBuilder;

        // Npgsql is given no logger: it tells of every command at the level Information, and what fails is thrown anyway.
        // Multiplexing shares connections between callers, which transactions cannot.
        settings.Multiplexing = false;
        settings.Pooling = true;
        settings.MaxPoolSize = connections;
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, connections);
        PostgresSessions.Bound(settings, synchronousCommit);
        if (settings.CommandTimeout != 0)
        {
            // A read has a bound of its own, which must come first: only then is it known that the database is there.
            settings.CommandTimeout = Math.Max(settings.CommandTimeout, 2 * (int)Math.Ceiling(options.ReadTimeout.TotalSeconds));
        }

        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = PreparedStatements;
            settings.AutoPrepareMinUsages = 2;
        }

        // Of several hosts the primary is meant, also after a failover; what was just written must be read back.
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? source.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : source.Build();
    }

    private static NpgsqlDataSourceBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new StoreRefusedException($"Storage:ConnectionString is not one of PostgreSQL: {exception.Message}", exception);
        }
    }
}

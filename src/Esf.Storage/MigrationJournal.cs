using System.Data;
using DbUp.Engine;

namespace Esf.Storage;

/// <summary>Which scripts made this database, each with the SHA-256 of its text: an edited or an unknown one is noticed.</summary>
/// <remarks>DbUp's own journals keep names only.</remarks>
internal sealed class MigrationJournal(Session session) : IJournal
{
    /// <summary>The one table that no migration makes.</summary>
    public void CreateTable()
    {
        using var command = session.Command("create table if not exists schema_migrations (name text not null primary key, sha256 text not null)");
        command.ExecuteNonQuery();
    }

    /// <summary>Refuses a history that is not the beginning of these scripts.</summary>
    public void Verify(IReadOnlyList<SqlScript> scripts)
    {
        var checksums = scripts.ToDictionary(script => script.Name, Migrator.Checksum, StringComparer.Ordinal);
        foreach (var (name, checksum) in ReadApplied())
        {
            if (!checksums.TryGetValue(name, out var expected))
            {
                throw new StoreRefusedException(
                    $"The database is newer than this program: migration {name} is applied and not known here. Start a newer program.");
            }

            if (checksum != expected)
            {
                throw new StoreRefusedException(
                    $"Migration {name} was edited after it had been applied: its SHA-256 is {expected}, that of the applied one is {checksum}. "
                    + "Restore the file and write the change as a new migration.");
            }
        }
    }

    public string[] GetExecutedScripts() => [.. ReadApplied().Select(applied => applied.Name)];

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory) => session
        .Command(
            "insert into schema_migrations (name, sha256) values (@name, @sha256)",
            ("name", script.Name),
            ("sha256", Migrator.Checksum(script)))
        .ExecuteNonQuery();

    /// <summary>Nothing to do: the table was made before the history was verified.</summary>
    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
    }

    private List<(string Name, string Checksum)> ReadApplied()
    {
        using var command = session.Command("select name, sha256 from schema_migrations order by name");
        using var reader = command.ExecuteReader();
        var applied = new List<(string, string)>();
        while (reader.Read())
        {
            applied.Add((reader.GetString(0), reader.GetString(1)));
        }

        return applied;
    }
}

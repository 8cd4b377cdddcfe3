using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Transactions;
using DbUp.Sqlite.Helpers;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>Brings the schema up to this program, forward only; refuses a database that another history or a newer program has made.</summary>
/// <remarks>
/// All of it is one transaction behind one lock: servers that start together migrate once, and a script that fails leaves nothing.
/// </remarks>
internal static class Migrator
{
    private const string Folder = ".Migrations.";

    /// <summary>The scripts of this program, in their order.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } = ReadScripts();

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="StoreRefusedException">An applied script was edited since, or is unknown, or a script fails.</exception>
    public static Task MigrateAsync(Dialect dialect, IReadOnlyList<SqlScript> scripts, ILogger logger, CancellationToken cancellationToken) =>
        dialect.WriteAsync(
            async (session, cancel) =>
            {
                await dialect.LockSchemaAsync(session, cancel).ConfigureAwait(false);
                Upgrade(session, scripts, logger);
                return true;
            },
            cancellationToken);

    /// <summary>SHA-256 of a script as it stands in the repository, before anything is put in.</summary>
    public static string Checksum(SqlScript script) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.Contents)));

    private static void Upgrade(Session session, IReadOnlyList<SqlScript> scripts, ILogger logger)
    {
        var journal = new MigrationJournal(session);
        journal.CreateTable();
        journal.Verify(scripts);

        var builder = new UpgradeEngineBuilder();
        builder.Configure(migration =>
        {
            migration.ConnectionManager = new BorrowedConnection(session.Connection);
            migration.ScriptExecutor = session.Dialect.MigrationExecutor(migration);
            migration.Journal = journal;
        });
        builder.WithScripts(scripts)
            .WithVariables(new Dictionary<string, string>(session.Dialect.MigrationVariables, StringComparer.Ordinal))
            .WithoutTransaction()
            .ResetConfiguredLoggers()
            .LogTo(logger);
        var result = builder.Build().PerformUpgrade();
        if (!result.Successful)
        {
            throw new StoreRefusedException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }
    }

    private static List<SqlScript> ReadScripts()
    {
        var assembly = typeof(Migrator).Assembly;
        var scripts = new List<SqlScript>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var folder = resource.IndexOf(Folder, StringComparison.Ordinal);
            if (folder >= 0)
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                scripts.Add(new(resource[(folder + Folder.Length)..], text.ReadToEnd()));
            }
        }

        return scripts;
    }

    /// <summary>Lends DbUp a connection whose transaction is not DbUp's to end. Both engines take a script of many statements as it is.</summary>
    private sealed class BorrowedConnection(DbConnection connection) : DatabaseConnectionManager(_ => new SharedConnection(connection))
    {
        public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => [scriptContents];
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Esf.OneC.Exchange;

/// <summary>A request as it was or is about to be sent, byte for byte.</summary>
/// <param name="Id">The request_id.</param>
/// <param name="DocumentKey">What makes it the same document in the books.</param>
/// <param name="Message">The message of the contract.</param>
/// <param name="RegistrationNumber">Empty until the service answered with one.</param>
internal sealed record JournalRequest(string Id, string DocumentKey, byte[] Message, string RegistrationNumber);

/// <summary>What the connector must know again after a crash: requests before they are sent, and purposes, which only statements carry.</summary>
/// <remarks>
/// SQLite in one file: a row is durable when its method returns, and twenty thousand rows are searched as fast as ten; a JSON file would
/// be written anew for each. It is a memory, not the truth: the register is. When it is lost, documents that were issued are recognised
/// by their request_ids, and only purposes have to be dropped again.
/// The rollback journal is used and not WAL, which needs memory shared between processes and so a local disk; 1C often exchanges over a
/// share. The lock is held as long as the journal is open: one folder has one connector.
/// </remarks>
internal sealed class Journal : IDisposable
{
    // SQLITE_BUSY, SQLITE_LOCKED.
    private static readonly int[] Held = [5, 6];

    private readonly SqliteConnection _connection;

    private Journal(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
    }

    /// <summary>Opens or makes the journal. Throws UsageException when another connector has it or it is of another taxpayer.</summary>
    public static Journal Open(string file, string taxpayer)
    {
        var journal = new Journal(file);
        try
        {
            journal._connection.Open();
            journal.Run("pragma locking_mode = exclusive; pragma journal_mode = delete; pragma synchronous = full; begin exclusive; commit;");
            journal.Run(
                """
                create table if not exists owner (taxpayer text not null primary key) strict;
                create table if not exists request (
                  id text not null primary key,
                  document text not null,
                  message blob not null,
                  registration_number text not null default '') strict;
                create index if not exists request_document on request (document);
                create table if not exists payment (name text not null primary key, purpose text not null) strict;
                """);
            journal.Run("insert into owner select $taxpayer where not exists (select 1 from owner)", ("$taxpayer", taxpayer));
            var owner = (string?)journal.Value("select taxpayer from owner");
            return owner == taxpayer
                ? journal
                : throw new UsageException($"The folder belongs to taxpayer {owner}; give {taxpayer} a folder of its own.");
        }
        catch (SqliteException failure) when (Held.Contains(failure.SqliteErrorCode))
        {
            journal.Dispose();
            throw new UsageException("Another esf-1c works on this folder.");
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>A journal that ends with the process, for who works on no folder.</summary>
    public static Journal InMemory(string taxpayer) => Open(":memory:", taxpayer);

    /// <summary>Keeps a request before it is sent; one that was kept for the same id is replaced.</summary>
    public void Remember(JournalRequest request) => Run(
        """
        insert into request (id, document, message, registration_number) values ($id, $document, $message, $number)
        on conflict (id) do update set message = excluded.message, registration_number = excluded.registration_number
        """,
        ("$id", request.Id),
        ("$document", request.DocumentKey),
        ("$message", request.Message),
        ("$number", request.RegistrationNumber));

    /// <summary>Keeps that a request was answered.</summary>
    public void Answered(string id, string registrationNumber) => Run(
        "update request set registration_number = $number where id = $id and registration_number <> $number",
        ("$id", id),
        ("$number", registrationNumber));

    /// <summary>Drops a request that was refused, so that it is put together anew.</summary>
    public void Forget(string id) => Run("delete from request where id = $id", ("$id", id));

    /// <summary>The request of that id; null when there is none.</summary>
    public JournalRequest? Find(string id) => Requests("where id = $value", id).FirstOrDefault();

    /// <summary>Every answered request of that document, whatever it held.</summary>
    public IReadOnlyList<JournalRequest> Issued(string documentKey) =>
        [.. Requests("where document = $value and registration_number <> ''", documentKey)];

    /// <summary>Keeps the purpose of a payment.</summary>
    public void RememberPurpose(string payment, string purpose) => Run(
        "insert into payment (name, purpose) values ($name, $purpose) on conflict (name) do update set purpose = excluded.purpose",
        ("$name", payment),
        ("$purpose", purpose));

    /// <summary>The purpose of a payment; empty when no statement told it.</summary>
    public string Purpose(string payment) => (string?)Value("select purpose from payment where name = $name", ("$name", payment)) ?? "";

    /// <summary>Does several things as one: all or none of them is durable.</summary>
    public void Together(Action work)
    {
        using var transaction = _connection.BeginTransaction();
        work();
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private List<JournalRequest> Requests(string condition, string value)
    {
        using var command = Command(
            string.Create(CultureInfo.InvariantCulture, $"select id, document, message, registration_number from request {condition}"),
            ("$value", value));
        using var reader = command.ExecuteReader();
        var found = new List<JournalRequest>();
        while (reader.Read())
        {
            found.Add(new JournalRequest(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3)));
        }

        return found;
    }

    private object? Value(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        // Every text is written in this file; values go by parameters.
        var command = _connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

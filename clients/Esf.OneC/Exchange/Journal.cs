using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Esf.OneC.Exchange;

/// <summary>A document that the service has answered with an invoice.</summary>
/// <param name="RequestId">Its request_id.</param>
/// <param name="DocumentKey">What makes it the same document in the books.</param>
/// <param name="RegistrationNumber">The invoice.</param>
internal sealed record IssuedDocument(string RequestId, string DocumentKey, string RegistrationNumber);

/// <summary>What the connector remembers: what it has issued, what has become of files that still wait, and purposes, which only statements carry.</summary>
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
                create table if not exists issued (
                  request_id text not null primary key,
                  document text not null,
                  registration_number text not null) strict;
                create index if not exists issued_document on issued (document);
                create table if not exists taken (
                  file text not null,
                  part text not null,
                  answer blob not null,
                  primary key (file, part)) strict;
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

    /// <summary>Keeps that a document was answered with an invoice.</summary>
    public void Remember(IssuedDocument document) => Run(
        """
        insert into issued (request_id, document, registration_number) values ($id, $document, $number)
        on conflict (request_id) do update set registration_number = excluded.registration_number
        """,
        ("$id", document.RequestId),
        ("$document", document.DocumentKey),
        ("$number", document.RegistrationNumber));

    /// <summary>Whether a document was answered with an invoice, as far as this journal knows.</summary>
    public bool HasIssued(string requestId) => Issued("request_id", requestId).Count > 0;

    /// <summary>Every answered document of that key, whatever it held.</summary>
    public IReadOnlyList<IssuedDocument> Issued(string documentKey) => Issued("document", documentKey);

    /// <summary>Keeps what the service answered to a part of a file that is not finished, so that the part is not sent again.</summary>
    public void Take(string file, string part, byte[] answer) => Run(
        "insert into taken (file, part, answer) values ($file, $part, $answer) on conflict (file, part) do update set answer = excluded.answer",
        ("$file", file),
        ("$part", part),
        ("$answer", answer));

    /// <summary>What was answered to a part of a file in an earlier pass; null when nothing was.</summary>
    public byte[]? Taken(string file, string part) =>
        (byte[]?)Value("select answer from taken where file = $file and part = $part", ("$file", file), ("$part", part));

    /// <summary>Forgets the parts of a file that is finished: dropped again, it is asked for anew.</summary>
    public void Release(string file) => Run("delete from taken where file = $file", ("$file", file));

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

    private List<IssuedDocument> Issued(string column, string value)
    {
        using var command = Command(
            string.Create(CultureInfo.InvariantCulture, $"select request_id, document, registration_number from issued where {column} = $value"),
            ("$value", value));
        using var reader = command.ExecuteReader();
        var found = new List<IssuedDocument>();
        while (reader.Read())
        {
            found.Add(new IssuedDocument(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
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

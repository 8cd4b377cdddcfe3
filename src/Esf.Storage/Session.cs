using System.Data.Common;

namespace Esf.Storage;

/// <summary>A connection, within a transaction where it writes, together with its dialect.</summary>
internal sealed class Session(Dialect dialect, DbConnection connection, DbTransaction? transaction)
{
    public Dialect Dialect => dialect;

    public DbConnection Connection => connection;

    /// <summary>What is executed together with the commit.</summary>
    public List<Statement> LastStatements { get; } = [];

    /// <summary>Makes the commit answer for what this transaction has found, too: its commit is durable no earlier than those it has seen.</summary>
    public void Confirm() => LastStatements.AddRange(dialect.Confirmation);

    /// <summary>A command of a constant text, or of constants joined; values are parameters.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            Add(command, name, value);
        }

        return command;
    }

    /// <summary>Adds a value to a command.</summary>
    public static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Executes one statement and answers how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken)
    {
        var command = Command(statement.Sql, statement.Parameters);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Executes many statements in their order, as cheaply as the engine can.</summary>
    public Task ExecuteAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        dialect.ExecuteAsync(connection, transaction, statements, cancellationToken);
}

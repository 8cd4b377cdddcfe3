namespace Esf.Storage;

/// <summary>A statement with its values; many of one text are executed together.</summary>
/// <param name="Sql">Text with named parameters <c>@name</c>, a constant: values never enter it.</param>
/// <param name="Parameters">Values by name, in the same order wherever the text is the same.</param>
internal sealed record Statement(string Sql, params (string Name, object? Value)[] Parameters);

/// <summary>Type of a column of a <see cref="KeyTable"/>.</summary>
internal enum KeyType
{
    Text,
    Integer,
    Date,
}

/// <summary>A table of keys that is sent as parameters, so that one statement of constant text finds the rows of a whole batch.</summary>
/// <param name="Name">Name of the table within the statement, and the beginning of its parameters' names.</param>
/// <param name="Columns">Names and types of its columns.</param>
internal sealed record KeyTable(string Name, params (string Name, KeyType Type)[] Columns);

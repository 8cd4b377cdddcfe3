namespace Esf.Domain.Errors;

/// <summary>One rule that was not met, or one note on a document that may be issued.</summary>
public sealed record Violation
{
    /// <summary>A violation of a row.</summary>
    /// <param name="row">The row of the catalogue.</param>
    /// <param name="field">Path of the field in the request, list indexes counted from 1.</param>
    /// <param name="law">The article or specification that the rule applies; empty for a rule of the contract alone.</param>
    /// <param name="arguments">Values of the placeholders of the row's texts.</param>
    public Violation(ErrorRow row, string field, string law, params (string Name, string Value)[] arguments)
        : this(row, field, law, arguments.ToDictionary(argument => argument.Name, argument => Told(argument.Value), StringComparer.Ordinal))
    {
    }

    /// <summary>A violation of a row, with its arguments in a dictionary.</summary>
    public Violation(ErrorRow row, string field, string law, IReadOnlyDictionary<string, string> arguments)
    {
        Row = row;
        Field = field;
        Law = law;
        Arguments = arguments;
    }

    /// <summary>The row of the catalogue.</summary>
    public ErrorRow Row { get; }

    /// <summary>Path of the field in the request, list indexes counted from 1: <c>invoice.lines[2].vat_amount</c>.</summary>
    public string Field { get; init; }

    /// <summary>The article of the Tax Code or the specification, like <c>art. 493 p. 9</c>.</summary>
    public string Law { get; }

    /// <summary>Values of the placeholders.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>The text in a language.</summary>
    public string Text(Language language) => Row.Text(language, Arguments);

    /// <summary>A value as an error tells it back: at most <see cref="Limits.ToldValueLength"/> characters, so that it fits into trailers.</summary>
    internal static string Told(string value)
    {
        if (value.Length <= Limits.ToldValueLength)
        {
            return value;
        }

        var length = Limits.ToldValueLength - 1;
        return $"{value.AsSpan(0, char.IsHighSurrogate(value[length - 1]) ? length - 1 : length)}…";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Row.Reason}";
}

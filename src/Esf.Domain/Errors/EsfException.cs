namespace Esf.Domain.Errors;

/// <summary>Carries a refusal up to the one place that answers the caller; nobody on the way catches it.</summary>
public sealed class EsfException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>A refusal with one reason.</summary>
    /// <param name="row">The row of the catalogue.</param>
    /// <param name="arguments">Values of the placeholders of the row's texts.</param>
    public EsfException(ErrorRow row, params (string Name, string Value)[] arguments)
        : this(new Refusal(row, arguments))
    {
    }

    /// <summary>A refusal of an invoice, INVOICE_INVALID, that carries violations.</summary>
    /// <param name="violations">At least one.</param>
    public EsfException(IReadOnlyCollection<Violation> violations)
        : this(new Refusal(violations))
    {
    }

    /// <summary>A refusal that carries violations.</summary>
    /// <param name="row">INVOICE_INVALID for a request that carries an invoice, else REQUEST_INVALID.</param>
    /// <param name="violations">At least one.</param>
    public EsfException(ErrorRow row, IReadOnlyCollection<Violation> violations)
        : this(new Refusal(row, violations))
    {
    }

    /// <summary>Why the call is refused.</summary>
    public Refusal Refusal { get; private init; } = refusal;

    /// <inheritdoc cref="Refusal.Row"/>
    public ErrorRow Row => Refusal.Row;

    /// <inheritdoc cref="Refusal.Arguments"/>
    public IReadOnlyDictionary<string, string> Arguments => Refusal.Arguments;

    /// <inheritdoc cref="Refusal.Violations"/>
    public IReadOnlyList<Violation> Violations => Refusal.Violations;

    /// <inheritdoc cref="Refusal.Resource"/>
    public string? Resource
    {
        get => Refusal.Resource;
        init => Refusal = Refusal with { Resource = value };
    }

    /// <inheritdoc cref="Refusal.RetryAfter"/>
    public TimeSpan? RetryAfter
    {
        get => Refusal.RetryAfter;
        init => Refusal = Refusal with { RetryAfter = value };
    }

    /// <inheritdoc cref="Refusal.Text"/>
    public string Text(Language language) => Refusal.Text(language);
}

namespace Esf.Domain.Errors;

/// <summary>A refusal with a row of the catalogue: the only exception by which the domain tells a caller what is wrong.</summary>
public sealed class EsfException : Exception
{
    /// <summary>A refusal with one reason.</summary>
    /// <param name="row">The row of the catalogue.</param>
    /// <param name="arguments">Values of the placeholders of the row's texts.</param>
    public EsfException(ErrorRow row, params (string Name, string Value)[] arguments)
        : base(row.Reason)
    {
        Row = row;
        Arguments = arguments.ToDictionary(argument => argument.Name, argument => Violation.Told(argument.Value), StringComparer.Ordinal);
        Violations = [];
    }

    /// <summary>A refusal of an invoice, INVOICE_INVALID, that carries violations; their order becomes the catalogue's.</summary>
    /// <param name="violations">At least one.</param>
    public EsfException(IReadOnlyCollection<Violation> violations)
        : this(ErrorCatalogue.InvoiceInvalid, violations)
    {
    }

    /// <summary>A refusal that carries violations; their order becomes the catalogue's.</summary>
    /// <param name="row">INVOICE_INVALID for a request that carries an invoice, else REQUEST_INVALID.</param>
    /// <param name="violations">At least one.</param>
    public EsfException(ErrorRow row, IReadOnlyCollection<Violation> violations)
        : base($"{row.Reason}: {string.Join("; ", violations)}")
    {
        Row = row;
        Violations = InCatalogueOrder(violations);
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["violation_count"] = Violations.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The row of the catalogue.</summary>
    public ErrorRow Row { get; }

    /// <summary>Values of the placeholders.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>All violations, in catalogue order; empty unless the row is INVOICE_INVALID or REQUEST_INVALID.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>Name of the resource that the refusal is about, when there is one.</summary>
    public string? Resource { get; init; }

    /// <summary>How long to wait before the same call may succeed; null when waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The text in a language.</summary>
    public string Text(Language language) => Row.Text(language, Arguments);

    /// <summary>Violations in the order in which they are told: by row, then as found.</summary>
    public static IReadOnlyList<Violation> InCatalogueOrder(IEnumerable<Violation> violations) =>
        [.. violations.OrderBy(violation => violation.Row.Precedence)];
}

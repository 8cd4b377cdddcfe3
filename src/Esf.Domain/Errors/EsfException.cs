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
        Arguments = arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        Violations = [];
    }

    /// <summary>A refusal that carries violations; their order becomes the catalogue's.</summary>
    /// <param name="violations">At least one.</param>
    public EsfException(IReadOnlyCollection<Violation> violations)
        : base($"{ErrorCatalogue.InvoiceInvalid.Reason}: {string.Join("; ", violations.Take(Limits.ViolationsInStatus))}")
    {
        Row = ErrorCatalogue.InvoiceInvalid;
        Violations = InCatalogueOrder(violations);
        ViolationCount = Violations.Count;
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["violation_count"] = Violations.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private EsfException(EsfException whole, int violations)
        : base(whole.Message)
    {
        (Row, Arguments, Resource, RetryAfter) = (whole.Row, whole.Arguments, whole.Resource, whole.RetryAfter);
        (Violations, ViolationCount) = ([.. whole.Violations.Take(violations)], whole.ViolationCount);
    }

    /// <summary>The row of the catalogue.</summary>
    public ErrorRow Row { get; }

    /// <summary>Values of the placeholders.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>How many rules were not met, also when not all of them are kept.</summary>
    public int ViolationCount { get; }

    /// <summary>All violations, in catalogue order; empty unless the row is INVOICE_INVALID.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>Name of the resource that the refusal is about, when there is one.</summary>
    public string? Resource { get; init; }

    /// <summary>How long to wait before the same call may succeed; null when waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The refusal with the first violations only: of many refusals that are kept at once.</summary>
    public EsfException Shortened(int violations) => Violations.Count <= violations ? this : new(this, violations);

    /// <summary>The text in a language.</summary>
    public string Text(Language language) => Row.Text(language, Arguments);

    /// <summary>Violations in the order in which they are told: by row, then as found.</summary>
    public static IReadOnlyList<Violation> InCatalogueOrder(IEnumerable<Violation> violations) =>
        [.. violations.OrderBy(violation => violation.Row.Precedence)];
}

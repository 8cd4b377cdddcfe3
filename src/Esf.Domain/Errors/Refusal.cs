using System.Globalization;

namespace Esf.Domain.Errors;

/// <summary>Why a call is refused: a row of the catalogue with its values. It is a value; <see cref="EsfException"/> only carries it up.</summary>
public sealed record Refusal
{
    /// <summary>A refusal with one reason.</summary>
    /// <param name="row">The row of the catalogue.</param>
    /// <param name="arguments">Values of the placeholders of the row's texts.</param>
    public Refusal(ErrorRow row, params (string Name, string Value)[] arguments)
    {
        Row = row;
        Arguments = arguments.ToDictionary(argument => argument.Name, argument => Violation.Told(argument.Value), StringComparer.Ordinal);
        Violations = [];
    }

    /// <summary>A refusal of an invoice, INVOICE_INVALID, that carries violations; their order becomes the catalogue's.</summary>
    /// <param name="violations">At least one.</param>
    public Refusal(IReadOnlyCollection<Violation> violations)
        : this(ErrorCatalogue.InvoiceInvalid, violations)
    {
    }

    /// <summary>A refusal that carries violations; their order becomes the catalogue's.</summary>
    /// <param name="row">INVOICE_INVALID for a request that carries an invoice, else REQUEST_INVALID.</param>
    /// <param name="violations">At least one.</param>
    public Refusal(ErrorRow row, IReadOnlyCollection<Violation> violations)
    {
        Row = row;
        Violations = InCatalogueOrder(violations);
        ViolationCount = Violations.Count;
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["violation_count"] = Violations.Count.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The row of the catalogue.</summary>
    public ErrorRow Row { get; }

    /// <summary>Values of the placeholders.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>Violations in catalogue order; empty unless the row is INVOICE_INVALID or REQUEST_INVALID.</summary>
    public IReadOnlyList<Violation> Violations { get; private init; }

    /// <summary>How many rules were not met, also when not all violations are kept.</summary>
    public int ViolationCount { get; }

    /// <summary>Name of the resource that the refusal is about, when there is one.</summary>
    public string? Resource { get; init; }

    /// <summary>How long to wait before the same call may succeed; null when waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The refusal with the first violations only: of many refusals that are kept at once.</summary>
    public Refusal Shortened(int violations) => Violations.Count <= violations ? this : this with { Violations = [.. Violations.Take(violations)] };

    /// <summary>The text in a language.</summary>
    public string Text(Language language) => Row.Text(language, Arguments);

    /// <summary>Violations in the order in which they are reported: by row, then as found.</summary>
    public static IReadOnlyList<Violation> InCatalogueOrder(IEnumerable<Violation> violations) =>
        [.. violations.OrderBy(violation => violation.Row.Precedence)];

    /// <inheritdoc/>
    public override string ToString() => Violations.Count == 0 ? Row.Reason : $"{Row.Reason}: {string.Join("; ", Violations.Take(Limits.ViolationsInStatus))}";
}

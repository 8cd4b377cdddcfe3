using Esf.V1;

namespace Esf.Client;

/// <summary>One rule that was not met.</summary>
/// <param name="Field">Path of the field in the request, list indexes counted from 1: <c>invoice.lines[2].vat_amount</c>.</param>
/// <param name="Reason">Stable reason of the catalogue, UPPER_SNAKE_CASE.</param>
/// <param name="Description">What is wrong, in English.</param>
/// <param name="LocalizedMessage">What is wrong, in the language of the client.</param>
/// <param name="Law">
/// The article that the rule applies, like <c>art. 493 p. 9</c>. Null when the violation came in a status: google.rpc.BadRequest has
/// no place for it. Outcomes of batches and <see cref="EsfClient.ValidateInvoiceAsync"/> carry it.
/// </param>
public sealed record EsfViolation(string Field, string Reason, string Description, string LocalizedMessage, string? Law)
{
    /// <summary>The same violation as the contract writes it.</summary>
    public static EsfViolation From(Violation violation)
    {
        ArgumentNullException.ThrowIfNull(violation);
        return new EsfViolation(
            violation.Field,
            violation.Reason,
            violation.Description,
            violation.LocalizedMessage,
            violation.Law.Length == 0 ? null : violation.Law);
    }
}

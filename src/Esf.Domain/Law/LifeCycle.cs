using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Law;

/// <summary>What can be done to an invoice of the register.</summary>
public enum LifeStep
{
    /// <summary>Replace it by a corrected invoice.</summary>
    Correct,

    /// <summary>Add a signed difference.</summary>
    Add,

    /// <summary>Revoke it.</summary>
    Revoke,
}

/// <summary>The state machine of an invoice: one table, and one condition on its family.</summary>
/// <remarks>
/// <code>
///                 correct                          revoke
///   ISSUED ────────────────▶ CORRECTED    ISSUED ────────▶ REVOKED
///     │ ▲                    (a corrected invoice is ISSUED in its place)
///     └─┘ add (an additional invoice is ISSUED beside it)
/// </code>
/// An additional invoice is only revoked: a difference to a difference is another difference to the main invoice. A main invoice is revoked
/// after the additional ones that stand on it. Revoking a negative difference takes again the payments that it had freed, if they are still there.
/// </remarks>
public static class LifeCycle
{
    private static readonly HashSet<(LifeStep Step, InvoiceType Type, InvoiceState State)> Table =
    [
        (LifeStep.Correct, InvoiceType.Ordinary, InvoiceState.Issued),
        (LifeStep.Correct, InvoiceType.Corrected, InvoiceState.Issued),
        (LifeStep.Add, InvoiceType.Ordinary, InvoiceState.Issued),
        (LifeStep.Add, InvoiceType.Corrected, InvoiceState.Issued),
        (LifeStep.Revoke, InvoiceType.Ordinary, InvoiceState.Issued),
        (LifeStep.Revoke, InvoiceType.Corrected, InvoiceState.Issued),
        (LifeStep.Revoke, InvoiceType.Additional, InvoiceState.Issued),
    ];

    /// <summary>Whether a step is allowed for an invoice of a type in a state, its family apart.</summary>
    public static bool Allows(LifeStep step, InvoiceType type, InvoiceState state) => Table.Contains((step, type, state));

    /// <summary>Why a step is refused by the target's state or its family: INVOICE_STATE_WRONG with what was found; null where it is allowed.</summary>
    public static Refusal? Refuse(LifeStep step, InvoiceFamily family)
    {
        var target = family.Target;
        var type = target.Content.Type;
        var others = family.Additional.Count(invoice => invoice.RegistrationNumber != target.RegistrationNumber);
        var isBound = step == LifeStep.Revoke && type != InvoiceType.Additional && others > 0;
        return Allows(step, type, target.State) && !isBound ? null : new(
            ErrorCatalogue.InvoiceStateWrong,
            ("invoice", target.RegistrationNumber.ToString()),
            ("operation", step.ToString().ToUpperInvariant()),
            ("type", type.ToString().ToUpperInvariant()),
            ("state", target.State.ToString().ToUpperInvariant()),
            ("vat", target.Content.Totals.VatAmount.ToString()),
            ("additional", $"{others}"))
        { Resource = $"taxpayers/{target.RegistrationNumber.Bin}/invoices/{target.RegistrationNumber}" };
    }
}

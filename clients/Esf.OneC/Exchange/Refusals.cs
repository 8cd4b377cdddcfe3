using Esf.Client;
using Esf.OneC.Results;
using Grpc.Core;

namespace Esf.OneC.Exchange;

/// <summary>What a refusal of the service means for a file in the folder.</summary>
internal static class Refusals
{
    private const string Payments = "invoice.payment_allocations";

    // Time or another payment mends these; nobody has to change the document.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "ISSUE_WINDOW_NOT_OPEN", "VAT_PAYMENT_EXHAUSTED", "VAT_PAYMENT_NOT_FOUND", "CLOCK_BEHIND_LEDGER",
    };

    /// <summary>True when the document itself may be right: it is tried again, and the result says what is missing.</summary>
    public static bool IsPassing(EsfException refusal) => refusal.Violations.Count > 0
        ? refusal.Violations.All(violation => Passing.Contains(violation.Reason))
        : Passing.Contains(refusal.Reason) || IsOfTheService(refusal);

    /// <summary>True when only the payments stand against the document, which it did not name yet.</summary>
    public static bool IsOfPayments(EsfViolation violation) => violation.Field.StartsWith(Payments, StringComparison.Ordinal);

    /// <summary>The refusal as rows; the service's reasons and texts are kept.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="place">Where a field of the contract stands in the file.</param>
    public static IReadOnlyList<Finding> Findings(EsfException refusal, Func<string, string> place) => refusal.Violations.Count > 0
        ? Findings(refusal.Violations, place)
        : [Finding.Told("", refusal.Reason, refusal.LocalizedMessage)];

    public static IReadOnlyList<Finding> Findings(IEnumerable<EsfViolation> violations, Func<string, string> place) =>
        [.. violations.Select(violation => Finding.Told(place(violation.Field), violation.Reason, violation.LocalizedMessage))];

    /// <summary>A taxpayer who is not registered yet, an access that is not granted yet, a defect there: the file is not to blame.</summary>
    public static bool IsOfTheService(EsfException refusal) =>
        refusal.Reason == "TAXPAYER_NOT_FOUND"
        || refusal.Code is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Internal or StatusCode.Unknown;
}

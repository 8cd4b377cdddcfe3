using Esf.Domain;
using Esf.Domain.Errors;

namespace Esf.Server.Errors;

/// <summary>Violations and refusals as the contract shows them inside a response.</summary>
internal static class RefusalMapping
{
    public static V1.Violation ToWire(this Violation violation, Language language) => new()
    {
        Field = violation.Field,
        Reason = violation.Row.Reason,
        Description = violation.Text(Language.En),
        LocalizedMessage = violation.Text(language),
        Law = violation.Law,
    };

    /// <summary>A refusal as one item of a batch carries it: the first violations, and how many there are.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="language">Of its texts.</param>
    /// <param name="violations">At most so many of them.</param>
    public static V1.Refusal ToWire(this Refusal refusal, Language language, int violations = Limits.ViolationsInStatus) => new()
    {
        Code = (int)RpcStatus.CodeOf(refusal.Row.Kind),
        Reason = refusal.Row.Reason,
        Description = refusal.Text(Language.En),
        LocalizedMessage = refusal.Text(language),
        ViolationCount = refusal.ViolationCount,
        Violations = { refusal.Violations.Take(violations).Select(violation => violation.ToWire(language)) },
    };
}

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

    public static V1.Refusal ToWire(this EsfException refusal, Language language) => new()
    {
        Code = (int)RpcStatus.CodeOf(refusal.Row.Kind),
        Reason = refusal.Row.Reason,
        Description = refusal.Text(Language.En),
        LocalizedMessage = refusal.Text(language),
        Violations = { refusal.Violations.Select(violation => violation.ToWire(language)) },
    };
}

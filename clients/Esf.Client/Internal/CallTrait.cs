using Esf.V1;

namespace Esf.Client;

/// <summary>What a request says about how its call may be treated.</summary>
/// <param name="IsRepeatable">True when doing it twice is the same as doing it once.</param>
/// <param name="RequestId">The request_id that the call carries; null when it carries none.</param>
/// <param name="Wait">How long the server is asked to wait before it answers; added to the deadline.</param>
internal sealed record CallTrait(bool IsRepeatable = true, string? RequestId = null, TimeSpan Wait = default)
{
    // More is refused by the service; a mistyped number must not become a deadline.
    private const int MaxWaitSeconds = 30;

    private static readonly CallTrait Usual = new();

    /// <summary>The trait of a call with the given request.</summary>
    public static CallTrait Of(object request) => request switch
    {
        IssueInvoiceRequest issue => new(RequestId: issue.RequestId),
        CorrectInvoiceRequest correct => new(RequestId: correct.RequestId),
        IssueAdditionalInvoiceRequest add => new(RequestId: add.RequestId),
        RevokeInvoiceRequest revoke => new(RequestId: revoke.RequestId),

        // If only the answer was lost, the repetition would be told ETAG_MISMATCH about its own change.
        UpdateTaxpayerRequest { Taxpayer.Etag.Length: > 0 } => new(IsRepeatable: false),
        ListInvoiceEventsRequest poll => new(Wait: TimeSpan.FromSeconds(Math.Clamp(poll.WaitSeconds, 0, MaxWaitSeconds))),
        _ => Usual,
    };
}

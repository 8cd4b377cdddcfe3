using System.Collections.ObjectModel;
using Esf.V1;
using Grpc.Core;

namespace Esf.Client;

/// <summary>A call that the service refused or that did not reach it, with everything that was said about it.</summary>
/// <remarks>
/// The message is English; show <see cref="LocalizedMessage"/> and the violations to people. Decide by <see cref="Reason"/>, which
/// is never renamed, or by <see cref="Code"/>.
/// </remarks>
public sealed class EsfException : Exception
{
    /// <summary>Makes an exception; the details are set by its init properties.</summary>
    /// <param name="code">The gRPC code.</param>
    /// <param name="reason">Reason of the catalogue, or the name of the code when the failure is not one of the service's own.</param>
    /// <param name="message">What happened, in English.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public EsfException(StatusCode code, string reason, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Code = code;
        Reason = reason;
        LocalizedMessage = message;
    }

    /// <summary>The gRPC code: the kind of the failure.</summary>
    public StatusCode Code { get; }

    /// <summary>
    /// Stable reason, one of <see cref="EsfReasons"/>: a row of the service's catalogue (<c>INVOICE_INVALID</c>), or one of this client's
    /// own (<c>ADDRESS_NOT_GRPC</c>). A failure that neither knows has the gRPC code in UPPER_SNAKE_CASE.
    /// </summary>
    public string Reason { get; }

    /// <summary>What happened, in the language of the client; in English when neither the service nor this client has a text for it.</summary>
    public string LocalizedMessage { get; init; }

    /// <summary>Rules that were not met, in the order of the catalogue. A status carries at most 16 of them.</summary>
    public IReadOnlyList<EsfViolation> Violations { get; init; } = [];

    /// <summary>
    /// How many rules were not met in all. When it is more than <see cref="Violations"/> holds,
    /// <see cref="EsfClient.ValidateInvoiceAsync"/> answers every one.
    /// </summary>
    public int ViolationCount { get; init; }

    /// <summary>The numbers and names of the message, by key. Never null.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The resource that the failure is about, like <c>taxpayers/941240001151</c>; null when none was named.</summary>
    public string? ResourceName { get; init; }

    /// <summary>How long the service asks to wait before the call is repeated; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request_id of the one document that the call was to make: repeat the call with it. Null for other calls.</summary>
    public string? RequestId { get; init; }

    /// <summary>The request_ids whose outcome the caller does not know, in the order in which they were sent.</summary>
    /// <remarks>Of a batch or a stream that broke for good; the single call has <see cref="RequestId"/>.</remarks>
    public IReadOnlyList<string> UnansweredRequestIds { get; init; } = [];

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>
    /// True when the same call, with the same request_id, may succeed later: the service could not be reached, did not answer in
    /// time, or asked to come back (RESOURCE_EXHAUSTED with a RetryInfo, or RATE_LIMITED of one item of a batch). False for QUERY_TOO_SLOW:
    /// the same question would take as long again.
    /// </summary>
    public bool MayBeRepeated => Code switch
    {
        StatusCode.Unavailable => true,
        StatusCode.DeadlineExceeded => Reason != EsfReasons.QueryTooSlow,
        StatusCode.ResourceExhausted => RetryAfter is not null || Reason == EsfReasons.RateLimited,
        _ => false,
    };

    /// <summary>
    /// True when the address is not that of the service's gRPC port: the message says which to use. Nothing was sent, and calls are not
    /// repeated; <see cref="MayBeRepeated"/> is true, since the same call succeeds once the address is right.
    /// </summary>
    public bool IsWrongAddress => Reason
        is EsfReasons.WrongPort
        or EsfReasons.AddressNotGrpc
        or EsfReasons.AddressNeedsTls
        or EsfReasons.AddressHasNoTls
        or EsfReasons.AddressCertificateRefused;

    /// <summary>The exception that the single call would have thrown for a refused item of a batch or a stream.</summary>
    /// <param name="refusal">Why the item was refused.</param>
    /// <param name="requestId">The item's request_id; null for items that have none.</param>
    public static EsfException From(Refusal refusal, string? requestId = null)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var code = (StatusCode)refusal.Code;
        return new EsfException(code, refusal.Reason.Length == 0 ? StatusDecoder.NameOf(code) : refusal.Reason, refusal.Description)
        {
            LocalizedMessage = refusal.LocalizedMessage,
            Violations = [.. refusal.Violations.Select(EsfViolation.From)],
            ViolationCount = Math.Max(refusal.ViolationCount, refusal.Violations.Count),
            RequestId = requestId,
        };
    }

    /// <summary>The same failure, with the request_ids whose outcome is not known.</summary>
    internal EsfException WithUnanswered(IReadOnlyList<string> requestIds) => new(Code, Reason, Message, InnerException)
    {
        LocalizedMessage = LocalizedMessage,
        Violations = Violations,
        ViolationCount = ViolationCount,
        Metadata = Metadata,
        ResourceName = ResourceName,
        RetryAfter = RetryAfter,
        RequestId = RequestId,
        UnansweredRequestIds = requestIds,
        Attempts = Attempts,
    };
}

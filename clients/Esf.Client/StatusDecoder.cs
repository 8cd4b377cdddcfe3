using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Client;

/// <summary>Reads a google.rpc.Status (AIP-193) out of what gRPC throws. The one place that knows how errors look on the wire.</summary>
internal static partial class StatusDecoder
{
    /// <summary>Said of a call that ran into its deadline: gRPC has no words for it.</summary>
    public const string NoAnswer = "The server did not answer within the deadline.";

    private const string Domain = "esf";
    private const string ViolationCountKey = "violation_count";

    /// <summary>The typed exception for a failed call.</summary>
    /// <param name="failure">What gRPC threw.</param>
    /// <param name="requestId">The request_id of the call, if it has one.</param>
    /// <param name="attempts">How often the call was tried.</param>
    public static EsfException Decode(RpcException failure, string? requestId, int attempts)
    {
        var code = CodeOf(failure);

        // A trailer that cannot be parsed must not hide the failure that it came with.
        var status = failure.Trailers.GetRpcStatus(ignoreParseError: true);
        var error = Detail<ErrorInfo>(status);
        var violations = Detail<BadRequest>(status)?.FieldViolations.Select(Violation).ToArray() ?? [];
        var message = MessageOf(failure.Status);

        return new EsfException(code, error is { Domain: Domain, Reason.Length: > 0 } ? error.Reason : NameOf(code), message, failure)
        {
            LocalizedMessage = Detail<LocalizedMessage>(status)?.Message ?? message,
            Violations = violations,
            ViolationCount = CountOf(error, violations.Length),
            Metadata = error?.Metadata.ToDictionary(StringComparer.Ordinal) ?? [],
            ResourceName = Detail<ResourceInfo>(status)?.ResourceName is { Length: > 0 } name ? name : null,
            RetryAfter = Detail<RetryInfo>(status)?.RetryDelay?.ToTimeSpan(),
            RequestId = requestId,
            Attempts = attempts,
        };
    }

    /// <summary>A code as google.rpc.Code writes it: <c>DEADLINE_EXCEEDED</c>.</summary>
    public static string NameOf(StatusCode code) => WordStart().Replace(code.ToString(), "_$0").ToUpperInvariant();

    /// <summary>The code of a failure; a connection that broke is UNAVAILABLE.</summary>
    /// <remarks>
    /// grpc-dotnet names a reset stream or connection after the HTTP/2 error code (INTERNAL, CANCELLED …). The service said none of
    /// that: it is a server that went away, and the call may be repeated like any other that got no answer.
    /// </remarks>
    private static StatusCode CodeOf(RpcException failure) =>
        failure.Status.DebugException is IOException or HttpRequestException ? StatusCode.Unavailable : failure.StatusCode;

    /// <summary>What the status says; for a failure of the transport also its cause (<c>Connection refused</c>).</summary>
    private static string MessageOf(Grpc.Core.Status status)
    {
        if (status.Detail.Length == 0)
        {
            return status.StatusCode == StatusCode.DeadlineExceeded ? NoAnswer : $"The call failed: {NameOf(status.StatusCode)}.";
        }

        var cause = status.DebugException?.GetBaseException().Message ?? "";
        return status.Detail.Contains(cause, StringComparison.Ordinal) ? status.Detail : $"{status.Detail} {cause}";
    }

    private static EsfViolation Violation(BadRequest.Types.FieldViolation violation) => new(
        violation.Field,
        violation.Reason,
        violation.Description,
        violation.LocalizedMessage?.Message ?? violation.Description,
        Law: null);

    private static int CountOf(ErrorInfo? error, int carried) =>
        error is not null
        && error.Metadata.TryGetValue(ViolationCountKey, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var all)
            ? Math.Max(all, carried)
            : carried;

    private static T? Detail<T>(Google.Rpc.Status? status)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return status?.GetDetail<T>();
        }
        catch (InvalidProtocolBufferException)
        {
            // As above: a broken detail is a missing detail.
            return null;
        }
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}

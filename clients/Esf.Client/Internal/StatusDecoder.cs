using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Client;

/// <summary>
/// Makes the exceptions of one client: reads a google.rpc.Status (AIP-193) out of what gRPC throws, and says in the set language what
/// the client finds by itself. The one place that knows how errors look on the wire.
/// </summary>
internal sealed partial class StatusDecoder(EsfClientOptions options)
{
    private const string Domain = "esf";
    private const string ViolationCountKey = "violation_count";
    private const string AddressKey = "address";

    private string Address { get; } = options.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The typed exception for a failed call.</summary>
    /// <param name="failure">What gRPC threw.</param>
    /// <param name="requestId">The request_id of the call, if it has one.</param>
    /// <param name="attempts">How often the call was tried.</param>
    public EsfException Decode(RpcException failure, string? requestId, int attempts)
    {
        // A trailer that cannot be parsed must not hide the failure that it came with.
        var status = failure.Trailers.GetRpcStatus(ignoreParseError: true);
        var error = Detail<ErrorInfo>(status) is { Domain: Domain, Reason.Length: > 0 } told ? told : null;
        if (error is null && Own(failure, requestId, attempts) is { } own)
        {
            return own;
        }

        if (error?.Reason == EsfReasons.WrongPort && error.Metadata.TryGetValue(AddressKey, out var other))
        {
            return Of(ClientErrors.WrongPort, attempts, failure, requestId, ("other", OnOurHost(other)));
        }

        var code = CodeOf(failure);
        var message = failure.Status.Detail.Length > 0 ? failure.Status.Detail : $"The call failed: {NameOf(code)}.";
        var violations = Detail<BadRequest>(status)?.FieldViolations.Select(Violation).ToArray() ?? [];
        return new EsfException(code, error?.Reason ?? NameOf(code), message, failure)
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

    /// <summary>A failure of the client's own.</summary>
    public EsfException Of(ClientError error, int attempts, params (string Name, string Value)[] values) =>
        Of(error, attempts, cause: null, requestId: null, values);

    /// <summary>A failure of the client's own; the address and its host need not be given.</summary>
    public EsfException Of(
        ClientError error, int attempts, Exception? cause, string? requestId, params (string Name, string Value)[] values)
    {
        (string Name, string Value)[] all = [(AddressKey, Address), ("host", options.Address.Host), .. values];
        return new EsfException(error.Code, error.Reason, Fill(error.En, all), cause)
        {
            LocalizedMessage = Fill(error.In(options.Language), all),
            Metadata = values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal),
            RequestId = requestId,
            Attempts = attempts,
        };
    }

    /// <summary>The failure of a call, or of a part of a stream, that got no answer in time.</summary>
    public EsfException NoAnswer(int attempts, Exception? cause = null, string? requestId = null) =>
        Of(ClientErrors.NoAnswer, attempts, cause, requestId, ("seconds", Seconds(options.Deadline)));

    /// <summary>A code as google.rpc.Code writes it: <c>DEADLINE_EXCEEDED</c>.</summary>
    public static string NameOf(StatusCode code) => WordStart().Replace(code.ToString(), "_$0").ToUpperInvariant();

    /// <summary>What no service has said: the transport failed, or the time was over. Null for everything else.</summary>
    private EsfException? Own(RpcException failure, string? requestId, int attempts)
    {
        if (failure.StatusCode == StatusCode.DeadlineExceeded && failure.Status.Detail.Length == 0)
        {
            return NoAnswer(attempts, failure, requestId);
        }

        if (AddressFault.Of(failure) is { } fault)
        {
            return Of(fault.Error, attempts, failure, requestId, fault.Values);
        }

        return IsOfTransport(failure)
            ? Of(ClientErrors.ConnectionLost, attempts, failure, requestId, ("cause", CauseOf(failure)))
            : null;
    }

    /// <summary>The code of a failure; a connection that broke is UNAVAILABLE.</summary>
    /// <remarks>
    /// grpc-dotnet names a reset stream or connection after the HTTP/2 error code (INTERNAL, CANCELLED …). The service said none of
    /// that: it is a server that went away, and the call may be repeated like any other that got no answer.
    /// </remarks>
    private static StatusCode CodeOf(RpcException failure) => IsOfTransport(failure) ? StatusCode.Unavailable : failure.StatusCode;

    private static bool IsOfTransport(RpcException failure) => failure.Status.DebugException is IOException or HttpRequestException;

    private static string CauseOf(RpcException failure) => failure.Status.DebugException!.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');

    // The service names its other port by the host that it sees; only the port is sure to be right.
    private string OnOurHost(string other) => Uri.TryCreate(other, UriKind.Absolute, out var uri)
        ? new UriBuilder(uri.Scheme, options.Address.Host, uri.Port).Uri.GetLeftPart(UriPartial.Authority)
        : other;

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Fill(string text, IEnumerable<(string Name, string Value)> values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));

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

using Esf.Domain;
using Esf.Domain.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Server.Errors;

/// <summary>A refusal of the domain as <c>google.rpc.Status</c> (AIP-193).</summary>
internal static class RpcStatus
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "esf";

    /// <summary>Header, or trailer, in which gRPC answers its code.</summary>
    public const string StatusHeader = "grpc-status";

    /// <summary>The gRPC code of each kind of failure.</summary>
    public static StatusCode CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Malformed or ErrorKind.Invalid => StatusCode.InvalidArgument,
        ErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        ErrorKind.Forbidden => StatusCode.PermissionDenied,
        ErrorKind.Missing => StatusCode.NotFound,
        ErrorKind.Taken => StatusCode.AlreadyExists,
        ErrorKind.WrongState => StatusCode.FailedPrecondition,
        ErrorKind.Stale => StatusCode.Aborted,
        ErrorKind.Exhausted => StatusCode.ResourceExhausted,
        ErrorKind.Unavailable => StatusCode.Unavailable,
        ErrorKind.Slow => StatusCode.DeadlineExceeded,
        ErrorKind.Unsupported => StatusCode.Unimplemented,
        _ => StatusCode.Internal,
    };

    /// <summary>The status of a refusal, its texts in a language.</summary>
    public static Google.Rpc.Status Of(EsfException refusal, Language language)
    {
        var info = new ErrorInfo { Reason = refusal.Row.Reason, Domain = Domain };
        foreach (var (name, value) in refusal.Arguments)
        {
            info.Metadata[name] = value;
        }

        var status = new Google.Rpc.Status
        {
            Code = (int)CodeOf(refusal.Row.Kind),
            Message = refusal.Text(Language.En),
            Details = { Any.Pack(info), Any.Pack(new LocalizedMessage { Locale = language.Tag(), Message = refusal.Text(language) }) },
        };
        if (refusal.Violations.Count > 0)
        {
            status.Details.Add(Any.Pack(BadRequestOf(refusal.Violations, language)));
        }

        if (refusal.Resource is { } resource)
        {
            status.Details.Add(Any.Pack(new ResourceInfo { ResourceName = resource, ResourceType = ResourceTypeOf(resource) }));
        }

        if (refusal.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

        return status;
    }

    /// <summary>Writes a status as the answer of a gRPC call of which nothing has been answered yet.</summary>
    public static void WriteTo(Microsoft.AspNetCore.Http.HttpResponse response, Google.Rpc.Status status)
    {
        response.Headers[StatusHeader] = $"{status.Code}";
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
    }

    // Peers accept 8 KiB of trailers: what does not fit is counted in the metadata, and ValidateInvoice answers all of it.
    private static BadRequest BadRequestOf(IReadOnlyList<Violation> violations, Language language)
    {
        var bad = new BadRequest();
        var bytes = 0;
        foreach (var violation in violations.Take(Limits.ViolationsInStatus))
        {
            var field = new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Reason = violation.Row.Reason,
                Description = violation.Text(Language.En),
                LocalizedMessage = new LocalizedMessage { Locale = language.Tag(), Message = violation.Text(language) },
            };
            bytes += field.CalculateSize();
            if (bytes > Limits.ViolationBytesInStatus && bad.FieldViolations.Count > 0)
            {
                break;
            }

            bad.FieldViolations.Add(field);
        }

        return bad;
    }

    private static string ResourceTypeOf(string name) =>
        name.Contains("/vatPayments/", StringComparison.Ordinal) ? "esf/VatPayment"
        : name.Contains("/invoices/", StringComparison.Ordinal) ? "esf/Invoice"
        : name.Contains("/requests/", StringComparison.Ordinal) ? "esf/RequestOutcome"
        : "esf/Taxpayer";
}

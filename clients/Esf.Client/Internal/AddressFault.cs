using System.Net.Sockets;
using Grpc.Core;

namespace Esf.Client;

/// <summary>What is wrong with the address of a client, as a failure shows it.</summary>
internal sealed record AddressFault(ClientError Error, params (string Name, string Value)[] Values)
{
    // grpc-dotnet says so, in English, of an answer whose media type is not application/grpc.
    private const string NotGrpcDetail = "Bad gRPC response";

    // RFC 9113, section 7: the server wants HTTP/1.1.
    private const long Http11Required = 0xd;

    /// <summary>The fault that the failure alone proves; null when it proves none.</summary>
    public static AddressFault? Of(RpcException failure)
    {
        var cause = failure.Status.DebugException;
        if (cause is SocketException socket || (IsOfConnecting(cause) && (socket = SocketOf(cause)!) is not null))
        {
            return socket.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery
                ? new(ClientErrors.HostUnknown)
                : new(ClientErrors.Unreachable, ("cause", socket.Message));
        }

        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: Http11Required })
            {
                return new(ClientErrors.NotGrpc);
            }
        }

        // A proxy whose service is away answers 502, 503 or 504, which gRPC reads as UNAVAILABLE: then the address is right.
        return failure.Status.Detail.StartsWith(NotGrpcDetail, StringComparison.Ordinal)
            && failure.StatusCode is StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
                ? new(ClientErrors.NotGrpc)
                : null;
    }

    private static bool IsOfConnecting(Exception? cause) =>
        cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static SocketException? SocketOf(Exception? cause)
    {
        while (cause is not null and not SocketException)
        {
            cause = cause.InnerException;
        }

        return (SocketException?)cause;
    }
}

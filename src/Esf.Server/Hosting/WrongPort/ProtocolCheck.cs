using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Esf.Domain;
using Esf.Domain.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Esf.Server.Hosting.WrongPort;

/// <summary>In front of HTTP on each port: a connection that speaks the protocol of the other port is answered with that port's address.</summary>
/// <remarks>
/// Without TLS there is no ALPN, so a client that was given the wrong port sends the wrong protocol. Kestrel would answer a fixed 400, or
/// HTTP_1_1_REQUIRED, from which nobody learns what to change. Only the first bytes are looked at; a connection of the right protocol
/// passes untouched, and so does anything that is neither (TLS, a port scan), which Kestrel refuses.
/// </remarks>
internal sealed class ProtocolCheck(ConnectionDelegate next, IServer server, PortFace face, TimeSpan wait)
{
    /// <summary>The HTTP/2 connection preface (RFC 9113, section 3.4) begins with these bytes, and no HTTP/1.1 method is PRI.</summary>
    private static ReadOnlySpan<byte> Http2Start => "PRI "u8;

    public async Task RunAsync(ConnectionContext connection)
    {
        // Not linked to ConnectionClosed, which is set as soon as a client has sent all that it will: it may still read.
        using var limit = new CancellationTokenSource(wait);
        if (!await IsOtherProtocolAsync(connection.Transport.Input, limit.Token))
        {
            await next(connection);
            return;
        }

        try
        {
            await (face == PortFace.Grpc
                ? Http1Refusal.AnswerAsync(connection, host => Refusal(connection, host), limit.Token)
                : Http2Refusal.AnswerAsync(connection, Refusal(connection, host: null), limit.Token));
            await DrainAsync(connection.Transport.Input, limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The client went away, or did not finish its request in time; there is nobody left to answer.
        }
    }

    private async Task<bool> IsOtherProtocolAsync(PipeReader input, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var isOther = Judge(read.Buffer);

                // Nothing is consumed: whoever answers reads the same bytes again.
                input.AdvanceTo(read.Buffer.Start, isOther is null ? read.Buffer.End : read.Buffer.Start);
                if (isOther is not null || read.IsCompleted)
                {
                    return isOther ?? false;
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Silent so far: Kestrel has limits of its own for that.
            return false;
        }
    }

    /// <summary>True for the protocol of the other port, false for anything else, null while there are too few bytes.</summary>
    private bool? Judge(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[4];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        start = start[..length];
        if (Http2Start.StartsWith(start))
        {
            return length < Http2Start.Length ? null : face == PortFace.Json;
        }

        // A method of HTTP/1.1 is a token of letters; TLS begins with 0x16.
        return face == PortFace.Grpc && start.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') is -1 or > 0;
    }

    private EsfException Refusal(ConnectionContext connection, string? host)
    {
        var (here, other) = face == PortFace.Grpc ? ("gRPC (HTTP/2)", "JSON (HTTP/1.1)") : ("JSON (HTTP/1.1)", "gRPC (HTTP/2)");
        return new(ErrorCatalogue.WrongPort, ("protocol", here), ("other_protocol", other), ("address", OtherAddress(connection, host)));
    }

    /// <summary>The address of the other port on the host that the client has dialled.</summary>
    private string OtherAddress(ConnectionContext connection, string? host)
    {
        // The gRPC face is the first address of the server, the JSON face the second.
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var other = new Uri(addresses.ElementAt(face == PortFace.Grpc ? 1 : 0));
        var dialled = host ?? (connection.LocalEndPoint as IPEndPoint)?.Address.ToString() ?? other.Host;
        return new UriBuilder(other.Scheme, dialled, other.Port).Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Reads on until the client has ended: closing the connection over unread bytes would reset it and destroy the answer.</summary>
    private static async Task DrainAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        while (bytes <= Limits.RequestBytes)
        {
            var read = await input.ReadAsync(cancellationToken);
            bytes += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}

/// <summary>Which face listens on a port.</summary>
internal enum PortFace
{
    /// <summary>gRPC, HTTP/2.</summary>
    Grpc,

    /// <summary>JSON, HTTP/1.1.</summary>
    Json,
}

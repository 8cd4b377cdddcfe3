using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace Esf.Client;

/// <summary>Finds out what a port speaks when a client cannot come to speak gRPC with it: plain HTTP, TLS, or nothing known.</summary>
/// <remarks>
/// A handshake that fails looks the same for a wrong protocol and for a server that stops at that moment, and differently on each
/// platform; so the port is asked. That takes at most two short connections, which carry nothing of the caller, and only as long as the
/// client has never had an answer from this address. A proxy or a transport of the caller's own is not bypassed: then nothing is asked.
/// </remarks>
internal sealed class AddressProbe(Uri address, bool isDirect)
{
    private const byte TlsAlert = 0x15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private volatile bool _isReached;

    // An HTTP/2 server answers the preface and an empty SETTINGS frame with its own SETTINGS, an HTTP/1.1 server with a 400 in letters.
    private static ReadOnlySpan<byte> Greeting => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8;

    private static ReadOnlySpan<byte> Http1 => "HTTP/"u8;

    /// <summary>A probe for the address of the options; it asks only where the client itself connects to that address.</summary>
    public static AddressProbe For(EsfClientOptions options) =>
        new(options.Address, options.HttpHandler is null && HttpClient.DefaultProxy.IsBypassed(options.Address));

    /// <summary>Notes that the service has answered: from now on the address is right.</summary>
    public void Reached() => _isReached = true;

    /// <summary>What is wrong with the address; null when nothing is, or when it cannot be known.</summary>
    public async Task<AddressFault?> FindAsync(RpcException failure, CancellationToken cancellationToken)
    {
        // Only what broke while it began to speak; refused connections and answers of a service explain themselves.
        if (_isReached || !isDirect || failure.Status.DebugException is not HttpRequestException)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return address.Scheme == Uri.UriSchemeHttps ? await OfTlsAsync(limit.Token).ConfigureAwait(false) : await OfPlainAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception unclear) when (unclear is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            // Gone meanwhile, or neither of the two: the failure of the call itself is all that is known.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task<AddressFault?> OfTlsAsync(CancellationToken cancellationToken)
    {
        var tls = await TryTlsAsync(cancellationToken).ConfigureAwait(false);
        if (tls is null)
        {
            var spoken = await GreetAsync(cancellationToken).ConfigureAwait(false);
            return spoken switch
            {
                Spoken.Nothing => null,
                Spoken.Other => new(ClientErrors.NotGrpc),
                _ => new(ClientErrors.HasNoTls, ("other", With(Uri.UriSchemeHttp))),
            };
        }

        return tls.Errors != SslPolicyErrors.None ? new(ClientErrors.CertificateRefused, ("cause", tls.Errors.ToString()))
            : tls.IsHttp2 ? null
            : new(ClientErrors.NotGrpc);
    }

    private async Task<AddressFault?> OfPlainAsync(CancellationToken cancellationToken)
    {
        switch (await GreetAsync(cancellationToken).ConfigureAwait(false))
        {
            case Spoken.Http2:
                return null;
            case Spoken.Http1 or Spoken.Other:
                return new(ClientErrors.NotGrpc);
        }

        return await TryTlsAsync(cancellationToken).ConfigureAwait(false) is not null
            ? new(ClientErrors.NeedsTls, ("other", With(Uri.UriSchemeHttps)))
            : null;
    }

    /// <summary>Greets the port as HTTP/2 without TLS.</summary>
    private async Task<Spoken> GreetAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            var stream = client.GetStream();
            await stream.WriteAsync(Greeting.ToArray(), cancellationToken).ConfigureAwait(false);
            var answer = new byte[9];
            var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Judge(answer.AsSpan(0, length));
        }
        catch (IOException)
        {
            // Reset: it did not like the greeting.
            return Spoken.Nothing;
        }
    }

    private static Spoken Judge(ReadOnlySpan<byte> answer) => answer switch
    {
        // The fourth byte is the type of the first frame: SETTINGS, or GOAWAY of a server that wants HTTP/1.1.
        [0, _, _, 4, ..] => Spoken.Http2,
        [0, _, _, 7, ..] => Spoken.Http1,
        [] or [TlsAlert, ..] => Spoken.Nothing,
        _ => answer.StartsWith(Http1) ? Spoken.Http1 : Spoken.Other,
    };

    /// <summary>Makes a TLS handshake and nothing more; null when the port speaks no TLS.</summary>
    private async Task<TlsAnswer?> TryTlsAsync(CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var errors = SslPolicyErrors.None;
        var isShown = false;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],

            RemoteCertificateValidationCallback = (_, _, _, found) =>
            {
                (errors, isShown) = (found, true);
                return found == SslPolicyErrors.None;
            },
        };
        using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return new(errors, stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // A server that showed its certificate speaks TLS, whatever it wanted besides.
            return isShown ? new(errors, IsHttp2: true) : null;
        }
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.IdnHost, address.Port, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private string With(string scheme) => new UriBuilder(scheme, address.Host, address.Port).Uri.GetLeftPart(UriPartial.Authority);

    private enum Spoken
    {
        Nothing,
        Http1,
        Http2,
        Other,
    }

    private sealed record TlsAnswer(SslPolicyErrors Errors, bool IsHttp2);
}

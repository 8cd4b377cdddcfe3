using System.Net;

namespace Esf.Server.Hosting;

/// <summary>Where the two faces listen: <c>Endpoints:Grpc</c> and <c>Endpoints:Json</c>.</summary>
internal sealed record EndpointOptions
{
    /// <summary>URL of the gRPC face, HTTP/2 without TLS.</summary>
    public string Grpc { get; init; } = "http://127.0.0.1:5051";

    /// <summary>URL of the JSON face, HTTP/1.1.</summary>
    public string Json { get; init; } = "http://127.0.0.1:5050";

    public static EndpointOptions From(IConfiguration configuration) => configuration.GetSection("Endpoints").Get<EndpointOptions>() ?? new();

    /// <summary>The address of a URL.</summary>
    /// <exception cref="StartupException">The URL cannot be listened on.</exception>
    public static IPEndPoint Parse(string setting, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw new StartupException($"{setting} is '{url}', which is not a URL like http://127.0.0.1:5050. TLS ends in front of this server.");
        }

        if (uri.Host == "localhost")
        {
            return new(IPAddress.Loopback, uri.Port);
        }

        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            ? new(address, uri.Port)
            : throw new StartupException($"{setting} names the host '{uri.Host}'; write an IP address, or localhost.");
    }
}

/// <summary>The server cannot start as it is configured; the message says what to change.</summary>
internal sealed class StartupException(string message) : Exception(message);

using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Esf.Client;

/// <summary>How an <see cref="EsfClient"/> reaches the service and how patient it is. Read once, when the client is made.</summary>
public sealed partial class EsfClientOptions
{
    /// <summary>Where the gRPC face of the service listens: an absolute http (h2c) or https address.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:5051");

    /// <summary>Language of the texts of the service and of this client: <c>kk</c>, <c>ru</c> or <c>en</c>; sent as <c>accept-language</c>.</summary>
    /// <remarks>Anything else is answered in English.</remarks>
    public string Language { get; set; } = "en";

    /// <summary>Headers to send with every call, like <c>authorization</c>; names and values as <see cref="EsfCallOptions.Headers"/> says.</summary>
    public IDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long one attempt of a call may take; in a stream, how long requests may stay without any answer. Positive.</summary>
    /// <remarks>A call takes at most <see cref="MaxAttempts"/> times this, and the pauses between.</remarks>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call that may be repeated is tried in all, the first time included. 1 or more.</summary>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Upper end of the random pause after the first failed attempt; it doubles with every further one. Positive.</summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Upper end of any random pause. Not less than <see cref="InitialBackoff"/>.</summary>
    /// <remarks>
    /// A server that asks for a longer pause (RetryInfo) is not asked again too early and not waited for: the call ends with an
    /// <see cref="EsfException"/> whose <see cref="EsfException.RetryAfter"/> says when to repeat it.
    /// </remarks>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests of one stream may be without an answer that the caller has taken. 1 or more.</summary>
    /// <remarks>The server works on 64 at a time; more only waits in buffers.</remarks>
    public int MaxStreamInFlight { get; set; } = 64;

    /// <summary>Told of each break of a watch, with its cause, before the watch pauses and connects again; null when nobody asks.</summary>
    /// <remarks>
    /// <see cref="EsfException.Attempts"/> is 1 for the break of a good connection and counts on while none comes. Called in the course
    /// of the enumeration, never twice at once within one; what it throws ends the watch.
    /// </remarks>
    public Action<EsfException>? WatchBroken { get; set; }

    /// <summary>Transport to use in place of the SDK's own; the caller disposes it. For tests and for unusual networks.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Where the client tells what it repeats, under the category <c>Esf.Client</c>, and gRPC what it does; null: nowhere.</summary>
    /// <remarks>No document, name or token is ever logged; request_ids are.</remarks>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock that paces the pauses between attempts.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What the client keeps, so that later changes of the caller's object do not reach it.</summary>
    internal EsfClientOptions Copy()
    {
        var copy = (EsfClientOptions)MemberwiseClone();
        copy.Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    internal void Check()
    {
        if (!Address.IsAbsoluteUri || (Address.Scheme != Uri.UriSchemeHttp && Address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"{nameof(Address)} must be an absolute http or https address, not '{Address}'.");
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(Language);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InitialBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBackoff, InitialBackoff);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxStreamInFlight, 1);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        foreach (var (name, value) in Headers)
        {
            if (!HeaderName().IsMatch(name) || !HeaderValue().IsMatch(value))
            {
                throw new ArgumentException($"The header '{name}' cannot be sent: see {nameof(EsfCallOptions)}.{nameof(EsfCallOptions.Headers)}.");
            }
        }
    }

    [GeneratedRegex(@"\A(?!grpc-|accept-language\z)[a-z0-9_.-]+(?<!-bin)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"\A[\x20-\x7e]*\z")]
    private static partial Regex HeaderValue();
}

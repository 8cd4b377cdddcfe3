using Grpc.Core;

namespace Esf.Server.Errors;

/// <summary>A call whose token is also cancelled when the server's own bound for it is reached.</summary>
internal sealed class BoundedCallContext : ServerCallContext
{
    // The library looks here for the HTTP context of a call that is not of its own type.
    private const string HttpContextKey = "__HttpContext";

    private readonly ServerCallContext _call;
    private readonly CancellationToken _bound;

    /// <summary>Bounds a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bound">A token that is cancelled with that of the call, or earlier.</param>
    public BoundedCallContext(ServerCallContext call, CancellationToken bound)
    {
        (_call, _bound) = (call, bound);
        call.UserState.TryAdd(HttpContextKey, call.GetHttpContext());
    }

    protected override CancellationToken CancellationTokenCore => _bound;

    protected override string MethodCore => _call.Method;

    protected override string HostCore => _call.Host;

    protected override string PeerCore => _call.Peer;

    protected override DateTime DeadlineCore => _call.Deadline;

    protected override Metadata RequestHeadersCore => _call.RequestHeaders;

    protected override Metadata ResponseTrailersCore => _call.ResponseTrailers;

    protected override AuthContext AuthContextCore => _call.AuthContext;

    protected override IDictionary<object, object> UserStateCore => _call.UserState;

    protected override Status StatusCore
    {
        get => _call.Status;
        set => _call.Status = value;
    }

    protected override WriteOptions? WriteOptionsCore
    {
        get => _call.WriteOptions;
        set => _call.WriteOptions = value;
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => _call.CreatePropagationToken(options);

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _call.WriteResponseHeadersAsync(responseHeaders);
}

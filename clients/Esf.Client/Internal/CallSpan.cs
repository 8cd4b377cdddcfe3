using System.Diagnostics;
using Grpc.Core;

namespace Esf.Client;

/// <summary>
/// The span of one call, all its attempts included, by OpenTelemetry's conventions for RPC clients. Nothing when nobody listens.
/// </summary>
internal sealed class CallSpan : IDisposable
{
    private static readonly ActivitySource Source = new(EsfClient.ActivitySourceName, typeof(CallSpan).Assembly.GetName().Version?.ToString(3));

    private readonly Activity? _activity;
    private readonly Activity? _outer;

    private CallSpan(Activity? activity, Activity? outer) => (_activity, _outer) = (activity, outer);

    /// <summary>Starts a span and makes it the current one.</summary>
    /// <param name="method">Full name of the method, <c>/esf.v1.InvoiceService/IssueInvoice</c>.</param>
    /// <param name="address">The server.</param>
    public static CallSpan Start(string method, Uri address)
    {
        var outer = Activity.Current;
        if (!Source.HasListeners())
        {
            return new(null, outer);
        }

        var name = method.TrimStart('/');
        var tags = new TagList
        {
            { "rpc.system.name", "grpc" },
            { "rpc.method", name },
            { "server.address", address.Host },
            { "server.port", address.Port },
        };
        return new(Source.CreateActivity(name, ActivityKind.Client, default(ActivityContext), tags)?.Start(), outer);
    }

    /// <summary>The caller goes on under its own span while the stream is open.</summary>
    public void Leave() => Activity.Current = _outer;

    public void Succeed() => End(StatusCode.OK, error: null, description: null);

    public void Cancel() => End(StatusCode.Cancelled, StatusDecoder.NameOf(StatusCode.Cancelled), description: null);

    public void Fail(EsfException failure)
    {
        _activity?.SetTag("esf.attempts", failure.Attempts);
        End(failure.Code, failure.Reason, failure.Message);
    }

    public void Fail(RpcException failure) => End(failure.StatusCode, StatusDecoder.NameOf(failure.StatusCode), failure.Status.Detail);

    /// <summary>Ends the span of a stream that is left before its end: the caller's choice, and no failure.</summary>
    public void Dispose()
    {
        if (_activity is { IsStopped: false })
        {
            End(StatusCode.Cancelled, error: null, description: null);
        }
    }

    private void End(StatusCode code, string? error, string? description)
    {
        if (_activity is null or { IsStopped: true })
        {
            return;
        }

        _activity.SetTag("rpc.response.status_code", StatusDecoder.NameOf(code));
        if (error is not null)
        {
            _activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, description);
        }

        // Stopping makes the parent current again, which in a stream is not where the caller is.
        var current = Activity.Current;
        _activity.Dispose();
        Activity.Current = current == _activity ? _outer : current;
    }
}

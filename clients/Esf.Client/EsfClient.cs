using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;

namespace Esf.Client;

/// <summary>A client of the ESF service: one channel, safe for use by many threads, made once and kept.</summary>
/// <remarks>
/// <para>
/// Its types are the generated messages of the contract (namespace <c>Esf.V1</c>). A second model would say the same with other
/// names, hide new fields until somebody mapped them, and drift; <see cref="DateConversions"/> and <see cref="DecimalConversions"/>
/// help where the generated types are awkward.
/// </para>
/// <para>
/// Every call throws <see cref="EsfException"/> when it fails, and <see cref="OperationCanceledException"/> when the caller's token
/// ends it. A call that got no answer is repeated by itself as <see cref="EsfClientOptions"/> says, with the same request_id.
/// <see cref="WithOptions"/> makes single calls with another deadline, language, headers or number of attempts.
/// </para>
/// <para>
/// For tests of a program that uses it, a class derived from it (by hand or by a mocking library) replaces any method: all are virtual,
/// and <see cref="EsfClient()"/> makes a client without a server. <see cref="EsfModelFactory"/> makes what a client answers and a
/// program cannot make.
/// </para>
/// </remarks>
public partial class EsfClient : IDisposable, IAsyncDisposable
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> that gives each call a span: <c>Esf.Client</c>.</summary>
    /// <remarks>
    /// Spans follow OpenTelemetry's conventions for RPC clients and cover all attempts of a call; <c>error.type</c> is the reason of an
    /// <see cref="EsfException"/>. No name of a resource and no content is in them.
    /// </remarks>
    public const string ActivitySourceName = "Esf.Client";

    private readonly Connection? _connection;
    private readonly bool _ownsChannel;

    /// <summary>Makes a client. It connects with the first call.</summary>
    /// <exception cref="ArgumentException">An option is outside its bounds.</exception>
    public EsfClient(EsfClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _connection = Connection.Open(options.Copy());
        _ownsChannel = true;
    }

    /// <summary>Makes a client without a server, for a derived class that replaces the methods which a test calls.</summary>
    protected EsfClient()
    {
    }

    private EsfClient(Connection connection) => _connection = connection;

    private Connection Server => _connection
        ?? throw new InvalidOperationException("This client has no server: it was made for a test, which does not replace the method that was called.");

    /// <summary>The same client with other options: its calls differ, its channel is shared. Cheap enough for one call.</summary>
    /// <param name="options">What differs.</param>
    /// <returns>A client that need not be disposed; it ends with the one that it was made from.</returns>
    /// <exception cref="ArgumentException">An option is outside its bounds.</exception>
    public virtual EsfClient WithOptions(EsfCallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var merged = Server.Options.Copy();
        merged.Deadline = options.Deadline ?? merged.Deadline;
        merged.Language = options.Language ?? merged.Language;
        merged.MaxAttempts = options.MaxAttempts ?? merged.MaxAttempts;
        foreach (var (name, value) in options.Headers)
        {
            merged.Headers[name] = value;
        }

        merged.Check();
        return new EsfClient(Server.With(merged));
    }

    /// <summary>Closes the channel; calls under way end with CANCELLED. A client made by <see cref="WithOptions"/> closes nothing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    public ValueTask DisposeAsync()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="Dispose()"/>
    /// <param name="disposing">True when it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _ownsChannel)
        {
            _connection?.Close();
        }
    }

    private static async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request, CancellationToken cancellationToken)
    {
        using var call = method(request, new CallOptions(cancellationToken: cancellationToken));
        return await call.ResponseAsync.ConfigureAwait(false);
    }

    /// <summary>Goes from page to page until the last one; the caller's request is not changed.</summary>
    private static async IAsyncEnumerable<TItem> PagesAsync<TRequest, TResponse, TItem>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method,
        TRequest first,
        Action<TRequest, string> setToken,
        Func<TResponse, (IReadOnlyList<TItem> Items, string NextToken)> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : IDeepCloneable<TRequest>
    {
        var request = first.Clone();
        while (true)
        {
            var (items, next) = read(await CallAsync(method, request, cancellationToken).ConfigureAwait(false));
            foreach (var item in items)
            {
                yield return item;
            }

            if (next.Length == 0)
            {
                yield break;
            }

            setToken(request, next);
        }
    }
}

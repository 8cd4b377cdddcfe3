using System.Runtime.CompilerServices;
using Esf.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

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
/// </para>
/// </remarks>
public sealed partial class EsfClient : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    // The findings of 10,000 declarations, each with 100 registration numbers and two sentences, are some 50 MB; gRPC's own bound is 4 MiB.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly EsfClientOptions _options;
    private readonly Retry _retry;
    private readonly GrpcChannel _channel;
    private readonly TaxpayerService.TaxpayerServiceClient _taxpayers;
    private readonly VatPaymentService.VatPaymentServiceClient _payments;
    private readonly InvoiceService.InvoiceServiceClient _invoices;
    private readonly OffsetService.OffsetServiceClient _offsets;

    /// <summary>Makes a client. It connects with the first call.</summary>
    /// <exception cref="ArgumentException">An option is outside its bounds.</exception>
    public EsfClient(EsfClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options = options.Copy();
        _retry = new Retry(options);
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = options.HttpHandler ?? OwnHandler(),
            DisposeHttpClient = options.HttpHandler is null,
            MaxReceiveMessageSize = MaxAnswerBytes,
            LoggerFactory = options.LoggerFactory,
        });
        _taxpayers = new TaxpayerService.TaxpayerServiceClient(_channel);
        _payments = new VatPaymentService.VatPaymentServiceClient(_channel);
        _invoices = new InvoiceService.InvoiceServiceClient(_channel);
        _offsets = new OffsetService.OffsetServiceClient(_channel);
    }

    /// <summary>Closes the channel; calls under way end with CANCELLED.</summary>
    public void Dispose() => _channel.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static SocketsHttpHandler OwnHandler() => new()
    {
        // Pings find a connection that died silently (a firewall, a sleeping laptop) before a deadline does.
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingTimeout,
        EnableMultipleHttp2Connections = true,
    };

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method,
        TRequest request,
        CancellationToken cancellationToken,
        bool repeatable = true,
        string? requestId = null,
        TimeSpan wait = default) =>
        _retry.RunAsync(options => method(request, options), repeatable, requestId, wait, cancellationToken);

    /// <summary>Goes from page to page until the last one; the caller's request is not changed.</summary>
    private async IAsyncEnumerable<TItem> PagesAsync<TRequest, TResponse, TItem>(
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

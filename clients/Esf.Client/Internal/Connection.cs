using Esf.V1;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Esf.Client;

/// <summary>The channel of a client with the generated clients over it; each call goes through <see cref="CallInterceptor"/>.</summary>
internal sealed class Connection
{
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    // The findings of 10,000 declarations, each with 100 registration numbers and two sentences, are some 50 MB; gRPC's own bound is 4 MiB.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly AddressProbe _probe;

    private Connection(GrpcChannel channel, AddressProbe probe, EsfClientOptions options)
    {
        (_channel, _probe, Options) = (channel, probe, options);
        Retry = new Retry(options, probe);
        var invoker = channel.Intercept(new CallInterceptor(options, Retry));
        Taxpayers = new TaxpayerService.TaxpayerServiceClient(invoker);
        VatPayments = new VatPaymentService.VatPaymentServiceClient(invoker);
        Invoices = new InvoiceService.InvoiceServiceClient(invoker);
        Offsets = new OffsetService.OffsetServiceClient(invoker);
    }

    public EsfClientOptions Options { get; }

    public Retry Retry { get; }

    public TaxpayerService.TaxpayerServiceClient Taxpayers { get; }

    public VatPaymentService.VatPaymentServiceClient VatPayments { get; }

    public InvoiceService.InvoiceServiceClient Invoices { get; }

    public OffsetService.OffsetServiceClient Offsets { get; }

    /// <summary>Opens a channel, which connects with the first call.</summary>
    public static Connection Open(EsfClientOptions options)
    {
        var channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = options.HttpHandler ?? OwnHandler(),
            DisposeHttpClient = options.HttpHandler is null,
            MaxReceiveMessageSize = MaxAnswerBytes,
            LoggerFactory = options.LoggerFactory,
        });
        return new Connection(channel, AddressProbe.For(options), options);
    }

    /// <summary>The same channel, its calls made with other options.</summary>
    public Connection With(EsfClientOptions options) => new(_channel, _probe, options);

    /// <summary>Closes the channel, for all that share it; calls under way end with CANCELLED.</summary>
    public void Close() => _channel.Dispose();

    private static SocketsHttpHandler OwnHandler() => new()
    {
        // Pings find a connection that died silently (a firewall, a sleeping laptop) before a deadline does.
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingTimeout,
        EnableMultipleHttp2Connections = true,
    };
}

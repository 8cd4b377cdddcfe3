using System.Diagnostics;
using System.Globalization;
using Esf.Domain;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Hosting.WrongPort;
using Esf.Server.Intake;
using Esf.Server.JsonFace;
using Esf.Server.OpenApi;
using Esf.Server.Paging;
using Esf.Server.Security;
using Esf.Server.Services;
using Esf.Storage;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.FileProviders;

namespace Esf.Server.Hosting;

/// <summary>The running server: settings, store, services, the two faces. Disposing it finishes what was accepted.</summary>
internal sealed class EsfServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Store _store;
    private readonly ILoggerFactory _storeLoggers;
    private readonly EndpointOptions _endpoints;
    private readonly StoreOptions _storage;

    private EsfServer(WebApplication app, Store store, ILoggerFactory storeLoggers, EndpointOptions endpoints, StoreOptions storage) =>
        (_app, _store, _storeLoggers, _endpoints, _storage) = (app, store, storeLoggers, endpoints, storage);

    /// <summary>Reads the settings, opens the store and listens.</summary>
    /// <param name="args">Settings as <c>--Storage:Provider=Postgres</c>; they win over the environment.</param>
    /// <param name="clock">The clock; null: the machine's, or the sandbox's.</param>
    /// <param name="kind">Which registers the clock serves; null: the machine's clock real ones, any other one those of a sandbox.</param>
    /// <exception cref="StartupException">The settings do not allow it.</exception>
    /// <exception cref="StoreRefusedException">What stands in the database does not fit this program.</exception>
    public static async Task<EsfServer> StartAsync(string[] args, TimeProvider? clock = null, RegisterKind? kind = null)
    {
        var builder = WebApplication.CreateBuilder(args);

        // The program's own defaults, wherever it was started; an appsettings.json of the working directory goes before them.
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = "appsettings.json",
            Optional = true,
        });
        builder.Configuration.AddEnvironmentVariables("ESF_").AddCommandLine(args);
        var (configuration, environment) = (builder.Configuration, builder.Environment);

        var endpoints = EndpointOptions.From(configuration);
        Listen(builder, endpoints);
        var storage = ReadStorage(configuration);
        var law = ReadLaw(configuration);
        builder.Services.AddSingleton(MemoryBudget.From(configuration));
        clock ??= SandboxClock.From(configuration, environment);
        storage.Kind = kind ?? (ReferenceEquals(clock, TimeProvider.System) ? RegisterKind.Real : RegisterKind.Sandbox);

        // The store is opened before the host is built, and outlives it; so it has loggers of its own.
        var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddConsole());
        var store = await Store.OpenAsync(storage, loggers, clock, CancellationToken.None);
        try
        {
            AddServices(builder.Services, store, law, clock);
            var signer = CheckpointKeys.From(configuration, environment, loggers.CreateLogger(typeof(CheckpointKeys)));
            builder.Services.AddSingleton(_ => signer);
            var app = builder.Build();
            MapFaces(app, endpoints);
            await ListenAsync(app);
            return new(app, store, loggers, endpoints, storage);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Addresses that the server listens on, the gRPC face first.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Urls];

    /// <summary>Prints where it listens and what to try.</summary>
    public void Greet() => Greeting.Print(_app, _endpoints, _storage);

    /// <summary>Returns when the server was told to stop and has finished what it had accepted.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Calls first, then the store they stand on.
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _storeLoggers.Dispose();
    }

    private static void Listen(WebApplicationBuilder builder, EndpointOptions endpoints)
    {
        var grpc = EndpointOptions.Parse("Endpoints:Grpc", endpoints.Grpc);
        var json = EndpointOptions.Parse("Endpoints:Json", endpoints.Json);
        ProtectedMode.Require(builder.Environment, grpc, json);
        if (builder.Configuration.GetSection("Kestrel").GetChildren().FirstOrDefault() is { } foreign)
        {
            throw new StartupException($"{foreign.Path} is set, but the server listens only where Endpoints:Grpc and Endpoints:Json say. Remove the section Kestrel.");
        }

        // Neither URLS nor HTTP_PORTS, under whatever prefix, takes the place of the two; nor does a section Kestrel that is added later.
        builder.WebHost.PreferHostingUrls(false);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Configure();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes;
            kestrel.Limits.MaxRequestBufferSize = Limits.ConnectionBufferBytes;
            kestrel.Limits.RequestHeadersTimeout = Limits.HeaderTime;
            kestrel.Listen(grpc, listen => Serve(listen, PortFace.Grpc));
            kestrel.Listen(json, listen => Serve(listen, PortFace.Json));
        });

        // What a caller's bytes did to the library is noted by RefusedMessages, what a method did by ErrorInterceptor; here it would be
        // told again, with stack traces that any caller can have written by the thousand.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Limits.ShutdownWait);
    }

    private static void Serve(ListenOptions listen, PortFace face)
    {
        listen.Protocols = face == PortFace.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
        listen.Use(next => new ProtocolCheck(next, listen.ApplicationServices.GetRequiredService<IServer>(), face, Limits.WrongPortWait).RunAsync);
        if (face == PortFace.Json)
        {
            listen.Use(UnreadRequestAnswers.Prepare);
        }
    }

    private static async Task ListenAsync(WebApplication app)
    {
        await app.StartAsync();
        try
        {
            ProtectedMode.RequireBound(app.Urls);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static StoreOptions ReadStorage(ConfigurationManager configuration)
    {
        var options = new StoreOptions();
        options.Provider = ReadWord<StoreProvider>(configuration, "Storage:Provider") ?? options.Provider;
        options.Durability = ReadWord<StoreDurability>(configuration, "Storage:Durability");
        var connection = configuration["Storage:ConnectionString"];
        if (string.IsNullOrWhiteSpace(connection) && options.Provider == StoreProvider.Postgres)
        {
            throw new StartupException("Storage:Provider is Postgres, so Storage:ConnectionString is needed, like Host=127.0.0.1;Database=esf;Username=esf.");
        }

        options.ConnectionString = string.IsNullOrWhiteSpace(connection) ? options.ConnectionString : connection;
        options.WriteConnections = ReadConnections(configuration, "Storage:WriteConnections", options.WriteConnections);
        options.ReadConnections = ReadConnections(configuration, "Storage:ReadConnections", options.ReadConnections);
        options.ReadTimeout = TimeSpan.FromSeconds(
            ReadNumber(configuration, "Storage:ReadSeconds", (int)options.ReadTimeout.TotalSeconds, 1, StoreOptions.MaxReadSeconds, "seconds"));
        ClockSettings.Read(configuration, options);
        return options;
    }

    private static int ReadConnections(ConfigurationManager configuration, string setting, int byDefault) =>
        ReadNumber(configuration, setting, byDefault, StoreOptions.MinConnections, StoreOptions.MaxConnections, "connections");

    private static int ReadNumber(ConfigurationManager configuration, string setting, int byDefault, int min, int max, string unit)
    {
        var text = configuration[setting];
        return string.IsNullOrWhiteSpace(text) ? byDefault
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new StartupException($"{setting} is '{text}'; it is a number of {unit} from {min} to {max}.");
    }

    /// <summary>A setting that is one of several words; null when it is not set.</summary>
    /// <exception cref="StartupException">It is another one.</exception>
    private static T? ReadWord<T>(ConfigurationManager configuration, string setting)
        where T : struct, Enum
    {
        var text = configuration[setting];
        return string.IsNullOrWhiteSpace(text) ? null
            : Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word
            : throw new StartupException($"{setting} is '{text}'; it is {string.Join(" or ", Enum.GetNames<T>())}.");
    }

    private static LawBook ReadLaw(ConfigurationManager configuration)
    {
        var lateIssue = ReadWord<LateIssue>(configuration, "Law:LateIssue") ?? LateIssue.Refuse;
        var day = configuration["Law:PaymentDayCounts"];
        var paymentDayCounts = false;
        return string.IsNullOrWhiteSpace(day) || bool.TryParse(day, out paymentDayCounts)
            ? LawBook.With(lateIssue, paymentDayCounts)
            : throw new StartupException($"Law:PaymentDayCounts is '{day}'; it is true or false.");
    }

    private static void AddServices(IServiceCollection services, Store store, LawBook law, TimeProvider clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton<BodyTime>();
        services.AddSingleton<RefusedMessages>();
        services.AddHostedService<MemoryTrim>();
        services.AddSingleton(law);
        services.AddSingleton(new InvoiceLaw(law));
        services.AddSingleton(store.Identity);
        services.AddSingleton<PageTokens>();
        services.AddSingleton<IRegisterReader>(store.Register);
        services.AddSingleton<IInvoiceStore>(store.Invoices);
        services.AddSingleton<ITaxpayerStore>(store.Taxpayers);
        services.AddSingleton<IVatPaymentStore>(store.VatPayments);
        services.AddSingleton<IFeedSignal>(store.Feed);
        services.AddSingleton<IOffsetReader>(store.Offsets);
        services.AddSingleton<ILedgerReader>(store.Chains);
        services.AddSingleton<InvoiceRegistry>();
        services.AddSingleton<InvoiceFeed>();
        services.AddSingleton<OffsetRegister>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<LedgerAudit>();
        services.AddSingleton<TaxpayerRegistry>();
        services.AddSingleton<VatPaymentRegistry>();

        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.MaxReceiveMessageSize = Limits.RequestBytes;
        })
        .AddJsonTranscoding(json =>
        {
            json.JsonSettings.RemoveEnumPrefix = true;
            json.TypeRegistry = TypeRegistry.FromMessages(ErrorInfo.Descriptor, LocalizedMessage.Descriptor, BadRequest.Descriptor, ResourceInfo.Descriptor, RetryInfo.Descriptor);
        });
        Reflection.AddWithErrorDetails(services);

        // gRPC health answers UNKNOWN for a service without any check, so that of the process has one that always holds.
        services.AddHealthChecks().AddCheck<StorageHealth>(StorageHealth.Name).AddCheck("process", () => HealthCheckResult.Healthy());
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Map(string.Empty, check => check.Name == "process");
            health.Services.Map(StorageHealth.Name, check => check.Name == StorageHealth.Name);
        });
    }

    private static void MapFaces(WebApplication app, EndpointOptions endpoints)
    {
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new UnreadRequestAnswers(), name => name == UnreadRequestAnswers.Event);
        app.Use(Caller.ReadAsync);
        app.Use((context, next) =>
        {
            // A browser must not guess that an answer is a page or a script.
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.Use(ProtectedMode.RefuseForeignHosts(endpoints.Grpc, endpoints.Json));
        app.UseMiddleware<FaultMiddleware>();
        app.UseStatusCodePages(JsonError.WriteEmptyAnswerAsync);
        app.UseRouting();
        app.UseMiddleware<CallMemoryMiddleware>();
        app.UseMiddleware<JsonFaceMiddleware>();
        app.UseMiddleware<UnreadableMessageMiddleware>();
        app.MapGrpcService<TaxpayerService>();
        app.MapGrpcService<VatPaymentService>();
        app.MapGrpcService<InvoiceService>();
        app.MapGrpcService<OffsetService>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();

        // Alive: the process answers. Ready: so does the database.
        app.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = StorageHealth.WriteAsync });
        app.MapOpenApi();
    }
}

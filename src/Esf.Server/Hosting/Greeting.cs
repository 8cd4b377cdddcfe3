using Esf.Domain;
using Esf.Domain.Storage;
using Esf.Server.OpenApi;
using Esf.Storage;

namespace Esf.Server.Hosting;

/// <summary>What the server prints when it listens: where, on what, which day, and what to try.</summary>
internal static class Greeting
{
    public static void Print(WebApplication app, EndpointOptions endpoints, StoreOptions storage)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var sandbox = storage.Kind == RegisterKind.Sandbox ? " (sandbox clock)" : string.Empty;
        Console.WriteLine($"""

            Esf is listening.
              gRPC     {endpoints.Grpc}    (reflection on: grpcurl -plaintext {Authority(endpoints.Grpc)} list)
              JSON     {endpoints.Json}    (readiness: {endpoints.Json}/readyz)
              Docs     {endpoints.Json}{OpenApiEndpoints.PagePath}    (OpenAPI 3.1: {endpoints.Json}{OpenApiEndpoints.DocumentPath})
              Storage  {storage.Provider}
              Today    {KazakhstanCalendar.Today(clock):yyyy-MM-dd} in Kazakhstan{sandbox}

            Try:  curl {endpoints.Json}/v1/taxpayers
                  dotnet run --project clients/Esf.Cli -- deadlines --help
            The README walks through a first invoice. Ctrl+C stops the server.

            """);
    }

    private static string Authority(string url) => new Uri(url).Authority;
}

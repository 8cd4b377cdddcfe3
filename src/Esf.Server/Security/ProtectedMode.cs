using System.Net;
using Esf.Server.Hosting;

namespace Esf.Server.Security;

/// <summary>Without authentication the server serves only its own machine, and only a developer.</summary>
internal static class ProtectedMode
{
    /// <summary>Refuses to start where a stranger could reach documents of tax.</summary>
    /// <exception cref="StartupException">An address is not loopback, or the environment is not Development.</exception>
    public static void Require(IHostEnvironment environment, params IPEndPoint[] endpoints)
    {
        if (!environment.IsDevelopment())
        {
            throw new StartupException(
                $"The environment is '{environment.EnvironmentName}' and no authentication is configured, so the server does not start. "
                + "For development on this machine set DOTNET_ENVIRONMENT=Development.");
        }

        foreach (var endpoint in endpoints.Where(endpoint => !IPAddress.IsLoopback(endpoint.Address)))
        {
            throw new StartupException(
                $"{endpoint} can be reached from other machines and no authentication is configured, so the server does not start. "
                + "Use a loopback address (127.0.0.1 or [::1]) in Endpoints:Grpc and Endpoints:Json.");
        }
    }
}

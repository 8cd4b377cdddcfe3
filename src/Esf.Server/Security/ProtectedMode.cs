using System.Net;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Esf.Server.Hosting;
using Esf.Server.JsonFace;

namespace Esf.Server.Security;

/// <summary>Without authentication the server serves only its own machine, and only a developer.</summary>
internal static class ProtectedMode
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

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

        RequireLoopback(endpoints.Select(endpoint => (endpoint.ToString(), IPAddress.IsLoopback(endpoint.Address))));
    }

    /// <summary>Refuses to run on the addresses that are really bound, whichever setting named them.</summary>
    /// <exception cref="StartupException">One of them is not loopback.</exception>
    public static void RequireBound(IEnumerable<string> addresses) => RequireLoopback(addresses.Select(address =>
        (address, Uri.TryCreate(address, UriKind.Absolute, out var url) && IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));

    /// <summary>Refuses a call that names another host than this machine: the page of a stranger whose name was bound to it anew.</summary>
    /// <param name="configured">The endpoints as configured; their hosts are allowed, too.</param>
    public static Func<HttpContext, RequestDelegate, Task> RefuseForeignHosts(params string[] configured)
    {
        string[] allowed = [.. LoopbackNames.Concat(configured.Select(url => new Uri(url).Host)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return (context, next) =>
        {
            var host = context.Request.Host.Host;
            return allowed.Contains(host, StringComparer.OrdinalIgnoreCase)
                ? next(context)
                : RefuseAsync(context, new(ErrorCatalogue.HostNotAllowed, ("allowed", string.Join(", ", allowed)), ("host", host)));
        };
    }

    private static Task RefuseAsync(HttpContext context, EsfException refusal)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return JsonError.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, refusal);
        }

        // A gRPC client reads the status only from an answer that HTTP calls a success.
        context.Response.ContentType = "application/grpc";
        RpcStatus.WriteTo(context.Response, RpcStatus.Of(refusal, Caller.Of(context).Language));
        return Task.CompletedTask;
    }

    private static void RequireLoopback(IEnumerable<(string Address, bool IsLoopback)> endpoints)
    {
        foreach (var endpoint in endpoints.Where(endpoint => !endpoint.IsLoopback))
        {
            throw new StartupException(
                $"{endpoint.Address} can be reached from other machines and no authentication is configured, so the server does not start. "
                + "Use a loopback address (127.0.0.1 or [::1]) in Endpoints:Grpc and Endpoints:Json.");
        }
    }
}

using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Errors;

namespace Esf.Server.JsonFace;

/// <summary>Why HTTP itself, the routing or the transcoder refused a request, in the words of the catalogue.</summary>
internal static class HttpFaults
{
    /// <summary>What an error without a refusal of ours means, by its HTTP status.</summary>
    public static EsfException RefusalOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound when IsServedOtherwise(context) => MethodNotAllowed(context),
        StatusCodes.Status404NotFound => new(ErrorCatalogue.RouteNotFound, ("path", PathOf(context))),
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed(context),
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status415UnsupportedMediaType => UnreadableMessageMiddleware.Refusal("content_type"),
        StatusCodes.Status503ServiceUnavailable => new(ErrorCatalogue.ServerStopping) { RetryAfter = TimeSpan.FromSeconds(1) },
        StatusCodes.Status504GatewayTimeout => new(ErrorCatalogue.DeadlineExceeded) { RetryAfter = TimeSpan.FromSeconds(1) },
        >= StatusCodes.Status500InternalServerError => new(ErrorCatalogue.Unexpected, ("trace_id", Caller.Of(context).TraceId)),
        _ => UnreadableMessageMiddleware.Refusal("http"),
    };

    private static EsfException MethodNotAllowed(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return new(ErrorCatalogue.MethodNotAllowed, ("path", PathOf(context)), ("method", context.Request.Method));
    }

    // gRPC's own route for services that do not exist takes every verb of a path of two parts, and then refuses what is no gRPC with 404.
    private static bool IsServedOtherwise(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Any(endpoint => endpoint.RoutePattern.Parameters.Count == 0 && endpoint.RoutePattern.RawText?.Trim('/') == PathOf(context).Trim('/'));

    /// <summary>A body over the bound of a request.</summary>
    public static EsfException TooLarge() => new(ErrorCatalogue.RequestTooLarge, ("limit", $"{Limits.RequestBytes}"));

    private static string PathOf(HttpContext context) => context.Request.Path.Value ?? string.Empty;
}

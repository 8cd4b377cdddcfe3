using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Esf.Server.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and a page to browse and try it at <c>/docs</c>.</summary>
internal static class OpenApiEndpoints
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/docs";

    // The page's program is part of this server. Should a version of it want fonts or a cloud, the browser does not go there.
    private const string OnlyHere = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapOpenApi(this WebApplication app)
    {
        // Made with the first question: then every route is mapped.
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>();
        var document = new Lazy<Task<byte[]>>(() => WriteAsync(OpenApiDescription.Make(endpoints.Endpoints)));
        app.MapGet(DocumentPath, async () => Results.Bytes(await document.Value, "application/json; charset=utf-8"));

        app.MapScalarApiReference(PagePath, page =>
        {
            page.Title = "Esf";
            page.OpenApiRoutePattern = DocumentPath;
            page.DefaultFonts = false;
            page.Telemetry = false;
            page.HideClientButton = true;
            page.Agent = new() { Disabled = true };
            page.Mcp = new() { Disabled = true };
            page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        }).AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = OnlyHere;
            return await next(context);
        });
    }

    private static async Task<byte[]> WriteAsync(OpenApiDocument document)
    {
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        return bytes.ToArray();
    }
}

using System.Text.RegularExpressions;
using Esf.Server.Tests.Support;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Esf.Server.Tests.OpenApi;

/// <summary>The document of the JSON face, and the page that shows it.</summary>
public sealed partial class OpenApiDocumentTests(SqliteServer server) : ServerTests(server), IClassFixture<SqliteServer>
{
    [Fact]
    public async Task It_is_an_OpenAPI_3_1_document_without_a_fault()
    {
        var (document, diagnostic) = await ReadAsync();

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.NotEmpty(document!.Paths);
    }

    [Fact]
    public async Task Every_route_of_the_protos_is_in_it_and_no_other()
    {
        var (document, _) = await ReadAsync();
        var documented = document!.Paths.SelectMany(path => path.Value.Operations!.Select(
            operation => $"{operation.Key} {PathParameter().Replace(path.Key, "*")} {operation.Value.OperationId}"));

        Assert.Equal(RoutesOfTheProtos().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_part_says_what_it_is()
    {
        var (document, _) = await ReadAsync();
        var operations = document!.Paths.SelectMany(path => path.Value.Operations!.Values).ToArray();

        Assert.All(operations, operation => Assert.False(string.IsNullOrWhiteSpace(operation.Summary) || string.IsNullOrWhiteSpace(operation.Description), operation.OperationId));
        Assert.All(operations.SelectMany(operation => operation.Parameters!), parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), parameter.Name));
        Assert.All(operations, operation => Assert.Contains("default", operation.Responses!.Keys));
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            Assert.False(string.IsNullOrWhiteSpace(schema.Description), name);
            Assert.All(schema.Properties?.Where(_ => name != "CivilDate" && name != "Decimal") ?? [], property => Assert.False(string.IsNullOrWhiteSpace(property.Value.Description), $"{name}.{property.Key}"));
        }
    }

    [Fact]
    public async Task Parameters_of_a_path_are_single_segments_and_each_is_described_once()
    {
        var (document, _) = await ReadAsync();

        Assert.All(document!.Paths, path => Assert.All(path.Value.Operations!.Values, operation => Assert.Equal(
            PathParameter().Matches(path.Key).Select(match => match.Value.Trim('{', '}')),
            operation.Parameters!.Where(parameter => parameter.In == ParameterLocation.Path).Select(parameter => parameter.Name))));
        Assert.Contains("/v1/taxpayers/{taxpayer}/invoices/{invoice}:correct", document.Paths.Keys);
        var parent = document.Paths["/v1/taxpayers/{taxpayer}/invoices"].Operations![HttpMethod.Get].Parameters!.Single(parameter => parameter.Name == "taxpayer");
        Assert.Matches(parent.Schema!.Pattern!, "-");
        Assert.Matches(parent.Schema.Pattern!, Given.SampleBin);
    }

    [Fact]
    public async Task Refusals_are_documented_under_the_status_they_come_with()
    {
        var (document, _) = await ReadAsync();
        var correct = document!.Paths["/v1/taxpayers/{taxpayer}/invoices/{invoice}:correct"].Operations![HttpMethod.Post].Responses!;

        Assert.Contains("CORRECTION_TOO_LATE", correct["400"].Description, StringComparison.Ordinal);
        Assert.Contains("INVOICE_NOT_FOUND", correct["404"].Description, StringComparison.Ordinal);
        Assert.Contains("ETAG_MISMATCH", correct["409"].Description, StringComparison.Ordinal);

        // Said of IssueInvoice, to which the comment refers.
        Assert.Contains("REQUEST_ID_REUSED", correct["409"].Description, StringComparison.Ordinal);
        Assert.Contains("STORE_UNAVAILABLE", correct["503"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_works_without_any_other_host()
    {
        using var page = await Json.GetAsync(new Uri("/docs/", UriKind.Relative), Cancel);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));

        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        Assert.Contains("openapi/v1.json", html, StringComparison.Ordinal);
        Assert.All(policy.Split(';'), directive => Assert.All(directive.Trim().Split(' ').Skip(1), source => Assert.Contains(source, (string[])["'none'", "'self'", "'unsafe-inline'", "data:", "blob:"])));
        foreach (Match script in Script().Matches(html))
        {
            using var answer = await Json.GetAsync(new Uri($"/docs/{script.Groups[1].Value}", UriKind.Relative), Cancel);
            Assert.True(answer.IsSuccessStatusCode, script.Value);
        }

        Assert.NotEmpty(Script().Matches(html));
    }

    private async Task<ReadResult> ReadAsync()
    {
        using var answer = await Json.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancel);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return OpenApiDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel), "json");
    }

    // From the generated code, not from the descriptor set that the document is made of.
    private static IEnumerable<string> RoutesOfTheProtos() =>
        from type in typeof(V1.Invoice).Assembly.GetTypes()
        where type.Namespace == typeof(V1.Invoice).Namespace && type.Name.EndsWith("Reflection", StringComparison.Ordinal)
        let file = (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!
        from service in file.Services
        from method in service.Methods
        let rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)
        where rule is not null
        select $"{rule.PatternCase.ToString().ToUpperInvariant()} {Variable().Replace(rule.Get + rule.Post + rule.Patch + rule.Put + rule.Delete, "$1")} {method.Name}";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"\{[a-z_.]+=([^}]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();
}

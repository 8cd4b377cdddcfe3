using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Esf.Domain.Errors;

namespace Esf.Server.Tests.Support;

/// <summary>An answer of the JSON face, parsed.</summary>
internal sealed record JsonAnswer(HttpStatusCode Status, JsonObject Body, HttpResponseMessage Message)
{
    private static readonly HashSet<string?> Reasons = [.. ErrorCatalogue.All.Select(row => row.Reason)];

    public string? Reason => (string?)Body["reason"];

    /// <summary>Field and reason of each violation, like <c>invoice.lines: TOO_MANY_LINES</c>.</summary>
    public IReadOnlyList<string> Violations => [.. Body["violations"]!.AsArray().Select(violation => $"{violation!["field"]}: {violation["reason"]}")];

    /// <summary>The answer, which must be a success.</summary>
    public JsonObject Success()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Body.ToJsonString()}");
        return Body;
    }

    public static async Task<JsonAnswer> OfAsync(HttpResponseMessage message)
    {
        var text = await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/json", message.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], message.Headers.GetValues("X-Content-Type-Options"));
        var answer = new JsonAnswer(message.StatusCode, Assert.IsType<JsonObject>(JsonNode.Parse(text)), message);
        if (!message.IsSuccessStatusCode)
        {
            Assert.Contains(answer.Reason, Reasons);
        }

        if (message.RequestMessage?.RequestUri?.AbsolutePath.StartsWith("/openapi", StringComparison.Ordinal) != true && !answer.Body.ContainsKey("details"))
        {
            AssertNames(answer.Body);
        }

        return answer;
    }

    /// <summary>The answer to a caller that asks for the details of <c>google.rpc.Status</c>.</summary>
    public static async Task<JsonAnswer> TypedAsync(HttpClient client, string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Accept", "application/json; details=typed"));
        Assert.True(request.Headers.TryAddWithoutValidation("Accept-Language", language));
        return await OfAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>Every name is one that 1C can have as a key of a Структура: a letter or a line, then letters, digits and lines.</summary>
    private static void AssertNames(JsonNode? node)
    {
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            Assert.Matches(@"\A[\p{L}_][\p{L}\p{Nd}_]*\z", name);
            AssertNames(value);
        }

        foreach (var item in node as JsonArray ?? [])
        {
            AssertNames(item);
        }
    }
}

/// <summary>Calls of the JSON face; they end with the test.</summary>
internal static class JsonCalls
{
    public static Task<JsonAnswer> PostAsync(this HttpClient client, string path, JsonObject body, string? language = null) =>
        client.PostAsync(path, body.ToJsonString(), language);

    public static Task<JsonAnswer> PostAsync(this HttpClient client, string path, string body, string? language = null) =>
        client.SendAsync(HttpMethod.Post, path, Json(Encoding.UTF8.GetBytes(body)), language);

    public static Task<JsonAnswer> PatchAsync(this HttpClient client, string path, JsonObject body) =>
        client.SendAsync(HttpMethod.Patch, path, Json(Encoding.UTF8.GetBytes(body.ToJsonString())));

    public static Task<JsonAnswer> ReadAsync(this HttpClient client, string path, string? language = null) =>
        client.SendAsync(HttpMethod.Get, path, null, language);

    public static async Task<JsonAnswer> SendAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content, string? language = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (language is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Accept-Language", language));
        }

        return await JsonAnswer.OfAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>Bytes that say that they are JSON, or something else.</summary>
    public static ByteArrayContent Json(byte[] bytes, string contentType = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        return content;
    }
}

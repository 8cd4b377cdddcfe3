using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Esf.Server.OpenApi;

/// <summary>Examples of the main calls: one case from the registration to a refusal, as this server really answers it (a test does so).</summary>
/// <remarks>A file <c>Examples/{Method}.request.json</c>, <c>{Method}.200.json</c> or <c>{Method}.400.json</c> is all that a new one takes.</remarks>
internal static class Examples
{
    /// <summary>The example of a method's request or of its answer with a status; null when there is none.</summary>
    public static JsonNode? Find(MethodDescriptor method, string what)
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream($"examples/{method.Name}.{what}.json");
        return stream is null ? null : JsonNode.Parse(stream);
    }

    /// <summary>A value for a part of a path, from the same case.</summary>
    public static JsonNode? PathParameter(string name) => name switch
    {
        "taxpayer" => "941240001151",
        "vatPayment" => "20260525-a6189bbb9eb23ff9",
        "invoice" => "ESF-941240001151-20260526-00000001",
        _ => null,
    };
}

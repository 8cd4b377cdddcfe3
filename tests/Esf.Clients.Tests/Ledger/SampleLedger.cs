using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Esf.Clients.Tests.Ledger;

/// <summary>A ledger, its key and its checkpoints, made here by hand from the golden document: not by the code that is tested.</summary>
internal sealed class SampleLedger : IDisposable
{
    public const string Bin = "941240001151";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SampleLedger(int count, string bin = Bin)
    {
        var golden = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Golden", "ledger", "invoice_v1_least.json"));
        var previous = new string('0', 64);
        for (var n = 1; n <= count; n++)
        {
            var document = golden
                .Replace("\"sequence\":1,", $"\"sequence\":{n},", StringComparison.Ordinal)
                .Replace("-00000001\"", $"-{n:00000000}\"", StringComparison.Ordinal)
                .Replace(new string('0', 64), previous, StringComparison.Ordinal)
                .Replace("941240001151", bin, StringComparison.Ordinal);
            Lines.Add(document);
            previous = HashOf(document);
        }
    }

    public List<string> Lines { get; } = [];

    public string KeyId
    {
        get
        {
            var (x, y) = Point();
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
        }
    }

    public JsonObject Jwk
    {
        get
        {
            var (x, y) = Point();
            return new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = x, ["y"] = y, ["alg"] = "ES256", ["use"] = "sig", ["kid"] = KeyId };
        }
    }

    public string Keys => new JsonObject { ["keys"] = new JsonArray(Jwk) }.ToJsonString();

    public static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    /// <summary>The checkpoint of the first documents.</summary>
    public string Checkpoint(int sequence, string bin = Bin) =>
        Sign(Header(), Claims(sequence, sequence == 0 ? new string('0', 64) : HashOf(Lines[sequence - 1]), bin));

    public JsonObject Header() => new() { ["alg"] = "ES256", ["kid"] = KeyId, ["typ"] = "esf-checkpoint+jwt" };

    public static JsonObject Claims(int sequence, string hash, string bin = Bin) =>
        new() { ["sub"] = $"taxpayers/{bin}", ["seq"] = sequence, ["hash"] = hash, ["iat"] = 1_780_000_000 };

    public string Sign(JsonObject header, JsonObject claims)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    public static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    /// <summary>The file of these lines.</summary>
    public static MemoryStream FileOf(IEnumerable<string> lines) =>
        new(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public void Dispose() => _key.Dispose();

    private (string X, string Y) Point()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests.Offsets;

/// <summary>Checkpoints and exported ledgers prove a ledger to somebody who has neither the server nor the database.</summary>
public abstract class LedgerProofTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task An_exported_ledger_is_proved_by_a_checkpoint_and_the_public_key_alone()
    {
        var bin = await FilledAsync(3);
        var checkpoint = (await Server.Offsets.GetLedgerCheckpointAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel)).Checkpoint;
        var keys = (await Json.ReadAsync("/v1/ledgerKeys")).Success();
        var links = await ExportAsync(bin);

        // By hand, as anybody would: SHA-256 of each document is what the next one names, and the last is what was signed.
        var previous = new string('0', 64);
        foreach (var link in links)
        {
            Assert.Equal(previous, (string)JsonNode.Parse(link.Document.Span)!["previousHash"]!);
            previous = Convert.ToHexStringLower(SHA256.HashData(link.Document.Span));
            Assert.Equal(previous, link.Hash);
            Assert.DoesNotContain((byte)'\n', link.Document.ToByteArray());
        }

        Assert.Equal((3, previous), (checkpoint.Sequence, checkpoint.Hash));
        var claims = Verify(checkpoint.Token, keys["keys"]![0]!.AsObject());
        Assert.Equal(($"taxpayers/{bin}", 3, previous), ((string)claims["sub"]!, (int)claims["seq"]!, (string)claims["hash"]!));
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), (long)claims["iat"]!);
    }

    [Fact]
    public async Task A_checkpoint_is_compared_with_the_ledger_of_a_later_day()
    {
        var bin = await FilledAsync(2);
        var token = (await Server.Offsets.GetLedgerCheckpointAsync(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel)).Checkpoint.Token;
        var payment = await RecordAsync(bin, Given.Payment(16m, document: "later"));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));

        var verified = await VerifyAsync(bin, token);
        Assert.Null(verified.Break);
        Assert.Equal((3, 3, true), (verified.VerifiedSequence, verified.HeadSequence, verified.Done));

        var other = await FilledAsync(2);
        foreach (var wrong in new[] { OtherSignature(token), "x", Edited(token), Unsigned(token), (await Server.Offsets.GetLedgerCheckpointAsync(new() { Parent = $"taxpayers/{other}" }, cancellationToken: Cancel)).Checkpoint.Token })
        {
            Assert.Equal(
                ["checkpoint: LEDGER_CHECKPOINT_INVALID"],
                (await RpcRefusal.OfAsync(Server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}", Checkpoint = wrong }, cancellationToken: Cancel))).Violations);
        }
    }

    [Fact]
    public async Task A_change_in_the_database_is_told_with_taxpayer_sequence_and_text()
    {
        var bin = await FilledAsync(3);
        await Server.ExecuteAsync($"update ledger set offset_tiyn = 1 where bin = '{bin}' and sequence = 2", Cancel);

        var answer = (await Json.ReadAsync($"/v1/taxpayers/{bin}/ledger:verify", "ru")).Success();

        Assert.Equal(
            ($"taxpayers/{bin}", 2, "LEDGER_COLUMN_CHANGED"),
            ((string)answer["break"]!["taxpayer"]!, (long)answer["break"]!["sequence"]!, (string)answer["break"]!["reason"]!));
        Assert.Equal($"Налогоплательщик {bin}: ledger.offset_tiyn документа 2 — 1, по документу 1600.", (string)answer["break"]!["localizedMessage"]!);
        Assert.Equal(1, (long)answer["verifiedSequence"]!);
    }

    [Fact]
    public async Task A_place_that_cannot_be_gone_on_from_is_refused()
    {
        var bin = await FilledAsync(1);
        Assert.Equal(
            ["after_hash: FIELD_INVALID", "limit: FIELD_INVALID"],
            (await RpcRefusal.OfAsync(Server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}", AfterSequence = 1, AfterHash = "x", Limit = -1 }, cancellationToken: Cancel))).Violations);
        Assert.Equal(
            ["after_sequence: FIELD_INVALID"],
            (await RpcRefusal.OfAsync(Server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}", AfterSequence = -1 }, cancellationToken: Cancel))).Violations);
    }

    // The token's signature by the library of the platform, from the parts of the JWK.
    private static JsonObject Verify(string token, JsonObject jwk)
    {
        var parts = token.Split('.');
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars((string)jwk["x"]!), Y = Base64Url.DecodeFromChars((string)jwk["y"]!) },
        });
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        Assert.Equal(((string)jwk["kid"]!, "ES256"), ((string)header["kid"]!, (string)header["alg"]!));
        return JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
    }

    private static string Edited(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("\"seq\":2", "\"seq\":1", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }

    private static string OtherSignature(string token)
    {
        var first = token.LastIndexOf('.') + 1;
        return $"{token[..first]}{(token[first] == 'A' ? 'B' : 'A')}{token[(first + 1)..]}";
    }

    private static string Unsigned(string token)
    {
        var parts = token.Split('.');
        var header = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Replace("ES256", "none", StringComparison.Ordinal);
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.";
    }

    private async Task<string> FilledAsync(int count)
    {
        var (bin, payment) = await PaidAsync(count * 16m);
        for (var i = 0; i < count; i++)
        {
            await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        }

        return bin;
    }

    private async Task<V1.VerifyLedgerResponse> VerifyAsync(string bin, string checkpoint) =>
        await Server.Offsets.VerifyLedgerAsync(new() { Parent = $"taxpayers/{bin}", Checkpoint = checkpoint }, cancellationToken: Cancel);

    private async Task<List<V1.LedgerLink>> ExportAsync(string bin)
    {
        using var call = Server.Offsets.StreamLedger(new() { Parent = $"taxpayers/{bin}" }, cancellationToken: Cancel);
        var links = new List<V1.LedgerLink>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(Cancel))
        {
            links.AddRange(message.Links);
        }

        return links;
    }
}

public sealed class SqliteLedgerProofTests(SqliteServer server) : LedgerProofTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresLedgerProofTests(PostgresServer server) : LedgerProofTests(server), IClassFixture<PostgresServer>;

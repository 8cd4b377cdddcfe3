using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Esf.Client;

namespace Esf.Clients.Tests.Ledger;

/// <summary>A token proves something only when it is a checkpoint, signed by a key that is trusted, and read in one way.</summary>
public sealed class LedgerCheckpointProofTests : IDisposable
{
    private static readonly string Hash = new('a', 64);

    private readonly SampleLedger _ledger = new(3);

    [Fact]
    public void A_checkpoint_is_read_with_what_it_claims()
    {
        var proof = LedgerCheckpointProof.Verify(_ledger.Checkpoint(2) + "\n", LedgerKeySet.Parse(_ledger.Keys));

        Assert.Equal(($"taxpayers/{SampleLedger.Bin}", 2L), (proof.Taxpayer, proof.Sequence));
        Assert.Equal(SampleLedger.HashOf(_ledger.Lines[1]), proof.Hash);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000), proof.SignTime);
    }

    [Theory]
    [InlineData("none", LedgerFault.CheckpointAlgorithmWrong)]
    [InlineData("None", LedgerFault.CheckpointAlgorithmWrong)]
    [InlineData("HS256", LedgerFault.CheckpointAlgorithmWrong)]
    [InlineData("ES384", LedgerFault.CheckpointAlgorithmWrong)]
    [InlineData("es256", LedgerFault.CheckpointAlgorithmWrong)]
    public void No_other_algorithm_is_taken_signed_or_not(string algorithm, LedgerFault fault)
    {
        var header = _ledger.Header();
        header["alg"] = algorithm;
        var token = _ledger.Sign(header, SampleLedger.Claims(2, Hash));

        Assert.Equal(fault, Fault(token));
        Assert.Equal(fault, Fault(token[..(token.LastIndexOf('.') + 1)]));
    }

    [Fact]
    public void A_token_without_an_algorithm_or_a_signature_proves_nothing()
    {
        var header = _ledger.Header();
        header.Remove("alg");
        Assert.Equal(LedgerFault.CheckpointAlgorithmWrong, Fault(_ledger.Sign(header, SampleLedger.Claims(2, Hash))));

        var token = _ledger.Checkpoint(2);
        Assert.Equal(LedgerFault.CheckpointSignatureWrong, Fault(token[..(token.LastIndexOf('.') + 1)]));
    }

    [Fact]
    public void A_hash_under_the_public_key_as_a_secret_is_no_signature()
    {
        // The classic confusion: HMAC keyed with the public key, under the name of the right algorithm.
        var signed = $"{SampleLedger.Encode(_ledger.Header())}.{SampleLedger.Encode(SampleLedger.Claims(2, Hash))}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_ledger.Keys), Encoding.ASCII.GetBytes(signed));

        Assert.Equal(LedgerFault.CheckpointSignatureWrong, Fault($"{signed}.{Base64Url.EncodeToString(mac)}"));
        Assert.Equal(LedgerFault.CheckpointSignatureWrong, Fault($"{signed}.{Base64Url.EncodeToString([.. mac, .. mac])}"));
        Assert.Equal(LedgerFault.CheckpointSignatureWrong, Fault($"{signed}.{Base64Url.EncodeToString(new byte[64])}"));
    }

    [Fact]
    public void A_token_for_another_purpose_is_no_checkpoint()
    {
        var header = _ledger.Header();
        header["typ"] = "JWT";
        Assert.Equal(LedgerFault.CheckpointTypeWrong, Fault(_ledger.Sign(header, SampleLedger.Claims(2, Hash))));

        header.Remove("typ");
        Assert.Equal(LedgerFault.CheckpointTypeWrong, Fault(_ledger.Sign(header, SampleLedger.Claims(2, Hash))));
    }

    [Theory]
    [InlineData("crit", "[\"exp\"]")]
    [InlineData("jwk", "{}")]
    [InlineData("b64", "false")]
    public void A_header_that_wants_to_be_read_otherwise_is_refused(string name, string value)
    {
        var header = _ledger.Header();
        header[name] = JsonNode.Parse(value);

        Assert.Equal(LedgerFault.CheckpointMalformed, Fault(_ledger.Sign(header, SampleLedger.Claims(2, Hash))));
    }

    [Fact]
    public void A_foreign_key_is_told_apart_from_a_forged_signature()
    {
        using var other = new SampleLedger(3);

        Assert.Equal(LedgerFault.CheckpointKeyUnknown, Fault(other.Checkpoint(2)));

        var header = _ledger.Header();
        Assert.Equal(LedgerFault.CheckpointSignatureWrong, Fault(other.Sign(header, SampleLedger.Claims(2, Hash))));
    }

    [Fact]
    public void Every_changed_character_is_found()
    {
        var token = _ledger.Checkpoint(2);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.NotEqual(LedgerFault.None, Fault(new string(changed)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("{\"token\":\"x\"}")]
    [InlineData("e30=.e30=.e30=")]
    [InlineData("W10.W10.W10")]
    public void What_is_no_token_is_told(string text) => Assert.Equal(LedgerFault.CheckpointMalformed, Fault(text));

    [Fact]
    public void A_token_of_a_megabyte_is_not_even_decoded() => Assert.Equal(LedgerFault.CheckpointMalformed, Fault(new string('A', 1 << 20)));

    [Theory]
    [InlineData("sub", "\"taxpayers/1\"")]
    [InlineData("sub", "\"941240001151\"")]
    [InlineData("sub", "1")]
    [InlineData("seq", "-1")]
    [InlineData("seq", "\"2\"")]
    [InlineData("seq", "2.5")]
    [InlineData("seq", "1e3")]
    [InlineData("seq", "99999999999999999999")]
    [InlineData("seq", "0")]
    [InlineData("hash", "\"abc\"")]
    [InlineData("hash", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("hash", "\"0000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("iat", "-1")]
    [InlineData("iat", "999999999999")]
    [InlineData("iat", null)]
    public void Claims_that_no_checkpoint_makes_are_refused_though_signed(string name, string? value)
    {
        var claims = SampleLedger.Claims(2, Hash);
        claims.Remove(name);
        if (value is not null)
        {
            claims[name] = JsonNode.Parse(value);
        }

        Assert.Equal(LedgerFault.CheckpointClaimsWrong, Fault(_ledger.Sign(_ledger.Header(), claims)));
    }

    [Fact]
    public void A_set_of_keys_takes_the_key_that_the_token_names()
    {
        using var other = new SampleLedger(1);
        var keys = LedgerKeySet.Parse(new JsonObject { ["keys"] = new JsonArray(other.Jwk, _ledger.Jwk) }.ToJsonString());

        Assert.Equal(2, keys.KeyIds.Count);
        Assert.Equal(2, LedgerCheckpointProof.Verify(_ledger.Checkpoint(2), keys).Sequence);
        Assert.Equal(1, LedgerCheckpointProof.Verify(other.Checkpoint(1), keys).Sequence);
        Assert.Equal(2, LedgerCheckpointProof.Verify(_ledger.Checkpoint(2), LedgerKeySet.Parse(_ledger.Jwk.ToJsonString())).Sequence);
    }

    [Theory]
    [InlineData("kid", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("kty", "RSA")]
    [InlineData("crv", "P-384")]
    [InlineData("alg", "ES384")]
    [InlineData("alg", null)]
    [InlineData("use", "enc")]
    [InlineData("x", "AA")]
    [InlineData("x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("y", null)]
    public void A_key_that_is_not_what_it_says_is_refused(string name, string? value)
    {
        var key = _ledger.Jwk;
        key[name] = value;

        var failure = Assert.Throws<LedgerProofException>(() => LedgerKeySet.Parse(new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString()));

        Assert.Equal(LedgerFault.KeysMalformed, failure.Fault);
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_no_key()
    {
        var key = _ledger.Jwk;
        key["y"] = Base64Url.EncodeToString(Enumerable.Repeat((byte)1, 32).ToArray());
        var named = $$"""{"crv":"P-256","kty":"EC","x":"{{key["x"]}}","y":"{{key["y"]}}"}""";
        key["kid"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(named)));

        Assert.Equal(LedgerFault.KeysMalformed, Assert.Throws<LedgerProofException>(() => LedgerKeySet.Parse(key.ToJsonString())).Fault);
    }

    [Fact]
    public void A_private_key_is_refused_with_a_warning()
    {
        var key = _ledger.Jwk;
        key["d"] = "secret";

        Assert.Equal(LedgerFault.KeysPrivate, Assert.Throws<LedgerProofException>(() => LedgerKeySet.Parse(key.ToJsonString())).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[1]}")]
    [InlineData("{\"keys\":[{\"kid\":1}]}")]
    public void What_is_no_set_of_keys_is_told(string json) =>
        Assert.Equal(LedgerFault.KeysMalformed, Assert.Throws<LedgerProofException>(() => LedgerKeySet.Parse(json)).Fault);

    public void Dispose() => _ledger.Dispose();

    private LedgerFault Fault(string token)
    {
        try
        {
            LedgerCheckpointProof.Verify(token, LedgerKeySet.Parse(_ledger.Keys));
            return LedgerFault.None;
        }
        catch (LedgerProofException failure)
        {
            return failure.Fault;
        }
    }
}

using System.Security.Cryptography;
using CsCheck;
using Esf.Domain.Ledger;

namespace Esf.Domain.Tests.Ledger;

public sealed class CheckpointSignerTests : IDisposable
{
    private static readonly LedgerCheckpoint Checkpoint =
        new("941240001151", 57, new string('a', 64), new(2026, 5, 26, 4, 0, 0, TimeSpan.Zero));

    private readonly CheckpointSigner _signer = new(CheckpointSigner.CreateKey());

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void What_was_signed_is_read() => Assert.Equal(Checkpoint, _signer.Read(_signer.Sign(Checkpoint)));

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
        var token = _signer.Sign(Checkpoint);

        // The last character of a part carries bits that belong to no byte; another of the same byte is the same token.
        Gen.Select(Gen.Int[0, token.Length - 2], Gen.Char[Alphabet]).Where(change => token[change.Item1] != change.Item2 && (change.Item1 + 1 == token.Length || token[change.Item1 + 1] != '.'))
            .Sample((place, letter) => Assert.Null(_signer.Read($"{token[..place]}{letter}{token[(place + 1)..]}")), iter: 500);
    }

    [Fact]
    public void A_former_key_is_read_and_does_not_sign()
    {
        using var former = new CheckpointSigner(CheckpointSigner.CreateKey());
        var old = former.Sign(Checkpoint);
        Assert.Null(_signer.Read(old));

        using var formerKey = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = System.Buffers.Text.Base64Url.DecodeFromChars(former.Keys[0].X), Y = System.Buffers.Text.Base64Url.DecodeFromChars(former.Keys[0].Y) },
        });
        using var renewed = new CheckpointSigner(CheckpointSigner.CreateKey(), formerKey);
        Assert.Equal(Checkpoint, renewed.Read(old));
        Assert.Equal([renewed.Keys[0].Id, former.Keys[0].Id], renewed.Keys.Select(key => key.Id));
        Assert.Null(former.Read(renewed.Sign(Checkpoint)));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused() =>
        Assert.Throws<CryptographicException>(() => new CheckpointSigner(ECDsa.Create(ECCurve.NamedCurves.nistP384)));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public void What_is_no_token_is_null(string token) => Assert.Null(_signer.Read(token));

    [Fact]
    public void Many_threads_sign_and_read_with_one_key() => Parallel.For(0, 200, i =>
    {
        var checkpoint = Checkpoint with { Sequence = i };
        Assert.Equal(checkpoint, _signer.Read(_signer.Sign(checkpoint)));
    });
}

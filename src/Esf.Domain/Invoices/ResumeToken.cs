using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Esf.Domain.Errors;

namespace Esf.Domain.Invoices;

/// <summary>An opaque place in one feed. It is the same for polling and for watching, and for every server of one database.</summary>
/// <remarks>The seal finds edits and mistakes; it is no secret, since what a forger could reach with it he may read anyway.</remarks>
public static class ResumeToken
{
    private const string Everybody = "-";
    private const int SealBytes = 12;
    private const int MaxLength = 256;

    /// <summary>The token of a place.</summary>
    /// <param name="bin">The feed of this taxpayer; null: of all.</param>
    /// <param name="position">The place.</param>
    public static string Write(string? bin, long position)
    {
        var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bin ?? Everybody} {position}"));
        return Base64Url.EncodeToString([.. Seal(payload), .. payload]);
    }

    /// <summary>The place of a token.</summary>
    /// <param name="bin">The feed that it should belong to; null: of all.</param>
    /// <param name="token">The token as sent.</param>
    /// <exception cref="EsfException">REQUEST_INVALID with RESUME_TOKEN_INVALID or RESUME_TOKEN_FOREIGN.</exception>
    public static long Read(string? bin, string token)
    {
        if (token.Length > MaxLength || !Base64Url.IsValid(token))
        {
            throw Refused(ErrorCatalogue.ResumeTokenInvalid);
        }

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length <= SealBytes || !bytes[..SealBytes].SequenceEqual(Seal(bytes[SealBytes..])))
        {
            throw Refused(ErrorCatalogue.ResumeTokenInvalid);
        }

        var parts = Encoding.UTF8.GetString(bytes[SealBytes..]).Split(' ');
        return parts[0] == (bin ?? Everybody)
            ? long.Parse(parts[1], CultureInfo.InvariantCulture)
            : throw Refused(ErrorCatalogue.ResumeTokenForeign, ("owner", $"taxpayers/{parts[0]}"));
    }

    internal static EsfException Refused(ErrorRow row, params (string Name, string Value)[] arguments) =>
        new(ErrorCatalogue.RequestInvalid, [new Violation(row, "resume_token", string.Empty, arguments)]);

    private static ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> payload) => SHA256.HashData([.. "esf.feed "u8, .. payload]).AsSpan(0, SealBytes);
}

using System.Globalization;
using System.Text;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>An opaque place in one feed. It is the same for polling and for watching, and for every server of one register.</summary>
/// <param name="Epoch">Epoch of the register in which it was issued.</param>
/// <param name="Position">The place.</param>
/// <param name="Mark">What stands at the place: the first digits of the document's hash; empty at the beginning of the feed.</param>
public sealed record ResumeToken(Guid Epoch, long Position, string Mark)
{
    private const string Everybody = "-";
    private const string Purpose = "resume";
    private const int MarkDigits = 16;

    /// <summary>The beginning of the feed, in whichever epoch.</summary>
    public static ResumeToken Beginning { get; } = new(Guid.Empty, 0, string.Empty);

    /// <summary>The token of the place where a page of the feed ends.</summary>
    public static ResumeToken At(FeedPage page) => new(page.Epoch, page.Position, MarkOf(page.Hash));

    /// <summary>The mark of a document.</summary>
    /// <param name="hash">Its hash; null: there is none.</param>
    public static string MarkOf(string? hash) => hash?[..MarkDigits] ?? string.Empty;

    /// <summary>The token as text.</summary>
    /// <param name="seal">Seal of the register.</param>
    /// <param name="bin">The feed of this taxpayer; null: of all.</param>
    public string Write(TokenSeal seal, string? bin) => seal.Close(
        Purpose, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Epoch:N} {bin ?? Everybody} {Position} {Mark}")));

    /// <summary>Reads a token.</summary>
    /// <param name="seal">Seal of the register.</param>
    /// <param name="bin">The feed that it should belong to; null: of all.</param>
    /// <param name="token">The token as sent.</param>
    /// <exception cref="EsfException">REQUEST_INVALID with RESUME_TOKEN_INVALID or RESUME_TOKEN_FOREIGN.</exception>
    public static ResumeToken Read(TokenSeal seal, string? bin, string token)
    {
        if (token.Length > Limits.ResumeTokenMaxLength || seal.Open(Purpose, token) is not { } payload)
        {
            throw Refused(ErrorCatalogue.ResumeTokenInvalid);
        }

        if (Encoding.ASCII.GetString(payload).Split(' ') is not [var epoch, var owner, var place, var mark]
            || !Guid.TryParseExact(epoch, "N", out var id)
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || (owner != Everybody && !(owner.Length == Limits.TinDigits && owner.All(char.IsAsciiDigit))))
        {
            throw Refused(ErrorCatalogue.ResumeTokenInvalid);
        }

        return owner == (bin ?? Everybody)
            ? new(id, position, mark)
            : throw Refused(ErrorCatalogue.ResumeTokenForeign, ("owner", $"taxpayers/{owner}"));
    }

    internal static EsfException Refused(ErrorRow row, params (string Name, string Value)[] arguments) =>
        new(ErrorCatalogue.RequestInvalid, [new Violation(row, "resume_token", string.Empty, arguments)]);
}

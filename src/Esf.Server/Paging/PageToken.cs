using System.Globalization;
using System.Text;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Storage;

namespace Esf.Server.Paging;

/// <summary>
/// Opaque places in lists, each in one list with one filter. A token that was edited, that belongs to another list, filter or register, or
/// that was issued before the register was restored is refused.
/// </summary>
/// <remarks>The token is the key behind which the next page begins, sealed with the register's key: any server of it reads it.</remarks>
internal sealed class PageTokens(IRegister register)
{
    private const char Separator = '\n';

    /// <summary>Writes the token of the place behind a key.</summary>
    /// <param name="list">Name of the list with everything that selects its items.</param>
    /// <param name="key">Parts of the key of the last item of the page, printable ASCII.</param>
    public string Write(string list, params string[] key) =>
        register.Current.Seal.Close(Purpose(list), Encoding.ASCII.GetBytes(string.Join(Separator, key)));

    /// <summary>Reads a token; null for an empty one, the first page.</summary>
    /// <param name="list">Name of the list with everything that selects its items.</param>
    /// <param name="token">The token as sent.</param>
    /// <param name="parts">How many parts the key has.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID.</exception>
    public PageKey? Read(string list, string token, int parts)
    {
        if (token.Length == 0)
        {
            return null;
        }

        if (token.Length > Limits.PageTokenMaxLength || register.Current.Seal.Open(Purpose(list), token) is not { } payload)
        {
            throw PageKey.Invalid();
        }

        var key = Encoding.ASCII.GetString(payload).Split(Separator);
        return key.Length == parts && Array.TrueForAll(key, part => part.All(c => c is > ' ' and <= '~'))
            ? new(key)
            : throw PageKey.Invalid();
    }

    private string Purpose(string list) => $"page {register.Current.Epoch:N} {list}";
}

/// <summary>The parts of a key, each read strictly: whatever is not as this server writes it is PAGE_TOKEN_INVALID.</summary>
internal sealed class PageKey(string[] parts)
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>A part that is text.</summary>
    public string Text(int part) => parts[part];

    /// <summary>A part that is a number, not negative.</summary>
    public long Number(int part) =>
        long.TryParse(parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid();

    /// <summary>A part that is a day.</summary>
    public DateOnly Date(int part) =>
        DateOnly.TryParseExact(parts[part], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Invalid();

    /// <summary>A part that is an instant.</summary>
    public DateTimeOffset Instant(int part) =>
        Number(part) is var ticks && ticks <= DateTimeOffset.MaxValue.Ticks ? new(ticks, TimeSpan.Zero) : throw Invalid();

    /// <summary>A number as a part.</summary>
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A day as a part.</summary>
    public static string Of(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>An instant as a part.</summary>
    public static string Of(DateTimeOffset instant) => Of(instant.UtcTicks);

    /// <summary>The refusal of a token.</summary>
    public static EsfException Invalid() => new(ErrorCatalogue.RequestInvalid, [new Violation(ErrorCatalogue.PageTokenInvalid, "page_token", string.Empty)]);
}

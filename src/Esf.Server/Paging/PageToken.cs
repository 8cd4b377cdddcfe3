using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Esf.Domain;
using Esf.Domain.Errors;

namespace Esf.Server.Paging;

/// <summary>An opaque place in one list with one filter. A token that was edited, or that belongs to another list or filter, is refused.</summary>
/// <remarks>
/// The token is the key behind which the next page begins, sealed with a hash over the key, the list and its filter. It needs no memory and
/// no key: it protects against mistakes, and what a forger could reach with it he may read anyway.
/// </remarks>
internal static class PageToken
{
    private const int SealBytes = 16;

    /// <summary>Writes the token of the place behind a key.</summary>
    /// <param name="list">Name of the list with everything that selects its items.</param>
    /// <param name="key">Parts of the key of the last item of the page.</param>
    public static string Write(string list, params string[] key)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(key);
        return Base64Url.EncodeToString([.. Seal(list, payload), .. payload]);
    }

    /// <summary>Reads a token; null for an empty one, the first page.</summary>
    /// <param name="list">Name of the list with everything that selects its items.</param>
    /// <param name="token">The token as sent.</param>
    /// <param name="parts">How many parts the key has.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID.</exception>
    public static string[]? Read(string list, string token, int parts)
    {
        if (token.Length == 0)
        {
            return null;
        }

        if (token.Length > Limits.PageTokenMaxLength || !Base64Url.IsValid(token))
        {
            throw Invalid();
        }

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length <= SealBytes || !bytes[..SealBytes].SequenceEqual(Seal(list, bytes[SealBytes..])))
        {
            throw Invalid();
        }

        return JsonSerializer.Deserialize<string[]>(bytes[SealBytes..]) is { } key && key.Length == parts ? key : throw Invalid();
    }

    private static ReadOnlySpan<byte> Seal(string list, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. payload]).AsSpan(0, SealBytes);

    private static EsfException Invalid() => new(ErrorCatalogue.RequestInvalid, [new Violation(ErrorCatalogue.PageTokenInvalid, "page_token", string.Empty)]);
}

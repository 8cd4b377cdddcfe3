namespace Esf.Server.Paging;

/// <summary>A page of a list from which one item more than the page was read, to know whether there is a next one.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, bool HasNext)
{
    /// <summary>Token of the next page, or empty on the last one.</summary>
    public string Token(PageTokens tokens, string list, Func<T, string[]> key) =>
        HasNext ? tokens.Write(list, key(Items[^1])) : string.Empty;
}

/// <summary>Cuts pages.</summary>
internal static class Page
{
    /// <summary>The page of at most <paramref name="size"/> items, out of what was read with a limit of one more.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> read, int size) => new([.. read.Take(size)], read.Count > size);
}

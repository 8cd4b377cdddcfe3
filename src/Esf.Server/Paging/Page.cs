using Esf.Domain;
using Google.Protobuf;

namespace Esf.Server.Paging;

/// <summary>A page of a list: at most so many items, and at most <see cref="Limits.PageBytes"/> of messages, but one item at least.</summary>
internal sealed record Page<T, TMessage>(IReadOnlyList<T> Items, IReadOnlyList<TMessage> Messages, bool HasNext)
{
    /// <summary>Token of the next page, or empty on the last one.</summary>
    public string Token(PageTokens tokens, string list, Func<T, string[]> key) =>
        HasNext ? tokens.Write(list, key(Items[^1])) : string.Empty;
}

/// <summary>Cuts pages.</summary>
internal static class Page
{
    /// <summary>The page of what was read with a limit of one item more, to know whether there is a next page.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="size">At most so many items.</param>
    /// <param name="toWire">Makes the message of an item.</param>
    /// <param name="isCut">Whether the reading ended before its limit, though there is more.</param>
    public static Page<T, TMessage> Of<T, TMessage>(IReadOnlyList<T> read, int size, Func<T, TMessage> toWire, bool isCut = false)
        where TMessage : IMessage
    {
        var messages = new List<TMessage>();
        var bytes = 0;
        foreach (var item in read.Take(size))
        {
            var message = toWire(item);
            bytes += message.CalculateSize();
            if (bytes > Limits.PageBytes && messages.Count > 0)
            {
                break;
            }

            messages.Add(message);
        }

        return new([.. read.Take(messages.Count)], messages, messages.Count < read.Count || isCut);
    }
}

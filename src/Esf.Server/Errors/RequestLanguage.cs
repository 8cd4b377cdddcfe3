using Esf.Domain.Errors;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace Esf.Server.Errors;

/// <summary>The language of a caller: the best of <c>accept-language</c> that the catalogue has, else English.</summary>
internal static class RequestLanguage
{
    private const int MaxHeaderLength = 256;

    public static Language Of(ServerCallContext context) => Caller.Of(context.GetHttpContext()).Language;

    public static Language Of(string? acceptLanguage)
    {
        if (acceptLanguage is null or { Length: > MaxHeaderLength } || !StringWithQualityHeaderValue.TryParseList([acceptLanguage], out var ranges))
        {
            return Language.En;
        }

        // A quality of 0 means: not this one.
        foreach (var range in ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1))
        {
            switch (range.Value.Value?.Split('-')[0].ToLowerInvariant())
            {
                case "kk":
                    return Language.Kk;
                case "ru":
                    return Language.Ru;
                case "en":
                    return Language.En;
            }
        }

        return Language.En;
    }

    /// <summary>The BCP 47 tag of a language.</summary>
    public static string Tag(this Language language) => language switch
    {
        Language.Ru => "ru",
        Language.Kk => "kk",
        _ => "en",
    };
}

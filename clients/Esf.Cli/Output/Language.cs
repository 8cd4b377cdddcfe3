using Esf.OneC.Results;

namespace Esf.Cli.Output;

/// <summary>A language of the service: Kazakh, Russian or English.</summary>
/// <param name="Tag">As accept-language and --language write it.</param>
internal sealed record Language(string Tag)
{
    public static readonly Language Kazakh = new("kk");
    public static readonly Language Russian = new("ru");
    public static readonly Language English = new("en");
    public static readonly IReadOnlyList<Language> All = [Kazakh, Russian, English];

    public static Language? Find(string tag) => All.FirstOrDefault(language => language.Tag == tag);
}

/// <summary>The same words in the three languages; a missing one does not compile.</summary>
internal sealed record Phrase(string En, string Ru, string Kk)
{
    /// <summary>Words of the connector, which this program shares the reading of files with.</summary>
    public static Phrase Of(Wording words) => new(words.En, words.Ru, words.Kk);

    /// <summary>The words with a value in the place of <c>{name}</c>.</summary>
    public Phrase With(string name, string value)
    {
        var mark = $"{{{name}}}";
        return new(
            En.Replace(mark, value, StringComparison.Ordinal), Ru.Replace(mark, value, StringComparison.Ordinal), Kk.Replace(mark, value, StringComparison.Ordinal));
    }

    public string In(Language language) => language.Tag switch
    {
        "ru" => Ru,
        "kk" => Kk,
        _ => En,
    };
}

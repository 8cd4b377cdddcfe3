using System.Globalization;

namespace Esf.OneC.Results;

/// <summary>The same words in the three languages; a missing one does not compile.</summary>
internal sealed record Wording(string En, string Ru, string Kk)
{
    /// <summary>The words in <c>kk</c> or <c>ru</c>; in English for anything else, as the service does it.</summary>
    public string In(string language) => language switch
    {
        "ru" => Ru,
        "kk" => Kk,
        _ => En,
    };

    /// <summary>These words, then others.</summary>
    public Wording Join(Wording others) => new($"{En} {others.En}", $"{Ru} {others.Ru}", $"{Kk} {others.Kk}");

    /// <summary>Puts words, each in its own language, in the place of <c>{name}</c>.</summary>
    public Wording With(string name, Wording words)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"{{{name}}}");
        return new Wording(
            En.Replace(mark, words.En, StringComparison.Ordinal),
            Ru.Replace(mark, words.Ru, StringComparison.Ordinal),
            Kk.Replace(mark, words.Kk, StringComparison.Ordinal));
    }

    /// <summary>Puts values in the place of <c>{name}</c>.</summary>
    public Wording With(IEnumerable<(string Name, string Value)> values)
    {
        var filled = this;
        foreach (var (name, value) in values)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"{{{name}}}");
            filled = new Wording(
                filled.En.Replace(mark, value, StringComparison.Ordinal),
                filled.Ru.Replace(mark, value, StringComparison.Ordinal),
                filled.Kk.Replace(mark, value, StringComparison.Ordinal));
        }

        return filled;
    }
}

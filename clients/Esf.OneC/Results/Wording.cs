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

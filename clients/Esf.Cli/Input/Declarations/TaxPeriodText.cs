using System.Globalization;
using System.Text.RegularExpressions;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>A quarter of a year, 2000 to 2099, 1 to 4.</summary>
internal readonly record struct TaxPeriod(int Year, int Quarter)
{
    /// <summary>As the contract writes it: <c>2026-Q2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Quarter}");
}

/// <summary>Quarters as people and accounting programs write them.</summary>
/// <remarks>
/// Taken: <c>2026-Q2</c>, <c>Q2 2026</c>, <c>2026-2</c>, <c>2026/2</c>; a year, a quarter and the word for it in any order and form, in English,
/// Russian or Kazakh: <c>за 2 квартал 2026 года</c>, <c>2кв.26</c>, <c>II кв. 2026</c>, <c>второй квартал 2026 г.</c>,
/// <c>2026 жылғы 2-тоқсан</c>, <c>2026 жылғы екінші тоқсан</c>; and the days of a whole quarter, <c>01.04.2026-30.06.2026</c>.
/// Not taken, since they may mean a month: <c>2026-02</c>, <c>2.2026</c>, <c>02.2026</c>.
/// </remarks>
internal static partial class TaxPeriodText
{
    private static readonly string[] QuarterWords =
        ["q", "qtr", "quarter", "кв", "квартал", "квартала", "квартале", "тоқсан", "тоқсаны", "тоқсанның", "тоқсанда", "тоқсанға", "тоқ", "тқ"];

    private static readonly string[] OtherWords =
    [
        "of", "the", "for", "st", "nd", "rd", "th", "year",
        "за", "по", "в", "г", "год", "года", "году", "й", "ый", "ой", "ий", "го", "ого", "его",
        "ж", "жыл", "жылғы", "жылдың", "жылы", "жылда", "үшін", "ші", "шы", "інші", "ыншы",
    ];

    private static readonly string[][] Numbers =
    [
        ["i", "first", "первый", "первого", "бірінші"],
        ["ii", "second", "второй", "второго", "екінші"],
        ["iii", "third", "третий", "третьего", "үшінші"],
        ["iv", "fourth", "четвертый", "четвертого", "төртінші"],
    ];

    public static bool TryParse(string text, out TaxPeriod period)
    {
        // What programs write needs no look at its words.
        if (text is ['2', '0', >= '0' and <= '9', >= '0' and <= '9', '-', 'Q', >= '1' and <= '4'])
        {
            period = new TaxPeriod(Number(text[..4]), text[6] - '0');
            return true;
        }

        var plain = Spaces().Replace(text, " ").Trim().ToLowerInvariant().Replace('ё', 'е').Replace('\u2013', '-').Replace('\u2014', '-');
        var found = OfYearAndDigit(plain) ?? OfDays(plain) ?? OfWords(plain);
        period = found.GetValueOrDefault();
        return found is not null;
    }

    private static TaxPeriod? OfYearAndDigit(string text) => YearAndDigit().Match(text) is { Success: true } match
        ? new TaxPeriod(Number(match.Groups["year"].Value), Number(match.Groups["quarter"].Value))
        : null;

    private static TaxPeriod? OfDays(string text)
    {
        if (Days().Match(text) is not { Success: true } match
            || TableValues.Date(new(match.Groups["first"].Value, TableCellKind.Text)) is not { } first
            || TableValues.Date(new(match.Groups["last"].Value, TableCellKind.Text)) is not { } last)
        {
            return null;
        }

        return first.Day == 1 && first.Month % 3 == 1 && first.AddMonths(3).AddDays(-1) == last && first.Year is >= 2000 and <= 2099
            ? new TaxPeriod(first.Year, (first.Month / 3) + 1)
            : null;
    }

    /// <summary>A year and the number of a quarter beside the word for it; any word that is not known makes it none.</summary>
    private static TaxPeriod? OfWords(string text)
    {
        var (years, quarters, hasWord) = (new List<int>(), new List<int>(), false);
        foreach (Match token in Tokens().Matches(text))
        {
            var word = token.Value;
            if (char.IsAsciiDigit(word[0]))
            {
                // Two digits are a year only beside the word of the quarter: 2кв.26.
                (word.Length == 1 ? quarters : years).Add(word.Length is 1 or 2 or 4 ? Number(word) : 0);
            }
            else if (QuarterWords.Any(known => LostLetters.Matches(word, known)))
            {
                hasWord = true;
            }
            else if (Array.FindIndex(Numbers, names => names.Any(name => LostLetters.Matches(word.Replace('і', 'i'), name) || LostLetters.Matches(word, name))) is >= 0 and var index)
            {
                quarters.Add(index + 1);
            }
            else if (!OtherWords.Any(known => LostLetters.Matches(word, known)))
            {
                return null;
            }
        }

        return (years, quarters, hasWord) switch
        {
            ([>= 2000 and <= 2099 and var year], [>= 1 and <= 4 and var quarter], true) => new TaxPeriod(year, quarter),
            ([>= 10 and <= 99 and var year], [>= 1 and <= 4 and var quarter], true) => new TaxPeriod(2000 + year, quarter),
            _ => null,
        };
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // NBSP and its narrow kin come from word processors and spreadsheets.
    [GeneratedRegex(@"[\s\u00A0\u2007\u2009\u202F]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\A(?<year>20[0-9]{2})[-/](?<quarter>[1-4])\z")]
    private static partial Regex YearAndDigit();

    [GeneratedRegex(@"\A(?:с\s)?(?<first>[0-9]{1,4}[.-][0-9]{1,2}[.-][0-9]{1,4})\s?(?:-|по|\.\.\.?|…)\s?(?<last>[0-9]{1,4}[.-][0-9]{1,2}[.-][0-9]{1,4})\z")]
    private static partial Regex Days();

    [GeneratedRegex(@"[0-9]+|[\p{L}?]+|[^\s.,()/-]")]
    private static partial Regex Tokens();
}

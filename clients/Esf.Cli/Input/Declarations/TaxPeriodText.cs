using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.Cli.Input.Declarations;

/// <summary>A quarter of a year, 2000 to 2099, 1 to 4.</summary>
internal readonly record struct TaxPeriod(int Year, int Quarter)
{
    /// <summary>As the contract writes it: <c>2026-Q2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Quarter}");
}

/// <summary>Quarters as people and accounting programs write them.</summary>
/// <remarks>
/// Taken: <c>2026-Q2</c>, <c>2026Q2</c>, <c>2026-2</c>, <c>2026/2</c>, <c>Q2 2026</c>, <c>2 кв. 2026</c>, <c>2 квартал 2026 года</c>, <c>II кв. 2026</c>,
/// <c>2-тоқсан 2026</c>, <c>2026 ж. 2-тоқсан</c>. Not taken, since they may mean a month: <c>2026-02</c>, <c>2.2026</c>, <c>02.2026</c>.
/// </remarks>
internal static partial class TaxPeriodText
{
    private static readonly string[] Roman = ["I", "II", "III", "IV"];

    public static bool TryParse(string text, out TaxPeriod period)
    {
        period = default;
        var plain = Spaces().Replace(text, " ").Trim();
        var match = YearFirst().Match(plain);
        match = match.Success ? match : QuarterFirst().Match(plain);
        if (!match.Success)
        {
            return false;
        }

        var quarter = match.Groups["quarter"].Value.ToUpperInvariant().Replace('І', 'I');
        var number = Array.IndexOf(Roman, quarter) + 1;
        period = new TaxPeriod(
            int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture),
            number > 0 ? number : int.Parse(quarter, CultureInfo.InvariantCulture));
        return true;
    }

    // NBSP and its narrow kin come from word processors and spreadsheets.
    [GeneratedRegex(@"[\s\u00A0\u2007\u2009\u202F]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"\A(?<year>20[0-9]{2})(?:\s?(?:[-/]|год|года|г\.?|жыл|ж\.?)?\s?Q\s?(?<quarter>[1-4])|[-/](?<quarter>[1-4])|\s?(?:год|года|г\.?|жыл|ж\.?)?,?[\s-](?<quarter>[1-4]|[IІ]{1,3}|[IІ]V)\s?-?\s?(?:кв\.?|квартал|тоқсан|тоқ\.?))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    [GeneratedRegex(
        @"\A(?:Q\s?(?<quarter>[1-4])|(?<quarter>[1-4]|[IІ]{1,3}|[IІ]V)\s?-?\s?(?:Q|кв\.?|квартал|тоқсан|тоқ\.?)),?[\s/-]?\s?(?<year>20[0-9]{2})(?:\s?(?:г\.?|год|года|ж\.?|жыл))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QuarterFirst();
}

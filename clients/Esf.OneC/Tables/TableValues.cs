using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.OneC.Tables;

/// <summary>Why a text is no amount.</summary>
internal enum AmountFault
{
    None,

    /// <summary>It is no number.</summary>
    Malformed,

    /// <summary>A separator may be that of thousands or of a fraction.</summary>
    Ambiguous,

    /// <summary>It has more digits than any tax amount.</summary>
    TooLong,
}

/// <summary>Dates and amounts as spreadsheets and accounting programs write them.</summary>
internal static partial class TableValues
{
    /// <summary>Digits before the decimal separator.</summary>
    public const int MaxDigits = 15;

    // Days that Excel counts from 1899-12-30: 2000-01-01 and 2099-12-31.
    private const int FirstSerial = 36_526;
    private const int LastSerial = 73_050;

    private static readonly DateOnly SerialOrigin = new(1899, 12, 30);
    private static readonly string[] DateForms = ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy", "yyyy.MM.dd", "yyyyMMdd"];

    /// <summary>
    /// The day: <c>2026-05-25</c>, <c>25.05.2026</c>, either with a time of midnight, or the number by which Excel counts days; null for
    /// anything else, like <c>05/06/2026</c>, which is May in one country and June in another.
    /// </summary>
    public static DateOnly? Date(TableCell cell)
    {
        var text = Midnight().Replace(cell.Text, "");
        if (DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is >= FirstSerial and <= LastSerial
            ? SerialOrigin.AddDays(serial)
            : null;
    }

    /// <summary>The amount in KZT, with at most two decimals; null, and why, when the text is none.</summary>
    /// <remarks>
    /// Thousands may be separated by spaces of any kind or apostrophes, tiyn by a comma or a point. A separator with three digits behind it
    /// is refused: <c>1,000</c> is a thousand in one country and one in another. What a workbook holds as a number has only one meaning.
    /// </remarks>
    public static decimal? Amount(TableCell cell, out AmountFault fault)
    {
        var match = AmountForm().Match(cell.Text.Trim().Replace('\u2212', '-'));
        if (!match.Success && cell.Kind == TableCellKind.Number && decimal.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            // A sum of binary fractions carries a rest far below a tiyn.
            var rounded = decimal.Round(number, 2, MidpointRounding.AwayFromZero);
            fault = decimal.Abs(number - rounded) < 0.000_001m ? AmountFault.None : AmountFault.Malformed;
            return fault == AmountFault.None ? rounded : null;
        }

        fault = match switch
        {
            { Success: false } when Ambiguous().IsMatch(cell.Text) => AmountFault.Ambiguous,
            { Success: false } => AmountFault.Malformed,
            _ when match.Groups["whole"].Value.Count(char.IsAsciiDigit) > MaxDigits => AmountFault.TooLong,
            _ => AmountFault.None,
        };
        if (fault != AmountFault.None)
        {
            return null;
        }

        var digits = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        var amount = decimal.Parse($"{digits}.{match.Groups["tiyn"].Value}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return match.Groups["minus"].Success ? -amount : amount;
    }

    [GeneratedRegex(@"(?:T|\s)0?0:00(?::00(?:\.0+)?)?\z")]
    private static partial Regex Midnight();

    [GeneratedRegex(
        @"\A(?<minus>-)?\s?(?<whole>[0-9]{1,3}(?:[ \u00A0\u2007\u2009\u202F'][0-9]{3})+|[0-9]+)(?:[.,](?<tiyn>[0-9]{1,2}))?(?:\s?(?:KZT|тенге|теңге|тг\.?|₸))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AmountForm();

    [GeneratedRegex(@"\A\s*-?[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{1,2})?\s*\z")]
    private static partial Regex Ambiguous();
}

using System.Globalization;
using Esf.Cli.Input;
using Esf.Client;
using Esf.OneC;
using Google.Protobuf.Reflection;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class Show
{
    private static readonly NumberFormatInfo DecimalPoint = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "." };
    private static readonly NumberFormatInfo DecimalComma = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "," };

    /// <summary><c>2026-05-26</c> in English, <c>26.05.2026</c> in Russian and Kazakh; empty when there is no date.</summary>
    public static string Date(ProtoDate? date, Language language) => date is null
        ? ""
        : language == Language.English
            ? string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{date.Day:00}.{date.Month:00}.{date.Year:0000}");

    /// <summary>An instant, in Almaty: <c>2026-05-26 14:00:05</c> or <c>26.05.2026 14:00:05</c>; empty when there is none.</summary>
    public static string Time(DateTimeOffset? time, Language language) => time is null
        ? ""
        : time.Value.ToOffset(Almaty).ToString(language == Language.English ? "yyyy-MM-dd HH:mm:ss" : "dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Kazakhstan's offset from UTC since 2024-03-01; older time zone data would say +6.</summary>
    public static TimeSpan Almaty { get; } = TimeSpan.FromHours(5);

    /// <summary><c>832 000.00</c>, in Russian and Kazakh <c>832 000,00</c>; empty when there is no amount.</summary>
    public static string Amount(ProtoDecimal? amount, Language language) => Grouping(amount, "N2", language);

    /// <summary><c>+832 000.00</c> or <c>-160 000.00</c>; empty when there is no amount.</summary>
    public static string SignedAmount(ProtoDecimal? amount, Language language) => Grouping(amount, "+#,0.00;-#,0.00;0.00", language);

    /// <summary>A quantity, price or rate with the digits that it has: <c>1 000.125</c>.</summary>
    public static string Number(ProtoDecimal? number, Language language) => Grouping(number, "#,0.######", language);

    /// <summary>A value of an enum without its prefix.</summary>
    public static string Name<T>(T value, EnumDescriptor type)
        where T : struct, Enum
    {
        var number = Convert.ToInt32(value, CultureInfo.InvariantCulture);
        return type.FindValueByNumber(number) is { } known
            ? ContractJson.ShortName(type, known.Name)
            : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A text of unknown origin: nothing in it steers the terminal or hides in a line.</summary>
    public static string Clean(string text) => TerminalText.Lines(text);

    private static string Grouping(ProtoDecimal? value, string format, Language language)
    {
        try
        {
            return value?.ToDecimal().ToString(format, language == Language.English ? DecimalPoint : DecimalComma) ?? "";
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            // A newer service may write what this program cannot read; then its own text is the truth.
            return value?.Value ?? "";
        }
    }
}

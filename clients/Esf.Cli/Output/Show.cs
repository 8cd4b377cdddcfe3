using System.Globalization;
using Esf.Cli.Input;
using Esf.Client;
using Esf.OneC;
using Google.Protobuf.Reflection;
using Spectre.Console;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class Show
{
    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "." };

    /// <summary><c>2026-05-26</c>; empty when there is no date.</summary>
    public static string Date(ProtoDate? date) =>
        date is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}");

    /// <summary><c>832 000.00</c>; empty when there is no amount.</summary>
    public static string Amount(ProtoDecimal? amount) => Grouping(amount, "N2");

    /// <summary><c>+832 000.00</c> or <c>-160 000.00</c>; empty when there is no amount.</summary>
    public static string SignedAmount(ProtoDecimal? amount) => Grouping(amount, "+#,0.00;-#,0.00;0.00");

    /// <summary>A quantity, price or rate with the digits that it has: <c>1 000.125</c>.</summary>
    public static string Number(ProtoDecimal? number) => Grouping(number, "#,0.######");

    /// <summary>A value of an enum without its prefix.</summary>
    public static string Name<T>(T value, EnumDescriptor type)
        where T : struct, Enum
    {
        var number = Convert.ToInt32(value, CultureInfo.InvariantCulture);
        return type.FindValueByNumber(number) is { } known
            ? ContractJson.ShortName(type, known.Name)
            : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A text of unknown origin, as it is: no markup, and no control characters that could steer the terminal.</summary>
    public static Text Cell(string text, Style? style = null) => new(Clean(text), style);

    public static string Clean(string text) => TerminalText.Lines(text);

    private static string Grouping(ProtoDecimal? value, string format)
    {
        try
        {
            return value?.ToDecimal().ToString(format, Grouped) ?? "";
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            // A newer service may write what this program cannot read; then its own text is the truth.
            return value?.Value ?? "";
        }
    }
}

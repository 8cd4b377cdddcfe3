namespace Esf.Cli.Input.Declarations;

/// <summary>The check digit of an IIN or BIN: finds a mistyped number before it is reported as one without invoices.</summary>
internal static class Bin
{
    public const int Length = 12;

    // Weights of the published algorithm; the second row is for the remainder 10 of the first.
    private static readonly int[] First = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    private static readonly int[] Second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

    public static bool IsValid(string text)
    {
        if (text.Length != Length || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        var check = Remainder(text, First);
        check = check == 10 ? Remainder(text, Second) : check;
        return check == text[^1] - '0' && text.Any(digit => digit != '0');
    }

    private static int Remainder(string text, int[] weights) => weights.Select((weight, i) => weight * (text[i] - '0')).Sum() % 11;
}

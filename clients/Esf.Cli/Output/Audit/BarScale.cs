namespace Esf.Cli.Output.Audit;

/// <summary>Bars in proportion to amounts of either sign, around one zero, in a fixed number of characters.</summary>
internal sealed class BarScale
{
    /// <summary>Characters of a bar, both sides together, where there is room for them.</summary>
    public const int MaxWidth = 48;

    private const char Full = '█';

    private readonly decimal _span;
    private readonly int _left;

    public BarScale(IEnumerable<decimal> amounts, int width = MaxWidth)
    {
        Width = width;
        var (least, most) = amounts.Aggregate((0m, 0m), (range, amount) => (Math.Min(range.Item1, amount), Math.Max(range.Item2, amount)));
        _span = most - least;
        _left = _span == 0 ? 0 : Cells(-least);
    }

    /// <summary>Characters of a bar, both sides together.</summary>
    public int Width { get; }

    /// <summary>The bar of an amount; an amount that is not zero has one character at least.</summary>
    public string Bar(decimal amount)
    {
        if (_span == 0 || amount == 0)
        {
            return new string(' ', _left);
        }

        var cells = Math.Max(1, Cells(Math.Abs(amount)));
        return amount < 0 ? new string(' ', Math.Max(0, _left - cells)) + new string(Full, cells) : new string(' ', _left) + new string(Full, cells);
    }

    // Only a picture is rounded here, no amount.
    private int Cells(decimal amount) => (int)decimal.Ceiling(amount / _span * Width);
}

using Esf.Cli.Output;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>The rows of a file that sum up others: none of them is sent, and each must agree with the rows that it sums.</summary>
internal sealed class DeclaredTotals
{
    private readonly List<Total> _totals = [];
    private Sum _all;
    private Sum _part;

    /// <summary>Counts a declaration.</summary>
    public void Count(long? turnover, long vat)
    {
        _all = _all.Plus(turnover, vat);
        _part = _part.Plus(turnover, vat);
    }

    /// <summary>Keeps a total row.</summary>
    public void Add(TableRow row, long? turnover, long? vat)
    {
        _totals.Add(new Total(row, turnover, vat, _all, _part));
        _part = default;
    }

    /// <summary>Compares the totals with what they may sum up: all rows, those above, or those since the total before.</summary>
    /// <returns>A note about each that agrees; the others are problems.</returns>
    public IReadOnlyList<Phrase> Check(FileProblems problems, TableFile table)
    {
        var notes = new List<Phrase>();
        foreach (var total in _totals)
        {
            if (new[] { total.Part, total.Above, _all }.Any(sum => sum.Is(total.Turnover, total.Vat)))
            {
                var name = total.Row.Cells.FirstOrDefault(cell => !cell.IsEmpty).Text;
                notes.Add(DeclarationPhrases.TotalLeftOut(total.Row.Number, TableText.Visible(name)));
                continue;
            }

            var column = total.Vat is not null && total.Vat != total.Above.Vat ? DeclarationColumns.Vat : DeclarationColumns.Turnover;
            var place = table.Places[column] ?? table.Places[DeclarationColumns.Vat];
            problems.Add(total.Row.Number, table.Heading.At(place).Text, total.Row.At(place).Text, DeclarationPhrases.TotalDiffers);
        }

        return notes;
    }

    /// <summary>A total row, with the sums of the rows above it and of those since the total before it.</summary>
    private sealed record Total(TableRow Row, long? Turnover, long? Vat, Sum Above, Sum Part);

    private readonly record struct Sum(decimal Turnover, decimal Vat)
    {
        public Sum Plus(long? turnover, long vat) => new(Turnover + (turnover ?? 0), Vat + vat);

        // A total may leave a column out.
        public bool Is(long? turnover, long? vat) => (turnover ?? Turnover) == Turnover && (vat ?? Vat) == Vat;
    }
}

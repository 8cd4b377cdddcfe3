using Esf.Cli.Output;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>Amounts of a return: whole tenge, signed, at most 15 digits; tiyn may be written when they are zero.</summary>
internal static class WholeTenge
{
    /// <summary>The amount; null, and what is wrong, when the text is none.</summary>
    public static long? Parse(string text, out Phrase? problem) => Parse(new TableCell(text, TableCellKind.Text), out problem);

    /// <summary>The amount; null, and what is wrong, when the cell holds none.</summary>
    public static long? Parse(TableCell cell, out Phrase? problem)
    {
        var amount = TableValues.Amount(cell, out var fault);
        problem = fault switch
        {
            AmountFault.Ambiguous => DeclarationPhrases.AmountAmbiguous,
            AmountFault.TooLong => DeclarationPhrases.AmountTooLong,
            AmountFault.Malformed when cell.Kind == TableCellKind.Number => DeclarationPhrases.AmountNotWhole,
            AmountFault.Malformed => DeclarationPhrases.AmountMalformed,
            _ when amount != decimal.Truncate(amount!.Value) => DeclarationPhrases.AmountNotWhole,
            _ => null,
        };
        return problem is null ? (long)amount!.Value : null;
    }
}

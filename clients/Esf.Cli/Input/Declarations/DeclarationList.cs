using System.Collections;
using System.Globalization;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Input.Declarations;

/// <summary>One row of a file of declarations, in as little memory as a million of them ask for.</summary>
/// <param name="FileRow">Row of the file.</param>
/// <param name="Bin">The taxpayer; null when the file has no such column.</param>
/// <param name="Period">The quarter.</param>
/// <param name="Turnover">Whole tenge; null: not declared.</param>
/// <param name="Vat">Whole tenge.</param>
internal readonly record struct DeclaredRow(int FileRow, long? Bin, TaxPeriod Period, long? Turnover, long Vat);

/// <summary>Declarations as the contract has them, each made when it is asked for.</summary>
internal sealed class DeclarationList(IReadOnlyList<DeclaredRow> rows) : IReadOnlyList<Declaration>
{
    public int Count => rows.Count;

    /// <summary>True when the file names the taxpayer of each row.</summary>
    public bool NamesTaxpayers => rows[0].Bin is not null;

    /// <summary><c>taxpayers/{bin}</c> when all rows are of one; else null.</summary>
    public string? OnlyTaxpayer => rows.All(row => row.Bin == rows[0].Bin) ? this[0].Taxpayer : null;

    public Declaration this[int index]
    {
        get
        {
            var row = rows[index];
            return new Declaration
            {
                Taxpayer = row.Bin is { } bin ? string.Create(CultureInfo.InvariantCulture, $"taxpayers/{bin:000000000000}") : "",
                TaxPeriod = row.Period.ToString(),
                TurnoverAmount = row.Turnover is { } turnover ? ((decimal)turnover).ToProtoDecimal() : null,
                VatAmount = ((decimal)row.Vat).ToProtoDecimal(),
            };
        }
    }

    /// <summary>The row of the file that a declaration stands in.</summary>
    /// <param name="place">Place in the list, from 1, as findings have it.</param>
    public int FileRowOf(int place) => rows[place - 1].FileRow;

    public IEnumerator<Declaration> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

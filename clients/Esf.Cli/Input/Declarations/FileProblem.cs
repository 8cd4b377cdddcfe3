using Esf.Cli.Output;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>A value of a file that is not what it should be.</summary>
/// <param name="Row">Row of the file as a spreadsheet counts: the heading is row 1.</param>
/// <param name="Column">Heading of the column as the file has it; empty: the row as a whole.</param>
/// <param name="Value">The value as the file has it; characters that cannot be seen are named.</param>
/// <param name="What">What is wrong with it.</param>
internal sealed record FileProblem(int Row, string Column, string Value, Phrase What);

/// <summary>All that is wrong with a file, of which at most 50 are kept.</summary>
internal sealed class FileProblems
{
    public const int MaxKept = 50;

    private const int MaxValueLength = 60;

    private readonly List<FileProblem> _kept = [];

    public IReadOnlyList<FileProblem> Kept => _kept;

    public long Count { get; private set; }

    public void Add(int row, string column, string value, Phrase what)
    {
        Count++;
        if (_kept.Count < MaxKept)
        {
            value = TableText.Visible(value);
            _kept.Add(new FileProblem(row, column, value.Length > MaxValueLength ? value[..MaxValueLength] + "…" : value, what));
        }
    }
}

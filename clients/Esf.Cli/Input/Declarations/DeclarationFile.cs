using System.Globalization;
using Esf.Cli.Output;
using Esf.OneC.Tables;

namespace Esf.Cli.Input.Declarations;

/// <summary>What is declared, out of a CSV file or a workbook; or everything that is wrong with the file.</summary>
/// <param name="Declarations">The declarations; empty when there are problems.</param>
/// <param name="Problems">What is wrong; nothing may be sent when there is anything.</param>
/// <param name="Notes">What was left out or should be known about the file: total rows, letters that its code page lost.</param>
internal sealed record DeclarationFile(DeclarationList Declarations, FileProblems Problems, IReadOnlyList<Phrase> Notes)
{
    /// <summary>How many rows a file may have below its heading.</summary>
    public const int MaxRows = 1_000_000;

    private const int MaxFileBytes = 256 * 1024 * 1024;

    /// <summary>Reads a file. Throws InputException when there is no table of declarations in it.</summary>
    /// <param name="host">Where files and standard input are.</param>
    /// <param name="name">Name of the file; <c>-</c>: standard input.</param>
    /// <param name="onlyTaxpayer"><c>taxpayers/{bin}</c> that all rows must be of; null: any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DeclarationFile> ReadAsync(
        CliHost host, string name, string? onlyTaxpayer, CancellationToken cancellationToken)
    {
        var source = name == DocumentReader.StandardInput ? "stdin" : name;
        try
        {
            await using var file = await OpenAsync(host, name, source, cancellationToken);
            return new Reading(source, onlyTaxpayer, TableFile.Open(file, source, DeclarationColumns.Headings)).Read(cancellationToken);
        }
        catch (TableException failure)
        {
            throw new InputException(Phrase.Of(failure.Text));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{source}: cannot be read: {failure.Message}");
        }
    }

    private static async Task<Stream> OpenAsync(CliHost host, string name, string source, CancellationToken cancellationToken)
    {
        if (name != DocumentReader.StandardInput)
        {
            var file = File.OpenRead(Path.Combine(host.WorkingDirectory, name));
            return file.Length <= MaxFileBytes ? file : throw TooLong(source);
        }

        var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await host.In.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > MaxFileBytes)
            {
                throw TooLong(source);
            }

            content.Write(buffer, 0, read);
        }

        content.Position = 0;
        return content;
    }

    private static InputException TooLong(string source) => new($"{source}: longer than {MaxFileBytes / (1024 * 1024)} MiB; split it.");

    /// <summary>One pass over the rows of a file.</summary>
    private sealed class Reading(string source, string? onlyTaxpayer, TableFile table)
    {
        private readonly FileProblems _problems = new();
        private readonly List<DeclaredRow> _rows = [];
        private readonly HashSet<(long Bin, TaxPeriod Period)> _seen = [];
        private readonly DeclaredTotals _totals = new();

        public DeclarationFile Read(CancellationToken cancellationToken)
        {
            var count = 0;
            foreach (var row in table.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++count > MaxRows)
                {
                    throw new InputException(string.Create(
                        CultureInfo.InvariantCulture, $"{source}: more than {MaxRows:N0} rows; split it. Nothing was sent."));
                }

                Take(row);
            }

            // Totals are compared with rows that could all be read.
            var notes = _problems.Count == 0 ? _totals.Check(_problems, table) : [];
            if (count == 0 || (_rows.Count == 0 && _problems.Count == 0))
            {
                throw new InputException($"{source}: there is a heading, but no row below it.");
            }

            return new DeclarationFile(
                new DeclarationList(_problems.Count == 0 ? _rows : []), _problems, [.. table.Note is { } note ? [Phrase.Of(note)] : Array.Empty<Phrase>(), .. notes]);
        }

        private void Take(TableRow row)
        {
            var before = _problems.Count;
            if (row.HasBadQuotes)
            {
                _problems.Add(row.Number, "", row.Text, DeclarationPhrases.BadQuotes);
                return;
            }

            if (row.Cells.Skip(table.Heading.Cells.Count).Any(cell => !cell.IsEmpty))
            {
                _problems.Add(row.Number, "", row.Text, DeclarationPhrases.TooManyValues);
                return;
            }

            if (IsTotal(row))
            {
                _totals.Add(row, Amount(row, DeclarationColumns.Turnover, isNeeded: false), Amount(row, DeclarationColumns.Vat, isNeeded: false));
                return;
            }

            var bin = table.Places[DeclarationColumns.Taxpayer] is null ? null : Taxpayer(row);
            var period = Period(row);
            var turnover = Amount(row, DeclarationColumns.Turnover, isNeeded: false);
            var vat = Amount(row, DeclarationColumns.Vat, isNeeded: true);
            if (_problems.Count == before && !_seen.Add((bin ?? 0, period!.Value)))
            {
                Complain(row, DeclarationColumns.Period, DeclarationPhrases.Repeated);
            }

            if (_problems.Count == 0)
            {
                _rows.Add(new DeclaredRow(row.Number, bin, period!.Value, turnover, vat!.Value));
                _totals.Count(turnover, vat.Value);
            }
        }

        // A row with a taxpayer and a quarter is a declaration, whatever else it says; one with neither, but amounts, can only be a sum.
        private bool IsTotal(TableRow row)
        {
            var taxpayer = row.At(table.Places[DeclarationColumns.Taxpayer]);
            var period = row.At(table.Places[DeclarationColumns.Period]);
            var hasTaxpayer = table.Places[DeclarationColumns.Taxpayer] is null || Bin.IsValid(Padded(taxpayer.Text));
            return !(hasTaxpayer && TaxPeriodText.TryParse(period.Text, out _))
                && (TotalRow.IsNamed(row) || (taxpayer.IsEmpty && period.IsEmpty && !row.At(table.Places[DeclarationColumns.Vat]).IsEmpty));
        }

        private long? Taxpayer(TableRow row)
        {
            var cell = row.At(table.Places[DeclarationColumns.Taxpayer]);
            var text = Padded(cell.Text);
            if (Bin.IsValid(text))
            {
                if (onlyTaxpayer is not null && ResourceNames.Id(onlyTaxpayer) != text)
                {
                    Complain(row, DeclarationColumns.Taxpayer, DeclarationPhrases.BinForeign);
                }

                return long.Parse(text, CultureInfo.InvariantCulture);
            }

            var rounded = cell.Text.Contains('E', StringComparison.OrdinalIgnoreCase) && cell.Text.Any(char.IsAsciiDigit);
            var other = cell.Text.Count(char.IsAsciiDigit) >= Bin.Length - 3 ? TableText.NotDigit(cell.Text) : null;
            Complain(row, DeclarationColumns.Taxpayer, rounded
                ? DeclarationPhrases.BinRounded
                : other is null ? DeclarationPhrases.BinMalformed : DeclarationPhrases.BinHasOther(other));
            return null;
        }

        // What went through a spreadsheet as a number has lost its zeros in front: three at most, of a year and a month.
        private static string Padded(string text) =>
            text.Length is >= Bin.Length - 3 and < Bin.Length && text.All(char.IsAsciiDigit) ? text.PadLeft(Bin.Length, '0') : text;

        private TaxPeriod? Period(TableRow row)
        {
            var cell = row.At(table.Places[DeclarationColumns.Period]);
            if (cell.Kind != TableCellKind.Date && TaxPeriodText.TryParse(cell.Text, out var period))
            {
                return period;
            }

            Complain(row, DeclarationColumns.Period, cell.Kind == TableCellKind.Date ? DeclarationPhrases.PeriodIsDate : DeclarationPhrases.PeriodMalformed);
            return null;
        }

        private long? Amount(TableRow row, int column, bool isNeeded)
        {
            var cell = row.At(table.Places[column]);
            if (cell.IsEmpty && !isNeeded)
            {
                return null;
            }

            var amount = WholeTenge.Parse(cell, out var problem);
            if (problem is not null)
            {
                Complain(row, column, problem);
            }

            return amount;
        }

        private void Complain(TableRow row, int column, Phrase what)
        {
            var cell = row.At(table.Places[column]);
            _problems.Add(row.Number, table.Heading.At(table.Places[column]).Text, cell.Text, cell.IsEmpty ? DeclarationPhrases.Missing : what);
        }
    }
}

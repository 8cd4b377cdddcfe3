using System.Globalization;
using Esf.Cli.Output;

namespace Esf.Cli.Input.Declarations;

/// <summary>What is declared, out of a CSV file or a workbook; or everything that is wrong with the file.</summary>
/// <param name="Declarations">The declarations; empty when there are problems.</param>
/// <param name="Problems">What is wrong; nothing may be sent when there is anything.</param>
internal sealed record DeclarationFile(DeclarationList Declarations, FileProblems Problems)
{
    /// <summary>How many rows a file may have below its heading.</summary>
    public const int MaxRows = 1_000_000;

    private const int MaxFileBytes = 256 * 1024 * 1024;

    private static readonly byte[] OldExcel = [0xD0, 0xCF, 0x11, 0xE0];

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
            var start = new byte[OldExcel.Length];
            var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
            file.Position = 0;
            var rows = start.AsSpan(0, length) switch
            {
                [] => throw new InputException($"{source}: the file is empty."),
                [(byte)'P', (byte)'K', 3, 4] => XlsxTable.Rows(file, source),
                var old when old.SequenceEqual(OldExcel) => throw new InputException(
                    $"{source}: this is a workbook of old Excel (.xls); save it as .xlsx or .csv."),
                _ => CsvTable.Rows(file, await TextEncoding.DetectAsync(file, cancellationToken), source),
            };
            return new Reading(source, onlyTaxpayer).Read(rows, cancellationToken);
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
    private sealed class Reading(string source, string? onlyTaxpayer)
    {
        private readonly FileProblems _problems = new();
        private readonly List<DeclaredRow> _rows = [];
        private readonly HashSet<(long Bin, TaxPeriod Period)> _seen = [];

        public DeclarationFile Read(IEnumerable<FileRow> rows, CancellationToken cancellationToken)
        {
            DeclarationColumns? columns = null;
            var count = 0;
            foreach (var row in rows.Where(row => !row.IsEmpty))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (columns is null)
                {
                    columns = DeclarationColumns.Of(row, source);
                    continue;
                }

                if (++count > MaxRows)
                {
                    throw new InputException(string.Create(
                        CultureInfo.InvariantCulture, $"{source}: more than {MaxRows:N0} rows; split it. Nothing was sent."));
                }

                Take(row, columns);
            }

            return (columns, count) switch
            {
                (null, _) => throw new InputException($"{source}: the file is empty."),
                (_, 0) => throw new InputException($"{source}: there is a heading, but no row below it."),
                _ => new DeclarationFile(new DeclarationList(_problems.Count == 0 ? _rows : []), _problems),
            };
        }

        private void Take(FileRow row, DeclarationColumns columns)
        {
            var before = _problems.Count;
            if (row.HasBadQuotes)
            {
                _problems.Add(row.Number, "", string.Join(' ', row.Cells.Select(cell => cell.Text)), DeclarationPhrases.BadQuotes);
                return;
            }

            if (row.Cells.Skip(columns.Headings.Count).Any(cell => !cell.IsEmpty))
            {
                _problems.Add(row.Number, "", string.Join(" | ", row.Cells.Select(cell => cell.Text)), DeclarationPhrases.TooManyValues);
                return;
            }

            var bin = columns.Taxpayer is { } taxpayer ? Taxpayer(row, taxpayer, columns) : null;
            var period = Period(row, columns.Period, columns);
            var turnover = columns.Turnover is { } column && !row[column].IsEmpty ? Amount(row, column, columns) : null;
            var vat = Amount(row, columns.Vat, columns);
            if (_problems.Count == before && !_seen.Add((bin ?? 0, period!.Value)))
            {
                _problems.Add(row.Number, columns.Headings[columns.Period], row[columns.Period].Text, DeclarationPhrases.Repeated);
            }

            if (_problems.Count == 0)
            {
                _rows.Add(new DeclaredRow(row.Number, bin, period!.Value, turnover, vat!.Value));
            }
        }

        private long? Taxpayer(FileRow row, int column, DeclarationColumns columns)
        {
            var cell = row[column];

            // What went through a spreadsheet as a number has lost its zeros in front: three at most, of a year and a month.
            var isShort = cell.Text.Length is >= Bin.Length - 3 and < Bin.Length && cell.Text.All(char.IsAsciiDigit);
            var text = isShort ? cell.Text.PadLeft(Bin.Length, '0') : cell.Text;
            if (Bin.IsValid(text))
            {
                if (onlyTaxpayer is not null && ResourceNames.Id(onlyTaxpayer) != text)
                {
                    _problems.Add(row.Number, columns.Headings[column], cell.Text, DeclarationPhrases.BinForeign);
                }

                return long.Parse(text, CultureInfo.InvariantCulture);
            }

            var rounded = cell.Text.Contains('E', StringComparison.OrdinalIgnoreCase) && cell.Text.Any(char.IsAsciiDigit);
            Complain(row, column, columns, rounded ? DeclarationPhrases.BinRounded : DeclarationPhrases.BinMalformed);
            return null;
        }

        private TaxPeriod? Period(FileRow row, int column, DeclarationColumns columns)
        {
            var cell = row[column];
            if (cell.Kind != FileCellKind.Date && TaxPeriodText.TryParse(cell.Text, out var period))
            {
                return period;
            }

            Complain(
                row, column, columns, cell.Kind == FileCellKind.Date ? DeclarationPhrases.PeriodIsDate : DeclarationPhrases.PeriodMalformed);
            return null;
        }

        private long? Amount(FileRow row, int column, DeclarationColumns columns)
        {
            // What a workbook holds as a number has one meaning: a point in it is that of a fraction, which is not zero.
            var cell = row[column];
            var isFraction = cell.Kind == FileCellKind.Number && cell.Text.Contains('.', StringComparison.Ordinal);
            Phrase? problem = DeclarationPhrases.AmountNotWhole;
            var amount = isFraction ? null : WholeTenge.Parse(cell.Text, out problem);
            if (problem is not null)
            {
                Complain(row, column, columns, problem);
            }

            return amount;
        }

        private void Complain(FileRow row, int column, DeclarationColumns columns, Phrase what) =>
            _problems.Add(row.Number, columns.Headings[column], row[column].Text, row[column].IsEmpty ? DeclarationPhrases.Missing : what);
    }
}

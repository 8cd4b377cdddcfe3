using System.Globalization;
using Esf.OneC.Results;

namespace Esf.OneC.Tables;

/// <summary>A table out of a CSV file or a workbook, as accountants have them: titles above the headings, hidden sheets, any encoding.</summary>
/// <remarks>
/// The one reader of every table that a person gives us: mapping.csv, declarations. It finds the headings and says in which form the rows
/// came; what a value means is the business of who asked for the columns.
/// </remarks>
internal sealed class TableFile
{
    /// <summary>Within so many rows the headings must stand.</summary>
    public const int HeadingRows = 50;

    private static readonly byte[] OldExcel = [0xD0, 0xCF, 0x11, 0xE0];

    private TableFile(TableRow heading, IReadOnlyList<int?> places, IEnumerable<TableRow> rows, Wording? note)
    {
        Heading = heading;
        Places = places;
        Rows = rows;
        Note = note;
    }

    /// <summary>The row of headings.</summary>
    public TableRow Heading { get; }

    /// <summary>The place of each column that was asked for; null where the table does not have it.</summary>
    public IReadOnlyList<int?> Places { get; }

    /// <summary>The rows below the headings that are not empty and do not repeat the headings. They can be gone through once.</summary>
    /// <remarks>Reading may throw <see cref="TableException"/> where the file is damaged further on.</remarks>
    public IEnumerable<TableRow> Rows { get; }

    /// <summary>What should be known about how the file was read; null: nothing.</summary>
    public Wording? Note { get; }

    /// <summary>Finds the table of a file.</summary>
    /// <param name="file">The file, at its beginning; it can be sought in, and stays open as long as rows are read.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="headings">The columns to look for.</param>
    /// <exception cref="TableException">There is no such table in it.</exception>
    public static TableFile Open(Stream file, string source, TableHeadings headings)
    {
        var start = new byte[OldExcel.Length];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return start.AsSpan(0, length) switch
        {
            [] => throw Empty(source),
            [(byte)'P', (byte)'K', 3, 4] => WorkbookRows.IsWorkbook(file, source) ? OpenWorkbook(file, source, headings) : throw OtherFormat(source),
            var old when old.SequenceEqual(OldExcel) => throw OldWorkbook(source),
            _ => OpenCsv(file, source, headings),
        };
    }

    private static TableFile OpenCsv(Stream file, string source, TableHeadings headings)
    {
        var (encoding, head, guess) = TableEncoding.Candidates(file)
            .Select(candidate => (Encoding: candidate, Head: CsvRows.Head(file, candidate.Encoding)))
            .Select(candidate => (candidate.Encoding, candidate.Head, Guess: CsvRows.Guess(candidate.Head, headings)))
            .MaxBy(candidate => candidate.Guess.Known);
        var rows = CsvRows.Read(file, encoding.Encoding, head, guess.Delimiter, source);
        return Find(rows, source, headings, encoding) ?? throw Empty(source);
    }

    private static TableFile OpenWorkbook(Stream file, string source, TableHeadings headings)
    {
        TableException? first = null;
        foreach (var (sheet, isHidden) in WorkbookRows.Sheets(file, source))
        {
            var place = $"{source}, {sheet}";
            try
            {
                if (Find(WorkbookRows.Read(file, sheet, source), place, headings, encoding: null) is { } found)
                {
                    return isHidden ? new TableFile(found.Heading, found.Places, found.Rows, Hidden(place)) : found;
                }
            }
            catch (TableException failure)
            {
                // What stands on the sheet that a person sees first is what that person means.
                first ??= failure;
            }
        }

        throw first ?? Empty(source);
    }

    /// <summary>The table that begins with the row that names most columns; null when there is no row at all.</summary>
    private static TableFile? Find(IEnumerable<TableRow> all, string source, TableHeadings headings, TableEncoding? encoding)
    {
        var rows = all.Where(row => !row.IsEmpty).GetEnumerator();
        var head = new List<TableRow>();
        while (head.Count < HeadingRows && rows.MoveNext())
        {
            head.Add(rows.Current);
        }

        if (head.Count == 0)
        {
            rows.Dispose();
            return null;
        }

        var heading = head.MaxBy(row => headings.CountKnown(row.Cells.Select(cell => cell.Text)));
        var hasLost = encoding is { HasKazakh: false } && head.Any(row => row.Cells.Any(cell => cell.Text.Contains(LostLetters.Mark, StringComparison.Ordinal)));
        try
        {
            var places = headings.PlacesIn(heading, source);
            var below = head.SkipWhile(row => row.Number != heading.Number).Skip(1).ToArray();
            return new TableFile(heading, places, Below(below, rows, heading), hasLost ? Lost(source, encoding!.Name) : null);
        }
        catch (TableException failure) when (hasLost)
        {
            rows.Dispose();
            throw new TableException(failure.Text.Join(Lost(source, encoding!.Name)));
        }
    }

    private static IEnumerable<TableRow> Below(TableRow[] read, IEnumerator<TableRow> rest, TableRow heading)
    {
        using (rest)
        {
            foreach (var row in read.Where(row => !IsSame(row, heading)))
            {
                yield return row;
            }

            while (rest.MoveNext())
            {
                // A printed table repeats its headings on every page.
                if (!IsSame(rest.Current, heading))
                {
                    yield return rest.Current;
                }
            }
        }
    }

    private static bool IsSame(TableRow row, TableRow heading) => row.Cells.SequenceEqual(heading.Cells);

    private static TableException Empty(string source) => new(new Wording(
        $"{source}: the file is empty.", $"{source}: файл пуст.", $"{source}: файл бос."));

    private static TableException OldWorkbook(string source) => new(new Wording(
        $"{source}: this is a workbook of old Excel (.xls); save it as .xlsx or .csv.",
        $"{source}: это книга старого Excel (.xls); сохраните её как .xlsx или .csv.",
        $"{source}: бұл ескі Excel кітабы (.xls); оны .xlsx немесе .csv етіп сақтаңыз."));

    private static TableException OtherFormat(string source) => new(new Wording(
        $"{source}: this is neither an Excel workbook nor a CSV file. Read are .xlsx and .csv; from LibreOffice (.ods) save it as .xlsx.",
        $"{source}: это не книга Excel и не файл CSV. Читаются .xlsx и .csv; из LibreOffice (.ods) сохраните его как .xlsx.",
        $"{source}: бұл Excel кітабы да, CSV файлы да емес. Оқылатыны — .xlsx және .csv; LibreOffice (.ods) файлын .xlsx етіп сақтаңыз."));

    private static Wording Hidden(string place) => new(
        $"{place}: read from a hidden sheet; no other sheet has a table.",
        $"{place}: прочитан скрытый лист; на других листах таблицы нет.",
        $"{place}: жасырын парақ оқылды; басқа парақтарда кесте жоқ.");

    private static Wording Lost(string source, string encoding) => new(
        string.Create(CultureInfo.InvariantCulture, $"{source}: saved in {encoding}, which has no Ә Ғ Қ Ң Ө Ұ Ү Һ: they became question marks. Save it as CSV UTF-8 or .xlsx."),
        string.Create(CultureInfo.InvariantCulture, $"{source}: сохранён в кодировке {encoding}, где нет букв Ә Ғ Қ Ң Ө Ұ Ү Һ: вместо них вопросительные знаки. Сохраните его как CSV UTF-8 или .xlsx."),
        string.Create(CultureInfo.InvariantCulture, $"{source}: {encoding} кодтауында сақталған, онда Ә Ғ Қ Ң Ө Ұ Ү Һ әріптері жоқ: олардың орнында сұрау белгілері тұр. CSV UTF-8 немесе .xlsx етіп сақтаңыз."));
}

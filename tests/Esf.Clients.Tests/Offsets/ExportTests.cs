using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Cli.Output.Audit;
using Esf.Cli.Output.Export;
using Esf.V1;
using MiniExcelLibs;
using Parquet;
using Parquet.Schema;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Exported files are read back by the libraries: numbers are numbers, dates are dates, and nothing is lost.</summary>
public sealed partial class ExportTests
{
    private static readonly TableExport<Offset> Export = OffsetTable.Export(Language.English);

    [Fact]
    public async Task A_csv_opens_in_Excel_of_Kazakhstan()
    {
        var bytes = await WriteAsync(stream => OffsetTable.Export(Language.Russian).WriteAsync(
            ExportFormat.Csv, stream, Offer.Offsets(3), Language.Russian, null, TestContext.Current.CancellationToken));

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.Equal(
            "ИИН/БИН;Регистрационный номер;Номер ЭСФ;Поставщик;Страна поставщика;Дата зачёта;Налоговый период;НДС в зачёт, KZT;Оборот, KZT;"
                + "Дата оборота;Номера платёжных документов;Платежи;Дата уплаты НДС;Дней после уплаты;Состояние;Кем прекращён;Прекращён с",
            lines[0]);
        Assert.Equal(
            "941240001151;ESF-941240001151-20260103-00000001;1;Поставщик № 1;DE;2026-01-03;2026-Q1;-160000,25;5200000,00;2025-12-04;П-1;№ П-1 от 02.01.2026: -160 000,25;2026-01-02;1;действует;;",
            lines[1]);
        Assert.EndsWith(";заменён;ESF-941240001151-20260106-00000004;2026-01-06", lines[3], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
    }

    [Theory]
    [InlineData("=cmd|'/c calc'!A1")]
    [InlineData("+77011234567")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("＝1+1")]
    [InlineData("＋77011234567")]
    public async Task A_text_is_no_formula_in_a_csv_and_a_negative_amount_is_a_number(string name)
    {
        var offset = Offer.Offset(1);
        offset.SupplierName = name;

        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Csv, stream, Of(offset), Language.English, null, TestContext.Current.CancellationToken));

        using var csv = new CsvReader(
            new StreamReader(new MemoryStream(bytes)), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";" });
        Assert.True(await csv.ReadAsync());
        Assert.True(await csv.ReadAsync());
        Assert.Equal("'" + name, csv.GetField(3));
        Assert.Equal("-160000,25", csv.GetField(7));
    }

    [Fact]
    public async Task A_text_with_separators_quotes_and_line_ends_is_read_back_from_a_csv()
    {
        var offset = Offer.Offset(1);
        offset.SupplierName = "Nord; \"licht\"\r\nGmbH, ә";

        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Csv, stream, Of(offset), Language.Kazakh, null, TestContext.Current.CancellationToken));

        using var csv = new CsvReader(
            new StreamReader(new MemoryStream(bytes)), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";" });
        Assert.True(await csv.ReadAsync());
        Assert.True(await csv.ReadAsync());
        Assert.Equal(offset.SupplierName, csv.GetField(3));
    }

    /// <summary>31 names as suppliers have them, or as somebody would have them: line breaks, invisible characters, formulas, 450 letters.</summary>
    public static TheoryData<string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string>();
            var file = File.ReadAllText(Path.Combine(Repository.Root, "tests/Golden/exports/supplier_names.json"));
            foreach (var (kind, name) in System.Text.Json.Nodes.JsonNode.Parse(file)!.AsObject())
            {
                names.Add(kind, (string)name!);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_name_is_read_back_from_every_format_and_tears_no_row(string kind, string name)
    {
        var offset = Offer.Offset(1);
        offset.SupplierName = name;

        var csv = await WriteAsync(stream => Export.WriteAsync(ExportFormat.Csv, stream, Of(offset, Offer.Offset(2)), Language.English, null, TestContext.Current.CancellationToken));
        using (var reader = new CsvReader(
            new StreamReader(new MemoryStream(csv)), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";", BadDataFound = bad => Assert.Fail($"{kind}: {bad.RawRecord}") }))
        {
            Assert.True(await reader.ReadAsync());
            Assert.True(await reader.ReadAsync());
            Assert.Equal(Esf.OneC.Tables.TableText.Guard(name), reader.GetField(3));
            Assert.Equal(Export.Columns.Count, reader.Parser.Count);
            Assert.True(await reader.ReadAsync());
            Assert.Equal(Offer.Offset(2).SupplierName, reader.GetField(3));
            Assert.False(await reader.ReadAsync());
        }

        var xlsx = await WriteAsync(stream => Export.WriteAsync(ExportFormat.Xlsx, stream, Of(offset), Language.English, null, TestContext.Current.CancellationToken));
        var row = (IDictionary<string, object?>)Enumerable.Single(new MemoryStream(xlsx).Query(useHeaderRow: true));

        // XML 1.0 has no U+FFFF, and reads a lone CR as LF: the rest of such a name is there.
        Assert.Equal(name.Replace("\uFFFF", "", StringComparison.Ordinal).ReplaceLineEndings("\n"), $"{row["Supplier"]}".Replace("\uFFFF", "", StringComparison.Ordinal).ReplaceLineEndings("\n"));

        var json = await WriteAsync(stream => Export.WriteAsync(ExportFormat.Json, stream, Of(offset), Language.English, null, TestContext.Current.CancellationToken));
        Assert.Equal(name, (string?)System.Text.Json.Nodes.JsonNode.Parse(Assert.Single(Encoding.UTF8.GetString(json).TrimEnd('\n').Split('\n')))!["supplierName"]);

        var parquet = await WriteAsync(stream => Export.WriteAsync(ExportFormat.Parquet, stream, Of(offset), Language.English, null, TestContext.Current.CancellationToken));
        await using var columns = await ParquetReader.CreateAsync(new MemoryStream(parquet), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([name], await ReadTextsAsync(columns, columns.Schema.GetDataFields().Single(field => field.Name == "supplier_name")));
    }

    [Fact]
    public async Task The_last_sheet_of_a_workbook_says_what_it_is()
    {
        var count = 0;
        var origin = new ExportOrigin(() => [(Remarks.Filter, "--country DE"), (Remarks.Rows, $"{count}")]);
        async IAsyncEnumerable<Offset> Rows()
        {
            await foreach (var offset in Offer.Offsets(3))
            {
                count++;
                yield return offset;
            }
        }

        var bytes = await WriteAsync(stream => Export.WriteAsync(ExportFormat.Xlsx, stream, Rows(), Language.Russian, origin, TestContext.Current.CancellationToken));

        using var workbook = new MemoryStream(bytes);
        Assert.Equal(["Зачёты НДС", "О выгрузке"], workbook.GetSheetNames());
        var about = workbook.Query(useHeaderRow: true, sheetName: "О выгрузке").Cast<IDictionary<string, object?>>().ToDictionary(row => $"{row["Что"]}", row => $"{row["Значение"]}");
        Assert.Equal(("--country DE", "3"), (about["Отбор"], about["Строк"]));
    }

    [Fact]
    public async Task A_workbook_has_numbers_dates_and_headings_in_the_language()
    {
        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Xlsx, stream, Offer.Offsets(250), Language.Kazakh, null, TestContext.Current.CancellationToken));

        using var workbook = new MemoryStream(bytes);
        Assert.Equal(["ҚҚС есепке жатқызу"], workbook.GetSheetNames());
        var rows = workbook.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToArray();
        Assert.Equal(250, rows.Length);
        var third = rows[2];
        Assert.Equal("941240001151", third["ЖСН/БСН"]);
        Assert.Equal(-160000.25, Assert.IsType<double>(third["Есепке жатқызылатын ҚҚС, KZT"]));
        Assert.Equal(new DateTime(2026, 1, 5), Assert.IsType<DateTime>(third["Есепке жатқызу күні"]));
        Assert.Equal(1, Assert.IsType<double>(third["Төлемнен кейінгі күндер"]));
        Assert.Equal("ауыстырылған", third["Күйі"]);
        Assert.Equal(new DateTime(2026, 1, 6), third["Тоқтатылған күні"]);
        Assert.Null(rows[0]["Тоқтатылған күні"]);
    }

    [Fact]
    public async Task A_list_without_rows_is_a_sheet_with_headings()
    {
        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Xlsx, stream, Offer.Offsets(0), Language.English, null, TestContext.Current.CancellationToken));

        using var workbook = new MemoryStream(bytes);
        var headings = (IDictionary<string, object?>)Enumerable.Single(workbook.Query());
        Assert.Equal(Export.Columns.Select(column => column.Heading.En), headings.Values);
    }

    [Theory]
    [InlineData(99, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    public async Task What_does_not_fit_on_a_sheet_goes_on_on_the_next(int count, int sheets)
    {
        var bytes = await WriteAsync(stream => XlsxExport.WriteAsync(
            stream, "Зачёты", Export.Columns, Offer.Offsets(count), Language.Russian, 100, null, TestContext.Current.CancellationToken));

        using var workbook = new MemoryStream(bytes);
        var names = workbook.GetSheetNames();
        Assert.Equal(["Зачёты", .. Enumerable.Range(2, sheets - 1).Select(n => $"Зачёты {n}")], names);
        var numbers = names.SelectMany(name => workbook.Query(useHeaderRow: true, sheetName: name).Cast<IDictionary<string, object?>>())
            .Select(row => (string?)row["Номер ЭСФ"]);
        Assert.Equal(Enumerable.Range(1, count).Select(n => $"{n}"), numbers);
        Assert.Equal(1_048_575, XlsxExport.MaxRows);
    }

    [Fact]
    public async Task The_parts_of_a_sheet_stand_in_the_order_that_Excel_wants()
    {
        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Xlsx, stream, Offer.Offsets(3), Language.English, null, TestContext.Current.CancellationToken));

        using var archive = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        // ECMA-376 part 1, 18.3.1.99: a worksheet is a sequence.
        string[] order = ["dimension", "sheetViews", "cols", "sheetData", "autoFilter", "drawing"];
        var found = TopLevel().Matches(SheetData().Replace(xml, "<x:sheetData/>")).Select(match => match.Groups[1].Value)
            .Where(order.Contains).ToArray();
        Assert.Equal(found.OrderBy(name => Array.IndexOf(order, name)), found);
        Assert.Contains("sheetData", found);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("<&>\"' ә😀")]
    [InlineData("a\u0001b")]
    public async Task A_text_stays_a_text_in_a_workbook(string name)
    {
        var offset = Offer.Offset(1);
        offset.SupplierName = name;

        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Xlsx, stream, Of(offset), Language.English, null, TestContext.Current.CancellationToken));

        using var archive = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.DoesNotContain("<x:f>", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var workbook = new MemoryStream(bytes);
        var row = (IDictionary<string, object?>)Enumerable.Single(workbook.Query(useHeaderRow: true));
        Assert.Equal(name, row["Supplier"]);
    }

    [Fact]
    public async Task A_parquet_file_has_decimals_dates_and_row_groups()
    {
        var bytes = await WriteAsync(stream => ParquetExport.WriteAsync(
            stream, Export.Columns, Offer.Offsets(250), 100, TestContext.Current.CancellationToken));

        await using var reader = await ParquetReader.CreateAsync(
            new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, reader.RowGroupCount);
        var fields = reader.Schema.GetDataFields().ToDictionary(field => field.Name, StringComparer.Ordinal);
        Assert.Equal(Export.Columns.Select(column => column.Name), reader.Schema.GetDataFields().Select(field => field.Name));
        var amount = Assert.IsType<DecimalDataField>(fields["amount"]);
        Assert.Equal((18, 2), (amount.Precision, amount.Scale));
        Assert.Equal(DateTimeFormat.Date, Assert.IsType<DateTimeDataField>(fields["offset_date"]).DateTimeFormat);

        var expected = Enumerable.Range(1, 250).Select(Offer.Offset).ToArray();
        Assert.Equal(expected.Select(Value<decimal>("amount")), await ReadAsync<decimal>(reader, amount));
        Assert.Equal(
            expected.Select(Value<DateOnly>("ended_on")).Select(date => date?.ToDateTime(TimeOnly.MinValue)),
            await ReadAsync<DateTime>(reader, fields["ended_on"]));
        Assert.Equal(expected.Select(Value<long>("days_after_payment")), await ReadAsync<long>(reader, fields["days_after_payment"]));
        Assert.Equal(expected.Select(offset => offset.SupplierName), await ReadTextsAsync(reader, fields["supplier_name"]));
        Assert.Equal(
            expected.Select(offset => offset.State == OffsetState.Replaced ? "REPLACED" : "EFFECTIVE"),
            await ReadTextsAsync(reader, fields["state"]));
    }

    [Fact]
    public async Task A_parquet_file_without_rows_has_its_columns()
    {
        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Parquet, stream, Offer.Offsets(0), Language.English, null, TestContext.Current.CancellationToken));

        await using var reader = await ParquetReader.CreateAsync(
            new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, reader.RowGroupCount);
        Assert.Equal(Export.Columns.Count, reader.Schema.GetDataFields().Length);
    }

    [Fact]
    public async Task Json_lines_are_the_messages_of_the_contract()
    {
        var bytes = await WriteAsync(stream => Export.WriteAsync(
            ExportFormat.Json, stream, Offer.Offsets(3), Language.English, null, TestContext.Current.CancellationToken));

        var lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(ContractJson.Write(Offer.Offset(2)), lines[1]);
        Assert.Contains("\"state\":\"EFFECTIVE\"", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("json")]
    public async Task A_source_that_fails_fails_the_export(string format)
    {
        static async IAsyncEnumerable<Offset> Torn()
        {
            yield return Offer.Offset(1);
            await Task.Yield();
            throw new TimeoutException("torn");
        }

        await Assert.ThrowsAsync<TimeoutException>(() => Export.WriteAsync(
            Enum.Parse<ExportFormat>(format, ignoreCase: true),
            new MemoryStream(),
            Torn(),
            Language.English,
            null,
            TestContext.Current.CancellationToken));
    }

    private static Func<Offset, T?> Value<T>(string name)
        where T : struct =>
        offset => (T?)Export.Columns.Single(column => column.Name == name).Value(offset);

    private static IAsyncEnumerable<Offset> Of(params Offset[] offsets) => offsets.ToAsyncEnumerable();

    private static async Task<T?[]> ReadAsync<T>(ParquetReader reader, DataField field)
        where T : struct
    {
        var all = new List<T?>();
        foreach (var group in reader.RowGroups)
        {
            var values = new T?[group.RowCount];
            await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            all.AddRange(values);
        }

        return [.. all];
    }

    private static async Task<string?[]> ReadTextsAsync(ParquetReader reader, DataField field)
    {
        var all = new List<string?>();
        foreach (var group in reader.RowGroups)
        {
            var values = new string?[group.RowCount];
            await group.ReadAsync(field, values.AsMemory()!, cancellationToken: TestContext.Current.CancellationToken);
            all.AddRange(values);
        }

        return [.. all];
    }

    private static async Task<byte[]> WriteAsync(Func<Stream, Task> write)
    {
        using var stream = new MemoryStream();
        await write(stream);
        return stream.ToArray();
    }

    [GeneratedRegex("<x:sheetData>.*</x:sheetData>", RegexOptions.Singleline)]
    private static partial Regex SheetData();

    [GeneratedRegex(@"<x:(\w+)[ />]")]
    private static partial Regex TopLevel();
}

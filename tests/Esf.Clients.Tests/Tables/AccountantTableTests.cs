using System.Text;
using Esf.Cli;
using Esf.Cli.Input;
using Esf.Cli.Input.Declarations;
using Esf.OneC.Matching;
using Esf.OneC.Tables;
using Esf.V1;
using MiniExcelLibs;

namespace Esf.Clients.Tests.Tables;

/// <summary>Tables as accountants and their programs save them: read where they are clear, and told where they are not.</summary>
public sealed class AccountantTableTests
{
    private static readonly PaymentWish Wish = new("57", new(2026, 5, 26), 832000m, "NS-2026/04");

    [Theory]
    [InlineData("titled.csv", 6)]
    [InlineData("titled.xlsx", 6)]
    [InlineData("total_only.xlsx", 3)]
    public async Task Titles_above_the_headings_are_passed_over_and_the_total_is_told_and_not_sent(string name, int totalRow)
    {
        var file = await GoldenAsync(name);

        Assert.Empty(file.Problems.Kept);
        Assert.Equal([Declared("941240001151", "2026-Q2", "5200000", "832000")], file.Declarations);
        Assert.Equal([DeclarationPhrases.TotalLeftOut(totalRow, "Итого")], file.Notes);
    }

    [Theory]
    [InlineData("quarters_kk.csv")]
    [InlineData("quarters_ru.csv")]
    public async Task Quarters_in_words_are_read(string name)
    {
        var file = await GoldenAsync(name);

        Assert.Empty(file.Problems.Kept);
        Assert.Equal(7, file.Declarations.Count);
        Assert.All(file.Declarations, declaration => Assert.Equal("2026-Q2", declaration.TaxPeriod));
    }

    [Theory]
    [InlineData("libreoffice.csv")]
    [InlineData("libreoffice.xlsx")]
    [InlineData("libreoffice_text_formula.csv")]
    public async Task What_LibreOffice_saves_is_read(string name) =>
        Assert.Equal([Declared("941240001151", "2026-Q2", "5200000", "832000")], (await GoldenAsync(name)).Declarations);

    [Fact]
    public async Task An_ods_file_is_refused_with_the_formats_that_are_read()
    {
        var failure = await Assert.ThrowsAsync<InputException>(() => GoldenAsync("libreoffice.ods"));

        Assert.Contains("Read are .xlsx and .csv", failure.Text.En, StringComparison.Ordinal);
        Assert.Contains("Читаются .xlsx и .csv", failure.Text.Ru, StringComparison.Ordinal);
        Assert.Contains("Оқылатыны — .xlsx және .csv", failure.Text.Kk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_and_a_hidden_sheet_in_front_are_passed_over()
    {
        var sheets = new Dictionary<string, object>
        {
            ["Пусто"] = Array.Empty<Dictionary<string, object>>(),
            ["Старое"] = new[] { new Dictionary<string, object> { ["bin"] = "941240001151", ["period"] = "2025-Q1", ["vat"] = 1 } },
            ["ф300"] = new[] { new Dictionary<string, object> { ["bin"] = "941240001151", ["period"] = "2026-Q2", ["vat"] = 832000 } },
        };
        var configuration = new MiniExcelLibs.OpenXml.OpenXmlConfiguration
        {
            DynamicSheets = [new("Старое") { State = MiniExcelLibs.OpenXml.SheetState.Hidden }],
        };
        using var workbook = new MemoryStream();
        workbook.SaveAs(sheets, configuration: configuration);

        var file = await ReadAsync(workbook.ToArray());

        Assert.Equal([Declared("941240001151", "2026-Q2", null, "832000")], file.Declarations);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public async Task A_total_that_is_not_the_sum_is_a_problem_and_so_is_an_unnamed_one()
    {
        var wrong = await ReadAsync("bin;period;vat\n941240001151;2026-Q1;10\n941240001151;2026-Q2;20\nИтого;;31\n");
        Assert.Equal((4, "vat", "31", DeclarationPhrases.TotalDiffers), OnlyProblem(wrong));

        var unnamed = await ReadAsync("bin;period;vat\n941240001151;2026-Q1;10\n;;10\n");
        Assert.Single(unnamed.Declarations);
        Assert.Equal(DeclarationPhrases.TotalDiffers, OnlyProblem(await ReadAsync("bin;period;vat\n941240001151;2026-Q1;10\n;;11\n")).What);
    }

    [Fact]
    public async Task Totals_of_parts_and_of_all_agree_each_with_its_rows()
    {
        var file = await ReadAsync(
            "bin;period;vat\n941240001151;2026-Q1;10\nБарлығы;;10\n101241001053;2026-Q1;5\n011140001654;2026-Q1;7\nTotal;;12\nВсего;;22\n");

        Assert.Empty(file.Problems.Kept);
        Assert.Equal((3, 3), (file.Declarations.Count, file.Notes.Count));
    }

    [Fact]
    public async Task A_supplier_called_Total_makes_no_total_of_a_declaration()
    {
        var file = await ReadAsync("bin;name;period;vat\n941240001151;Total Energies;2026-Q1;10\n");

        Assert.Single(file.Declarations);
        Assert.Empty(file.Notes);
    }

    [Theory]
    [InlineData("9412\u200B40001151", "9412⟨U+200B⟩40001151", "U+200B after the 4th digit")]
    [InlineData("94124\u00A00001151", "94124⟨U+00A0⟩0001151", "U+00A0 after the 5th digit")]
    [InlineData("94124ОО01151", "94124ОО01151", "'О' (U+041E) after the 5th digit")]
    public async Task A_character_that_is_no_digit_is_named_with_its_place(string bin, string shown, string told)
    {
        var file = await ReadAsync($"bin;period;vat\n{bin};2026-Q1;10\n");

        var (row, column, value, what) = OnlyProblem(file);
        Assert.Equal((2, "bin", shown), (row, column, value));
        Assert.StartsWith(told, what.En, StringComparison.Ordinal);
        Assert.Empty(file.Declarations);
    }

    [Fact]
    public async Task Invisible_characters_around_a_number_are_no_part_of_it() =>
        Assert.Single((await ReadAsync("bin;period;vat\n\u200B941240001151\uFEFF;2026-Q1;\u00A010\u202F\n")).Declarations);

    [Theory]
    [InlineData("windows-1251")]
    [InlineData("cp866")]
    [InlineData("x-mac-cyrillic")]
    public async Task A_code_page_without_Kazakh_letters_is_named_and_what_is_clear_is_read(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(name).GetBytes("БСН;Кезең;ҚҚС\r\n941240001151;2026 жылғы 2-тоқсан;832000\r\n");

        var file = await ReadAsync(bytes);

        Assert.Equal([Declared("941240001151", "2026-Q2", null, "832000")], file.Declarations);
        Assert.Contains($"saved in {name}, which has no Ә Ғ Қ", Assert.Single(file.Notes).En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UTF_16_without_a_mark_is_read() =>
        Assert.Single((await ReadAsync(Encoding.Unicode.GetBytes("БИН\tПериод\tНДС\n941240001151\t2026-Q1\t10\n"))).Declarations);

    [Theory]
    [InlineData("good.csv", 400000.50, 431999.50)]
    [InlineData("iso_dates.csv", 400000.50, 431999.50)]
    [InlineData("ru_excel.csv", 400000.50, 431999.50)]
    [InlineData("ru_excel_nbsp.csv", 400000, 432000)]
    [InlineData("total_row.csv", 400000.50, 431999.50)]
    [InlineData("us_excel.csv", 400000.50, 431999.50)]
    public void A_mapping_says_the_same_however_a_spreadsheet_saved_it(string name, decimal first, decimal second)
    {
        var mapping = PaymentMapping.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests/Golden/mapping", name)));

        Assert.Null(mapping.Fault);
        Assert.Empty(mapping.BadRows);
        Assert.Equal(
            [
                new MappingRow("57", new(2026, 5, 26), "1", new(2026, 5, 25), first),
                new MappingRow("57", new(2026, 5, 26), "2", new(2026, 5, 25), second),
            ],
            mapping.For(Wish));
    }

    [Fact]
    public void A_workbook_with_days_counted_by_Excel_is_a_mapping_too()
    {
        using var workbook = new MemoryStream();
        workbook.SaveAs(new[]
        {
            new Dictionary<string, object?> { ["Номер ЭСФ"] = 57, ["Номер платёжного документа"] = "1", ["Дата уплаты"] = 46167, ["Сумма"] = 400000.5 },
            new Dictionary<string, object?> { ["Номер ЭСФ"] = 57, ["Номер платёжного документа"] = "2", ["Дата уплаты"] = new DateTime(2026, 5, 25), ["Сумма"] = 0.1 + 0.2 },
        });

        var rows = PaymentMapping.Parse(workbook.ToArray()).For(Wish);

        Assert.Equal([("1", new DateOnly(2026, 5, 25), 400000.50m), ("2", new DateOnly(2026, 5, 25), 0.30m)], rows.Select(row => (row.Payment, row.PaidOn!.Value, row.Amount!.Value)));
    }

    [Fact]
    public void A_bad_line_costs_its_line_and_names_the_value()
    {
        var mapping = PaymentMapping.Parse(Encoding.UTF8.GetBytes(
            "invoiceNumber;invoiceDate;paymentDocument;paidOn;amount\n57;;1;05/06/2026;832000\n58;;2;;1,000\n59;;3;;10\n60;;;;\n"));

        Assert.Null(mapping.Fault);
        Assert.Equal(
            [
                "mapping.csv, line 2, paidOn '05/06/2026': a date like 25.05.2026 or 2026-05-25 is expected. The line is not used; correct it.",
                "mapping.csv, line 3, amount '1,000': thousands or a fraction? Separate thousands by spaces. The line is not used; correct it.",
                "mapping.csv, line 5, paymentDocument '': there is no value. The line is not used; correct it.",
            ],
            mapping.BadRows.Select(row => row.Why.Text.En));
        Assert.Equal("3", Assert.Single(mapping.For(Wish with { Number = "59" })).Payment);
        Assert.Equal("MAPPING_LINE_INVALID", mapping.FaultFor(Wish)?.Reason);
        Assert.Null(mapping.FaultFor(Wish with { Number = "61" }));
    }

    [Theory]
    [InlineData("2026-05-25")]
    [InlineData("25.05.2026")]
    [InlineData("25.5.2026")]
    [InlineData("25.05.2026 0:00:00")]
    [InlineData("2026-05-25T00:00:00")]
    [InlineData("46167")]
    public void A_day_is_known_in_the_forms_that_programs_save(string text) =>
        Assert.Equal(new DateOnly(2026, 5, 25), TableValues.Date(new(text, TableCellKind.Text)));

    [Theory]
    [InlineData("05/06/2026")]
    [InlineData("31.02.2026")]
    [InlineData("25.05")]
    [InlineData("1187")]
    [InlineData("")]
    public void What_may_be_two_days_or_none_is_no_day(string text) => Assert.Null(TableValues.Date(new(text, TableCellKind.Text)));

    [Fact]
    public void A_guarded_text_is_read_as_it_was() =>
        Assert.All(["=1+1", "＝1+1", "@a", "-1", "＋7", "plain", "'quoted", ""], text => Assert.Equal(text, TableText.Unguard(TableText.Guard(text))));

    private static (int Row, string Column, string Value, Cli.Output.Phrase What) OnlyProblem(DeclarationFile file)
    {
        var problem = Assert.Single(file.Problems.Kept);
        return (problem.Row, problem.Column, problem.Value, problem.What);
    }

    private static Declaration Declared(string bin, string period, string? turnover, string vat) => new()
    {
        Taxpayer = $"taxpayers/{bin}",
        TaxPeriod = period,
        TurnoverAmount = turnover is null ? null : new() { Value = turnover },
        VatAmount = new() { Value = vat },
    };

    private static async Task<DeclarationFile> GoldenAsync(string name) => await ReadAsync(
        await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "Golden", "declarations", name), TestContext.Current.CancellationToken));

    private static Task<DeclarationFile> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static Task<DeclarationFile> ReadAsync(byte[] content)
    {
        var host = new CliHost
        {
            In = new MemoryStream(content),
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Variable = _ => null,
            WorkingDirectory = Repository.Root,
        };
        return DeclarationFile.ReadAsync(host, DocumentReader.StandardInput, null, TestContext.Current.CancellationToken);
    }
}

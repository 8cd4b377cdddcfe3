using System.Text;
using Esf.Cli;
using Esf.Cli.Input;
using Esf.Cli.Input.Declarations;
using Esf.Cli.Output;
using Esf.V1;
using MiniExcelLibs;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Declarations are read as accountants have them, or refused with row and column.</summary>
public sealed class DeclarationFileTests
{
    private const string Bin = "941240001151";

    private static readonly Declaration[] Expected =
    [
        Declared("941240001151", "2026-Q1", "5200000", "832000"),
        Declared("941240001151", "2026-Q2", "-1000000", "-160000"),
        Declared("011140001654", "2026-Q2", null, "16"),
    ];

    [Theory]
    [InlineData("good_utf8_semicolon.csv", 2)]
    [InlineData("good_windows1251_spaces.csv", 2)]
    [InlineData("good_utf8_bom_comma_quoted.csv", 2)]
    [InlineData("good_utf16_tabs_kk.csv", 2)]
    [InlineData("good_sep_line_blank_lines.csv", 4)]
    public async Task Five_files_of_five_habits_say_the_same(string name, int firstRow)
    {
        var file = await ReadAsync(await File.ReadAllBytesAsync(Golden(name), TestContext.Current.CancellationToken));

        Assert.Empty(file.Problems.Kept);
        Assert.Equal(Expected, file.Declarations);
        Assert.True(file.Declarations.NamesTaxpayers);
        Assert.Equal([firstRow, firstRow + 1, firstRow + 2], Enumerable.Range(1, 3).Select(file.Declarations.FileRowOf));
    }

    [Fact]
    public async Task A_workbook_says_the_same_as_numbers_and_as_texts()
    {
        object[] rows =
        [
            new Dictionary<string, object?> { ["БИН"] = 941240001151d, ["Период"] = "2026-Q1", ["Оборот"] = 5200000d, ["НДС"] = 832000m },
            new Dictionary<string, object?> { ["БИН"] = "941240001151", ["Период"] = "2 кв. 2026", ["Оборот"] = "-1 000 000", ["НДС"] = -160000d },
            new Dictionary<string, object?> { ["БИН"] = 11140001654d, ["Период"] = "2026-2", ["Оборот"] = null, ["НДС"] = 16 },
        ];
        using var workbook = new MemoryStream();
        workbook.SaveAs(rows);

        var file = await ReadAsync(workbook.ToArray());

        Assert.Empty(file.Problems.Kept);
        Assert.Equal(Expected, file.Declarations);
    }

    [Fact]
    public async Task A_workbook_is_refused_with_row_and_column_too()
    {
        object[] rows =
        [
            Row(941240001152d, "2026-Q1", 832000d),
            Row(Bin, new DateTime(2026, 2, 1), 832000d),
            Row(Bin, "2026-Q3", 832000.5d),
            Row(Bin, "2026-Q4", "#N/A"),
        ];
        using var workbook = new MemoryStream();
        workbook.SaveAs(rows);

        var file = await ReadAsync(workbook.ToArray());

        Assert.Equal(
            [
                (2, "bin", DeclarationPhrases.BinMalformed),
                (3, "period", DeclarationPhrases.PeriodIsDate),
                (4, "vat", DeclarationPhrases.AmountNotWhole),
                (5, "vat", DeclarationPhrases.AmountMalformed),
            ],
            file.Problems.Kept.Select(problem => (problem.Row, problem.Column, problem.What)));
        Assert.Empty(file.Declarations);
    }

    [Fact]
    public async Task Every_wrong_value_is_told_with_its_row_and_column()
    {
        var file = await ReadAsync(await File.ReadAllBytesAsync(Golden("bad_every_value.csv"), TestContext.Current.CancellationToken));

        Assert.Equal(
            [
                (2, "bin", "941240001152", DeclarationPhrases.BinMalformed),
                (3, "bin", "9,4124E+11", DeclarationPhrases.BinRounded),
                (4, "bin", "", DeclarationPhrases.Missing),
                (5, "period", "2026-Q5", DeclarationPhrases.PeriodMalformed),
                (6, "period", "2026-02", DeclarationPhrases.PeriodMalformed),
                (7, "turnover", "5 20 0000", DeclarationPhrases.AmountMalformed),
                (8, "vat", "832000,50", DeclarationPhrases.AmountNotWhole),
                (9, "turnover", "1,000", DeclarationPhrases.AmountAmbiguous),
                (10, "vat", "", DeclarationPhrases.Missing),
                (11, "vat", "n/a", DeclarationPhrases.AmountMalformed),
                (12, "vat", "1e6", DeclarationPhrases.AmountMalformed),
                (13, "vat", "1234567890123456", DeclarationPhrases.AmountTooLong),
                (15, "period", "4 кв. 2026", DeclarationPhrases.Repeated),
            ],
            file.Problems.Kept.Select(problem => (problem.Row, problem.Column, problem.Value, problem.What)));
        Assert.Equal(13, file.Problems.Count);
        Assert.Empty(file.Declarations);
    }

    public static TheoryData<string, int, string, string> BadRows => new()
    {
        { "bad_decimal_commas_unquoted.csv", 2, "", nameof(DeclarationPhrases.TooManyValues) },
        { "bad_windows1251_ndc.csv", 2, "Период", nameof(DeclarationPhrases.PeriodMalformed) },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public async Task A_file_that_is_read_in_the_wrong_way_would_show(string name, int row, string column, string what)
    {
        var file = await ReadAsync(await File.ReadAllBytesAsync(Golden(name), TestContext.Current.CancellationToken));

        var problem = Assert.Single(file.Problems.Kept);
        Assert.Equal((row, column), (problem.Row, problem.Column));
        Assert.Same(typeof(DeclarationPhrases).GetField(what)!.GetValue(null), problem.What);
    }

    [Fact]
    public async Task Quotes_that_are_not_closed_swallow_no_row_unseen()
    {
        var file = await ReadAsync(await File.ReadAllBytesAsync(Golden("bad_quotes.csv"), TestContext.Current.CancellationToken));

        Assert.Equal(2, Assert.Single(file.Problems.Kept).Row);
        Assert.Empty(file.Declarations);
    }

    [Theory]
    [InlineData("bad_empty.csv", "the file is empty")]
    [InlineData("bad_header_only.csv", "no row below")]
    [InlineData("bad_no_period.csv", "row 1: there is no column of the period (period, Период, Кезең); the headings are: bin | vat")]
    [InlineData("bad_two_vats.csv", "row 1: there are two columns of the VAT: 'vat' and 'НДС'")]
    [InlineData("bad_old_excel.csv", "old Excel")]
    public async Task A_file_without_a_table_of_declarations_is_refused(string name, string text)
    {
        var bytes = await File.ReadAllBytesAsync(Golden(name), TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<InputException>(() => ReadAsync(bytes));

        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0 })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 })]
    public async Task A_damaged_workbook_is_the_files_fault(byte[] bytes)
    {
        var failure = await Assert.ThrowsAsync<InputException>(() => ReadAsync(bytes));

        Assert.Contains("Excel workbook", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_thousand_wrong_rows_fifty_are_kept_and_all_are_counted()
    {
        var text = "bin;period;vat\n" + string.Concat(Enumerable.Repeat($"{Bin};2026-Q5;1\n", 1000));

        var file = await ReadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Equal((50, 1000L), (file.Problems.Kept.Count, file.Problems.Count));
    }

    [Fact]
    public async Task A_row_beyond_a_million_is_refused_and_a_million_is_not()
    {
        var text = new StringBuilder("bin;period;vat\n");
        for (var i = 0; i < DeclarationFile.MaxRows; i++)
        {
            text.Append(ValidBin(i / 100)).Append(";20").Append($"{10 + (i % 25)}").Append("-Q").Append((i / 25 % 4) + 1).Append(";1\n");
        }

        var file = await ReadAsync(Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Equal(DeclarationFile.MaxRows, file.Declarations.Count);

        text.Append($"{Bin};2009-Q1;1\n");
        var failure = await Assert.ThrowsAsync<InputException>(() => ReadAsync(Encoding.UTF8.GetBytes(text.ToString())));
        Assert.Contains("more than 1,000,000 rows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taxpayer_of_the_command_line_must_be_that_of_every_row()
    {
        var text = Encoding.UTF8.GetBytes($"bin;period;vat\n{Bin};2026-Q1;1\n011140001654;2026-Q1;1\n");

        var file = await ReadAsync(text, $"taxpayers/{Bin}");

        var problem = Assert.Single(file.Problems.Kept);
        Assert.Equal((3, "bin", DeclarationPhrases.BinForeign), (problem.Row, problem.Column, problem.What));
    }

    [Fact]
    public async Task Without_a_column_of_the_taxpayer_the_rows_name_none()
    {
        var file = await ReadAsync(Encoding.UTF8.GetBytes("Период;НДС\n2026-Q1;1\n2026-Q2;2\n"));

        Assert.False(file.Declarations.NamesTaxpayers);
        Assert.All(file.Declarations, declaration => Assert.Empty(declaration.Taxpayer));
    }

    [Fact]
    public void Every_sentence_is_there_in_three_languages()
    {
        var phrases = typeof(DeclarationPhrases).GetFields().Select(field => (Phrase)field.GetValue(null)!).ToArray();

        Assert.True(phrases.Length >= 10);
        Assert.All(phrases, phrase => Assert.Equal(3, new[] { phrase.En, phrase.Ru, phrase.Kk }.Where(text => text.Length > 3).Distinct().Count()));
    }

    private static Dictionary<string, object> Row(object bin, object period, object vat) =>
        new() { ["bin"] = bin, ["period"] = period, ["vat"] = vat };

    private static string ValidBin(int number)
    {
        // Not every eleven digits have a check digit: then the next number of the same hundred thousand is taken.
        for (var candidate = 94124000115L + (number * 20L); ; candidate++)
        {
            for (var digit = 0; digit < 10; digit++)
            {
                if (Cli.Input.Declarations.Bin.IsValid($"{candidate:00000000000}{digit}"))
                {
                    return $"{candidate:00000000000}{digit}";
                }
            }
        }
    }

    private static Declaration Declared(string bin, string period, string? turnover, string vat) => new()
    {
        Taxpayer = $"taxpayers/{bin}",
        TaxPeriod = period,
        TurnoverAmount = turnover is null ? null : new() { Value = turnover },
        VatAmount = new() { Value = vat },
    };

    private static string Golden(string name) => Path.Combine(Repository.Root, "tests", "Golden", "declarations", name);

    private static Task<DeclarationFile> ReadAsync(byte[] content, string? onlyTaxpayer = null)
    {
        var host = new CliHost
        {
            In = new MemoryStream(content),
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Variable = _ => null,
            WorkingDirectory = Repository.Root,
        };
        return DeclarationFile.ReadAsync(host, DocumentReader.StandardInput, onlyTaxpayer, TestContext.Current.CancellationToken);
    }
}

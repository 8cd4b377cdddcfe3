using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.OneC;
using Esf.OneC.EsfXml;
using Esf.OneC.Exchange;
using Esf.OneC.Results;
using Esf.OneC.Statements;
using Google.Protobuf;

namespace Esf.Clients.Tests.OneC;

/// <summary>Files of differing banks and programs, and hostile ones, and beside each how it is understood.</summary>
/// <remarks><c>ESF_UPDATE_GOLDEN=1</c> rewrites what is expected; the diff is the review.</remarks>
public sealed class DropGoldenTests
{
    private const string Taxpayer = "941240001151";
    private const string Expected = ".expected.json";

    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("ESF_UPDATE_GOLDEN") == "1";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // cases: what users have sent in, as it was.
    private static readonly string[] Kinds = ["cases", "statements", "xml"];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Golden", "onec");

    public static TheoryData<string> Cases => [.. Kinds
        .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Folder, kind), "*", SearchOption.AllDirectories))
        .Where(file => !file.EndsWith(Expected, StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Folder, file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_file_is_understood_as_it_says_beside_it(string name)
    {
        var path = Path.Combine(Folder, name);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        var text = Tree(Drop.Of(new DroppedFile(Path.GetFileName(name), default, bytes), Taxpayer, lenientEncoding: false)).ToJsonString(Readable) + "\n";

        if (IsUpdate)
        {
            await File.WriteAllTextAsync(path + Expected, text, TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(await File.ReadAllTextAsync(path + Expected, TestContext.Current.CancellationToken), text);
    }

    [Fact]
    public void There_are_enough_of_them_and_no_expectation_stands_alone()
    {
        Assert.InRange(Cases.Count, 40, int.MaxValue);
        var alone = Directory.EnumerateFiles(Folder, "*" + Expected, SearchOption.AllDirectories).Where(file => !File.Exists(file[..^Expected.Length]));
        Assert.Empty(alone);
    }

    [Fact]
    public void Every_reason_that_reading_gives_has_a_file()
    {
        var told = Cases
            .Select(row => Path.Combine(Folder, (string)row))
            .SelectMany(path => Findings(Drop.Of(new DroppedFile(Path.GetFileName(path), default, File.ReadAllBytes(path)), Taxpayer, false)))
            .Select(finding => finding.Reason)
            .ToHashSet(StringComparer.Ordinal);

        // The others are given by folders, payments and the register.
        string[] toldElsewhere =
        [
            "FILE_TOO_LARGE", "STATEMENT_BOUND_EXCEEDED", "FILE_LOCKED", "SERVICE_UNAVAILABLE", "SERVICE_ADDRESS_WRONG", "FOLDER_UNUSABLE", "CONNECTOR_STOPS", "RESULT_NOT_WRITTEN", "UNEXPECTED",
            "NUMBER_ISSUED_BEFORE", "RELATED_INVOICE_NOT_FOUND", "RELATED_INVOICE_AMBIGUOUS", "RELATED_INVOICE_WAITS", "PAYMENT_NOT_FOUND",
            "PAYMENT_WINDOW_NOT_OPEN", "PAYMENT_WINDOW_CLOSED", "PAYMENT_AMBIGUOUS", "PAYMENT_WANTED_BY_SEVERAL", "PAYMENT_TOO_SMALL",
            "MAPPED_PAYMENT_NOT_FOUND", "MAPPING_INVALID", "MAPPING_LINE_INVALID", "MAPPING_UNDIVIDED", "SERVICE_BACK", "STARTED", "MAY_BE_RECORDED",
            "SKIPPED_BY_DECISION", "DECISIONS_INVALID", "PAYMENT_ROUNDED", "PAYMENT_ROUNDED_DOWN", "INVOICE_REVOKED", "REQUEST_ID_TAKEN", "ISSUE_DATE_DIFFERS", "INVOICE_NO_LONGER_IN_FORCE",
        ];
        Assert.Equal(
            Reasons.All.Select(row => row.Reason).Except(toldElsewhere).Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_invoice_has_one_request_id_however_it_is_written()
    {
        string[] variants =
        [
            "one-invoice", "fields-in-another-order", "other-prefixes", "no-namespaces", "children-qualified", "windows-1251", "utf16", "utf8-bom",
            "comments-and-cdata", "amounts-with-zeros",
        ];
        var ids = variants
            .Select(name => File.ReadAllBytes(Path.Combine(Folder, "xml", name + ".xml")))
            .Select(bytes => EsfXmlReader.Read(bytes, Taxpayer).Single().RequestId);

        // Written down: an id that changes with a version would issue again what was issued before.
        Assert.Equal(RequestIdOfTheSample, Assert.Single(ids.Distinct()));
        Assert.NotEqual(RequestIdOfTheSample, EsfXmlReader.Read(File.ReadAllBytes(Path.Combine(Folder, "xml", "fixed-invoice.xml")), Taxpayer).Single().RequestId);
    }

    [Fact]
    public void A_misdeclared_encoding_is_read_when_that_is_asked_for()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, "statements", "declared-utf8-but-windows-1251.txt"));

        var picked = VatPaymentPicker.Pick(Taxpayer, StatementReader.Read(bytes, lenient: true));

        Assert.Contains("договор NS-2026/04", Assert.Single(picked.Picked).Purpose, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_is_read_document_by_document_and_its_end_is_missed_at_the_end()
    {
        var text = new System.Text.StringBuilder("1CClientBankExchange\nВерсияФормата=2.0\nКодировка=UTF8\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append("СекцияДокумент=\"Выписка\"\nНомерДокумента=").Append(i).Append("\nСуммаПриход=1\nКонецДокумента\n");
        }

        using var documents = StatementReader.Read(System.Text.Encoding.UTF8.GetBytes(text.ToString())).GetEnumerator();

        // What was cut off is told behind the last document: those before it were not held back for it.
        for (var i = 0; i < 50_000; i++)
        {
            Assert.True(documents.MoveNext());
        }

        Assert.Equal("49999", documents.Current.Number);
        Assert.Equal("STATEMENT_INCOMPLETE", Assert.Throws<BadFileException>(() => documents.MoveNext()).Finding.Reason);
    }

    [Fact]
    public void A_statement_of_more_documents_than_a_year_has_is_refused_as_a_whole()
    {
        var documents = string.Concat(Enumerable.Repeat("СекцияДокумент=Выписка\nКонецДокумента\n", Bounds.StatementDocuments + 1));
        var file = System.Text.Encoding.UTF8.GetBytes($"1CClientBankExchange\nВерсияФормата=2.0\n{documents}КонецФайла\n");

        Assert.Equal("STATEMENT_BOUND_EXCEEDED", Assert.Throws<BadFileException>(() => StatementReader.Read(file).Count()).Finding.Reason);
    }

    private const string RequestIdOfTheSample = "9c14a7ad-5f63-86f2-855b-4db2af12a35f";

    private static IEnumerable<Finding> Findings(Drop drop) => drop.Result.Errors
        .Concat(drop.Statement?.Skipped.Concat(drop.Statement.Declined).Select(left => left.Finding) ?? [])
        .Concat(drop.Statement?.Asked.Select(asked => asked.Why) ?? [])
        .Concat(drop.Documents.SelectMany(document => document.Findings));

    private static JsonObject Tree(Drop drop)
    {
        var tree = new JsonObject
        {
            ["kind"] = drop.Result.Kind.ToString(),
            ["errors"] = ResultDocument.Findings(drop.Result.Errors, "ru"),
        };
        if (drop.Statement is { } statement)
        {
            tree["picked"] = new JsonArray([.. statement.Picked.Select(payment => new JsonObject
            {
                ["line"] = payment.Line,
                ["number"] = payment.Number,
                ["paidOn"] = PlainValues.Iso(payment.PaidOn),
                ["amount"] = PlainValues.Money(payment.Amount),
                ["account"] = payment.Account,
                ["purpose"] = payment.Purpose,
            })]);
            tree["asked"] = Left(statement.Asked.Select(asked => asked.Payment.Left(asked.Why)));
            tree["skipped"] = Left(statement.Skipped);
            tree["declined"] = Left(statement.Declined);
        }

        if (drop.Documents.Count > 0)
        {
            tree["documents"] = new JsonArray([.. drop.Documents.Select(Document)]);
        }

        return tree;
    }

    private static JsonArray Left(IEnumerable<LeftDocument> documents) => new([.. documents.Select(document => new JsonObject
    {
        ["line"] = document.Line,
        ["number"] = document.Number,
        ["date"] = document.Date,
        ["amount"] = document.Amount,
        ["finding"] = ResultDocument.Findings([document.Finding], "ru")[0]!.DeepClone(),
    })]);

    private static JsonObject Document(EsfDocument document) => new()
    {
        ["line"] = document.Line,
        ["operation"] = document.Operation.ToString(),
        ["number"] = document.Number,
        ["date"] = document.Date is { } date ? PlainValues.Iso(date) : null,
        ["related"] = document.Related is { } related ? $"{related.Number} {(related.Date is { } day ? PlainValues.Iso(day) : "")} {related.RegistrationNumber}".Trim() : null,
        ["vat"] = PlainValues.Money(document.Vat),
        ["requestId"] = document.RequestId,
        ["findings"] = ResultDocument.Findings(document.Findings, "ru"),
        ["invoice"] = document.Findings.Count > 0 ? null : JsonNode.Parse(new JsonFormatter(JsonFormatter.Settings.Default).Format(document.Invoice)),
    };
}

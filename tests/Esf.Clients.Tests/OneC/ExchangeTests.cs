using System.Xml.Linq;
using Esf.V1;

namespace Esf.Clients.Tests.OneC;

/// <summary>The exchange folder against the real server: what goes in, what comes out.</summary>
public sealed class ExchangeTests(ServerFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_samples_end_in_one_issued_invoice_and_a_result_and_dropped_again_in_the_same()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("esf_container.xml", OneCFolder.Container);
        folder.Drop("statement_utf8.txt", OneCFolder.Statement);
        folder.Drop("statement_windows1251.txt", await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests/Golden/samples/statement_windows1251.txt"), Cancel));

        var first = await folder.PassAsync();

        Assert.Equal(new(3, 0, 0, false), first);
        var invoice = Assert.Single(await server.InvoicesAsync());
        var accepted = Assert.Single(folder.Result("esf_container.xml")["accepted"]!.AsArray())!;
        Assert.Equal("ESF-941240001151-20260526-00000001", (string?)accepted["registrationNumber"]);
        Assert.Equal(invoice.RegistrationNumber, (string?)accepted["registrationNumber"]);
        Assert.Equal(("57", "2026-05-26", "832000.00", "2026-Q2"), ((string?)accepted["number"], (string?)accepted["offsetDate"], (string?)accepted["offsetAmount"], (string?)accepted["taxPeriod"]));
        Assert.Empty(accepted["warnings"]!.AsArray());
        Assert.Equal(SupplierCategory.NonResident, invoice.Supplier.Category);
        Assert.Equal(["esf_container.xml", "statement_utf8.txt", "statement_windows1251.txt"], folder.Names("done"));
        Assert.Equal(["OTHER_BUDGET_CODE", "NOT_OUTGOING"], folder.Result("statement_utf8.txt")["skipped"]!.AsArray().Select(row => (string?)row!["reason"]));

        // The XML says the same as the JSON.
        var xml = XDocument.Parse(folder.Text("out", "esf_container.xml.result.xml")).Root!;
        Assert.Equal((string?)accepted["registrationNumber"], xml.Element("accepted")!.Element("invoice")!.Element("registrationNumber")!.Value);

        var before = folder.Text("out", "esf_container.xml.result.json");
        folder.Drop("esf_container.xml", OneCFolder.Container);
        folder.Drop("under another name.xml", OneCFolder.Container);
        await folder.PassAsync();

        Assert.Single(await server.InvoicesAsync());
        Assert.Equal(before, folder.Text("out", "esf_container.xml.result.json"));
        Assert.Equal((string?)accepted["registrationNumber"], (string?)folder.Result("under another name.xml")["accepted"]![0]!["registrationNumber"]);
    }

    [Theory]
    [InlineData("price-without-quantity.xml")]
    [InlineData("quantity-without-price.xml")]
    public async Task A_service_with_a_price_alone_or_a_quantity_alone_is_issued(string name)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop(name, await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests/Golden/onec/xml", name), Cancel));

        Assert.Equal(new(2, 0, 0, false), await folder.PassAsync());

        var line = Assert.Single(Assert.Single(await server.InvoicesAsync()).Lines);
        Assert.Equal("5200000.00", line.TurnoverAmount.Value);
        Assert.True(line.Quantity is null ^ line.UnitPrice is null);
    }

    [Fact]
    public async Task A_lost_journal_costs_nothing_but_the_purposes()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        var registered = (string?)folder.Result("a.xml")["accepted"]![0]!["registrationNumber"];
        var correction = OneCFolder.Amendment("FIXED_INVOICE", "58", 800000m, "57", registered!);
        folder.Drop("b.xml", correction);
        await folder.PassAsync();
        Directory.Delete(Path.Combine(folder.Root, ".esf-1c"), recursive: true);

        folder.Drop("again.xml", OneCFolder.Container);
        folder.Drop("again b.xml", correction);
        await folder.PassAsync();

        Assert.Equal(2, (await server.InvoicesAsync()).Count);
        var accepted = folder.Result("again.xml")["accepted"]![0]!;
        Assert.Equal(registered, (string?)accepted["registrationNumber"]);
        Assert.Equal("INVOICE_NO_LONGER_IN_FORCE", (string?)accepted["warnings"]![0]!["reason"]);
        Assert.Equal(folder.Text("out", "b.xml.result.json").Replace("b.xml", "again b.xml", StringComparison.Ordinal), folder.Text("out", "again b.xml.result.json"));
    }

    [Fact]
    public async Task What_is_not_payable_waits_and_goes_when_the_payment_comes()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("a.xml", OneCFolder.Container);

        Assert.Equal(new(0, 0, 1, false), await folder.PassAsync());
        Assert.Equal("PAYMENT_NOT_FOUND", folder.WaitsFor("a.xml"));
        Assert.Empty(folder.Names("out", "*.result.*"));

        folder.Drop("statement.txt", OneCFolder.Statement);
        Assert.Equal(new(2, 0, 0, false), await folder.PassAsync());

        Assert.Single(await server.InvoicesAsync());
        Assert.Empty(folder.Names("out", "*.waiting.json"));
        Assert.Equal("DONE", (string?)folder.Result("a.xml")["outcome"]);
    }

    [Fact]
    public async Task A_payment_whose_window_opens_tomorrow_is_waited_for_with_its_day()
    {
        await using var server = await OneCServer.StartAsync(fixture, "2026-05-25");
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassAsync();

        Assert.Equal("PAYMENT_WINDOW_NOT_OPEN", folder.WaitsFor("a.xml"));
        Assert.Contains("2026-05-26", (string)folder.Waiting("a.xml")["waiting"]![0]!["why"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(["a.xml"], folder.Names("in"));
        Assert.Empty(await server.InvoicesAsync());

        await server.RestartAsync("2026-05-26");
        await server.Folder().PassAsync();

        Assert.Equal("2026-05-26", (string?)folder.Result("a.xml")["accepted"]![0]!["offsetDate"]);
        Assert.Empty(folder.Names("in"));
    }

    [Fact]
    public async Task When_the_window_has_closed_it_says_so_and_the_mapping_leaves_the_last_word_to_the_service()
    {
        await using var server = await OneCServer.StartAsync(fixture, "2026-05-31");
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassAsync();
        Assert.Equal("PAYMENT_WINDOW_CLOSED", folder.WaitsFor("a.xml"));

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "mapping.csv"), "invoiceNumber;paymentDocument\n57;1187\n", Cancel);
        await folder.PassAsync();

        Assert.Equal(["ISSUE_WINDOW_CLOSED"], folder.DeclinedFor("a.xml"));
    }

    [Fact]
    public async Task A_revoked_number_may_be_issued_anew_and_a_number_that_two_invoices_have_is_not_guessed()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        var first = Assert.Single(await server.InvoicesAsync());
        await server.Client.RevokeInvoiceAsync(new() { Name = first.Name, Reason = "wrong supplier" }, Cancel);

        await server.RestartAsync("2026-05-27");
        folder = server.Folder();
        folder.Drop("a.xml", OneCFolder.Container.Replace("Nordlicht", "Suedlicht", StringComparison.Ordinal));
        folder.Drop("statement 2.txt", OneCFolder.Payments("26.05.2026", ("2", 16m, ""), ("3", 32m, "")));
        folder.Drop("b.xml", OneCFolder.Invoice("60", 16m));
        await folder.PassAsync();
        Assert.Equal("2026-05-27", (string?)folder.Result("a.xml")["accepted"]![0]!["offsetDate"]);

        // Number 60 once more, a day later and by another program.
        await server.RestartAsync("2026-05-28");
        folder = server.Folder("another folder");
        folder.Drop("c.xml", OneCFolder.Invoice("60", 32m, date: "28.05.2026"));
        await folder.PassAsync();
        Assert.Single(folder.Result("c.xml")["accepted"]!.AsArray());
        folder.Drop("d.xml", OneCFolder.Amendment("FIXED_INVOICE", "61", 8m, "60", relatedDate: "01.05.2026"));
        await folder.PassAsync();

        Assert.Equal(["RELATED_INVOICE_AMBIGUOUS"], folder.DeclinedFor("d.xml"));
        Assert.Equal(4, (await server.InvoicesAsync()).Count);
    }

    [Fact]
    public async Task What_else_is_wrong_is_told_before_the_payment_comes()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("a.xml", OneCFolder.Container.Replace("<countryCode>DE<", "<countryCode>RU<", StringComparison.Ordinal));

        Assert.Equal(new(1, 1, 0, false), await folder.PassAsync());

        Assert.Equal(["EAEU_IDENTIFIER_REQUIRED"], folder.DeclinedFor("a.xml"));
        var error = folder.Result("a.xml")["declined"]![0]!["errors"]![0]!;
        Assert.Equal("sellers/seller/tin", (string?)error["field"]);
        Assert.Contains("обязателен идентификатор", (string?)error["text"], StringComparison.Ordinal);
        Assert.Equal(["a.xml"], folder.Names("failed"));
    }

    [Theory]
    [InlineData("kk", "Құжат күні 2026-05-20")]
    [InlineData("ru", "Дата документа 2026-05-20")]
    [InlineData("en", "The document is dated 2026-05-20")]
    public async Task The_date_of_the_books_stays_and_the_difference_is_a_warning(string language, string text)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder(language: language);
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Invoice(date: "20.05.2026"));

        await folder.PassAsync();

        var accepted = folder.Result("a.xml")["accepted"]![0]!;
        Assert.Equal("2026-05-26", (string?)accepted["offsetDate"]);
        var warning = Assert.Single(accepted["warnings"]!.AsArray())!;
        Assert.Equal(("date", "ISSUE_DATE_DIFFERS"), ((string?)warning["field"], (string?)warning["reason"]));
        Assert.StartsWith(text, (string?)warning["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corrected_and_additional_invoices_reach_the_life_cycle_in_one_drop()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Payments("25.05.2026", ("1", 832000m, "договор NS-2026/04"), ("2", 48000m, "доплата")));
        folder.Drop("1.xml", OneCFolder.Container);
        folder.Drop("2.xml", OneCFolder.Amendment("FIXED_INVOICE", "58", 880000m, "57"));
        folder.Drop("3.xml", OneCFolder.Amendment("ADDITIONAL_INVOICE", "59", -160000m, "58"));
        for (var i = 1; i <= 3; i++)
        {
            File.SetLastWriteTimeUtc(Path.Combine(folder.Root, "in", $"{i}.xml"), new DateTime(2026, 5, 26, 0, 0, i, DateTimeKind.Utc));
        }

        Assert.Equal(new(4, 0, 0, false), await folder.PassAsync());

        var invoices = await server.InvoicesAsync();
        Assert.Equal([InvoiceType.Ordinary, InvoiceType.Corrected, InvoiceType.Additional], invoices.Select(invoice => invoice.Type));
        Assert.Equal(InvoiceState.Corrected, invoices[0].State);
        Assert.Equal(2, invoices[1].PaymentAllocations.Count);
        Assert.Equal(invoices[1].RegistrationNumber, invoices[2].RelatedInvoice.RegistrationNumber);
        Assert.Equal("-160000.00", (string?)folder.Result("3.xml")["accepted"]![0]!["offsetAmount"]);
    }

    [Fact]
    public async Task A_correction_that_comes_before_its_invoice_follows_it()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("2.xml", OneCFolder.Amendment("FIXED_INVOICE", "58", 800000m, "57"));
        await folder.PassAsync();
        Assert.Equal(["RELATED_INVOICE_NOT_FOUND"], folder.DeclinedFor("2.xml"));

        folder.Drop("2.xml", OneCFolder.Amendment("FIXED_INVOICE", "58", 800000m, "57"));
        folder.Drop("1.xml", OneCFolder.Container);
        File.SetLastWriteTimeUtc(Path.Combine(folder.Root, "in", "2.xml"), new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        await folder.PassAsync();
        Assert.Equal("RELATED_INVOICE_WAITS", folder.WaitsFor("2.xml"));

        folder.Drop("statement.txt", OneCFolder.Statement);
        await folder.PassAsync();
        await folder.PassAsync();

        Assert.Equal([InvoiceState.Corrected, InvoiceState.Issued], (await server.InvoicesAsync()).Select(invoice => invoice.State));
        Assert.Empty(folder.Names("in"));
    }

    [Fact]
    public async Task A_changed_document_under_an_issued_number_is_declined_with_the_number_that_it_has()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Payments("25.05.2026", ("1", 832000m, ""), ("2", 800000m, "")));
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();

        folder.Drop("a.xml", OneCFolder.Invoice(vat: 800000m));
        await folder.PassAsync();

        Assert.Equal(["NUMBER_ISSUED_BEFORE"], folder.DeclinedFor("a.xml"));
        Assert.Single(await server.InvoicesAsync());

        // The earlier result and the earlier file are still there, under names of their own.
        Assert.Equal(2, folder.Names("out", "a.xml*.result.json").Length);
        Assert.Equal((1, 1), (folder.Names("done", "a*.xml").Length, folder.Names("failed", "a*.xml").Length));
    }

    [Fact]
    public async Task Some_accepted_and_some_declined_are_told_apart_in_one_file()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        var second = OneCFolder.Container[OneCFolder.Container.IndexOf("<v2:invoice>", StringComparison.Ordinal)..OneCFolder.Container.IndexOf("</invoiceSet>", StringComparison.Ordinal)]
            .Replace("<num>57<", "<num>58<", StringComparison.Ordinal).Replace("31.03.2026", "31.02.2026", StringComparison.Ordinal);
        folder.Drop("a.xml", OneCFolder.Container.Replace("</invoiceSet>", second + "</invoiceSet>", StringComparison.Ordinal));

        Assert.Equal(new(2, 1, 0, false), await folder.PassAsync());

        Assert.Equal("57", (string?)Assert.Single(folder.Result("a.xml")["accepted"]!.AsArray())!["number"]);
        Assert.Equal("58", (string?)Assert.Single(folder.Result("a.xml")["declined"]!.AsArray())!["number"]);
        Assert.Equal(["DATE_INVALID", "DATE_INVALID"], folder.DeclinedFor("a.xml"));
    }

    [Fact]
    public async Task The_feed_is_told_once_and_goes_on_where_it_was()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        var issued = Assert.Single(folder.Names("out", "*.event.json"));
        Assert.Equal("ESF-941240001151-20260526-00000001.event.json", issued);

        // 1C takes the event away; what another program does comes after it, and the first one does not come again.
        File.Delete(Path.Combine(folder.Root, "out", issued));
        var invoice = Assert.Single(await server.InvoicesAsync());
        await server.Client.RevokeInvoiceAsync(new() { Name = invoice.Name, Reason = "issued twice" }, Cancel);
        await folder.PassAsync();

        var revoked = System.Text.Json.Nodes.JsonNode.Parse(folder.Text("out", Assert.Single(folder.Names("out", "*.event.json"))))!;
        Assert.Equal(("REVOKED", invoice.RegistrationNumber, "57"), ((string?)revoked["type"], (string?)revoked["registrationNumber"], (string?)revoked["number"]));
        Assert.Equal("-832000.00", (string?)revoked["offsetAmount"]);
    }

    [Fact]
    public async Task Deadlines_are_a_file_for_a_spreadsheet_with_what_closes_today_first()
    {
        await using var server = await OneCServer.StartAsync(fixture, "2026-05-30");
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Payments("28.05.2026", ("later", 160.5m, "=cmd")));
        folder.Drop("statement 2.txt", OneCFolder.Statement);

        await folder.PassAsync();

        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder.Root, "out", "deadlines.csv"), Cancel);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = folder.Text("out", "deadlines.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Номер платёжного документа;Дата уплаты;Остаток, KZT;Выписать с;Последний день;Осталось дней;Закрывается сегодня", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1187;2026-05-25;832000,00;2026-05-26;2026-05-30;0;да;последний день;2026-Q2", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("later;2026-05-28;160,50;2026-05-29;2026-06-02;3;нет;открыт;2026-Q2", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain(";=cmd", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mapping_file_divides_an_invoice_over_payments_and_is_read_in_every_pass()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Payments("25.05.2026", ("1", 800000m, ""), ("2", 40000m, "")));
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        Assert.Equal("PAYMENT_NOT_FOUND", folder.WaitsFor("a.xml"));

        var mapping = Path.Combine(folder.Root, "mapping.csv");
        await File.WriteAllTextAsync(mapping, "invoiceNumber;paymentDocument;amount\n57;1;8,000\n", Cancel);
        await folder.PassAsync();
        Assert.Equal("MAPPING_LINE_INVALID", folder.WaitsFor("a.xml"));

        await File.WriteAllTextAsync(mapping, "invoiceNumber;paymentDocument;amount\n57;1;800 000\n57;2;32000,00\n", Cancel);
        await folder.PassAsync();

        Assert.Equal(["800000.00", "32000.00"], Assert.Single(await server.InvoicesAsync()).PaymentAllocations.Select(share => share.Amount.Value));
    }

    [Fact]
    public async Task A_payment_in_whole_tenge_is_offered_taken_when_it_is_named_and_its_rest_is_closed_with_a_note()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var cases = Path.Combine(Repository.Root, "tests", "Golden", "onec", "cases", "whole-tenge-payment");
        folder.Drop("statement.txt", await File.ReadAllBytesAsync(Path.Combine(cases, "statement_832001.txt"), Cancel));
        folder.Drop("esf.xml", await File.ReadAllBytesAsync(Path.Combine(cases, "esf.xml"), Cancel));

        await folder.PassAsync();
        Assert.Equal("PAYMENT_ROUNDED", folder.WaitsFor("esf.xml"));
        Assert.Equal("1187", (string?)folder.Waiting("esf.xml")["waiting"]![0]!["candidates"]![0]!["number"]);
        Assert.Empty(await server.InvoicesAsync());

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "mapping.csv"), "invoiceNumber;paymentDocument\n58;1187\n", Cancel);
        await folder.PassAsync();
        var accepted = Assert.Single(folder.Result("esf.xml")["accepted"]!.AsArray())!;
        Assert.Equal("832000.48", (string?)accepted["offsetAmount"]);
        Assert.Contains("PAYMENT_REST_IS_ROUNDING", accepted["warnings"]!.AsArray().Select(warning => (string?)warning!["reason"]));
        Assert.Single(folder.Text("out", "deadlines.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("0.52", Assert.Single(await server.PaymentsAsync()).RemainingAmount.Value);
    }

    [Fact]
    public async Task Payments_that_fit_alike_are_told_as_candidates_and_none_is_taken()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Payments("25.05.2026", ("1", 832000m, "один"), ("2", 832000m, "другой")));
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassAsync();

        Assert.Equal("PAYMENT_AMBIGUOUS", folder.WaitsFor("a.xml"));
        var candidates = folder.Waiting("a.xml")["waiting"]![0]!["candidates"]!.AsArray();
        Assert.Equal(["другой", "один"], candidates.Select(payment => (string)payment!["purpose"]!).Order(StringComparer.Ordinal));
        Assert.Empty(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_statement_that_declares_another_encoding_fails_and_is_read_when_that_is_asked_for()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests/Golden/onec/statements/declared-utf8-but-windows-1251.txt"), Cancel);
        folder.Drop("statement.txt", bytes);

        Assert.Equal(new(1, 1, 0, false), await folder.PassAsync());
        Assert.Equal("ENCODING_MISDECLARED", (string?)folder.Result("statement.txt")["errors"]![0]!["reason"]);

        folder.Drop("statement.txt", bytes);
        Assert.Equal(new(1, 0, 0, false), await folder.PassAsync(options => options with { LenientEncoding = true }));
        Assert.Single(folder.Result("statement.txt")["recorded"]!.AsArray());
    }

    [Fact]
    public async Task A_taxpayer_who_is_not_registered_waits_and_nothing_is_lost()
    {
        await using var server = await OneCServer.StartAsync(fixture, isRegistered: false);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassAsync();
        Assert.Equal(("TAXPAYER_NOT_FOUND", "TAXPAYER_NOT_FOUND"), (folder.WaitsFor("statement.txt"), folder.WaitsFor("a.xml")));

        await server.RegisterAsync();
        await folder.PassAsync();
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_payment_that_is_recorded_with_another_amount_is_declined_by_the_services_reason()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        await server.PayAsync("1187", 1m);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);

        await folder.PassAsync();

        Assert.Equal(["VAT_PAYMENT_CONFLICT"], folder.DeclinedFor("statement.txt"));
        Assert.Equal(["statement.txt"], folder.Names("failed"));
    }
}

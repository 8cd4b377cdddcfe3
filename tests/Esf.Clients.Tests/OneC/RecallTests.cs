using Esf.Client;
using Esf.V1;

namespace Esf.Clients.Tests.OneC;

/// <summary>What was issued before is asked for, and asking issues nothing.</summary>
public sealed class RecallTests(ServerFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_with_the_number_of_another_one_is_never_issued_on_its_payment()
    {
        // Additional No. 7 was issued by another program and revoked, so its payment is free, and reserved for invoice 99. Another No. 7
        // of the same VAT comes as XML: it has no payment.
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("57.xml", OneCFolder.Container);
        await folder.PassAsync();
        var main = Assert.Single(await server.InvoicesAsync());
        var payment = await server.PayAsync("extra", 1000m);
        var draft = new Invoice
        {
            Number = "7",
            TurnoverDate = main.TurnoverDate,
            Supplier = new() { LegalName = main.Supplier.LegalName, Address = main.Supplier.Address, CountryCode = main.Supplier.CountryCode },
            Lines = { new InvoiceLine { Description = "Доплата", TurnoverAmount = 6250m.ToProtoDecimal(), VatRate = 16m.ToProtoDecimal() } },
            PaymentAllocations = { new PaymentAllocation { VatPayment = payment, Amount = 1000m.ToProtoDecimal() } },
        };
        var added = await server.Client.IssueAdditionalInvoiceAsync(new() { Name = main.Name, Invoice = draft }, Cancel);
        await server.Client.RevokeInvoiceAsync(new() { Name = added.Invoice.Name, Reason = "issued by mistake" }, Cancel);
        await server.RestartAsync("2026-05-27");

        var calls = new CountingHandler();
        folder = server.Folder(handler: calls);
        folder.Drop("7.xml", OneCFolder.Amendment("ADDITIONAL_INVOICE", "7", 1000m, "57"));
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "mapping.csv"), "invoiceNumber;paymentDocument\n99;extra\n", Cancel);
        await folder.PassAsync();
        await folder.PassAsync();

        Assert.Equal("PAYMENT_NOT_FOUND", folder.WaitsFor("7.xml"));
        Assert.Equal(0, calls.Writes);
        Assert.Equal(2, (await server.InvoicesAsync()).Count);
        Assert.Equal("1000.00", (await server.Client.GetVatPaymentAsync(payment, Cancel)).RemainingAmount.Value);
    }

    [Fact]
    public async Task What_waits_is_never_sent_and_is_asked_for_once_by_a_running_connector()
    {
        var calls = new CountingHandler();
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder(handler: calls);
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassesAsync(3);

        Assert.Equal("PAYMENT_NOT_FOUND", folder.WaitsFor("a.xml"));
        Assert.Equal((0, 1, 1), (calls.Writes, calls.Of("GetRequestOutcome"), calls.Of("ValidateInvoice")));
    }

    [Fact]
    public async Task While_one_document_of_a_container_waits_the_accepted_ones_are_not_sent_again()
    {
        var calls = new CountingHandler();
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder(handler: calls);
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", Two());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await folder.PassAsync()).Waiting);
        }

        Assert.Equal(1, calls.Writes);
        var accepted = Assert.Single(folder.Waiting("a.xml")["accepted"]!.AsArray())!;
        Assert.Equal(("57", "ESF-941240001151-20260526-00000001"), ((string?)accepted["number"], (string?)accepted["registrationNumber"]));

        folder.Drop("more.txt", OneCFolder.Payments("25.05.2026", ("2", 1600m, "договор XY-7/2026")));
        await folder.PassAsync();
        Assert.Equal(2, calls.Writes);
        Assert.Equal(2, folder.Result("a.xml")["accepted"]!.AsArray().Count);
        Assert.Equal(2, (await server.InvoicesAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_whose_invoice_was_revoked_ends_where_the_accountant_looks(bool isJournalLost)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        var invoice = Assert.Single(await server.InvoicesAsync());
        await server.Client.RevokeInvoiceAsync(new() { Name = invoice.Name, Reason = "wrong supplier" }, Cancel);
        if (isJournalLost)
        {
            Directory.Delete(Path.Combine(folder.Root, ".esf-1c"), recursive: true);
        }

        folder.Drop("a.xml", OneCFolder.Container);
        Assert.Equal(new(1, 1, 0, false), await folder.PassAsync());

        Assert.Equal(["INVOICE_REVOKED"], folder.DeclinedFor("a.xml"));
        Assert.Contains(invoice.RegistrationNumber, (string?)folder.Result("a.xml")["declined"]![0]!["errors"]![0]!["text"], StringComparison.Ordinal);
        Assert.Equal(["a.xml"], folder.Names("failed"));
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_payment_that_was_chosen_anew_after_a_crash_leads_to_the_invoice_that_was_issued()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var isFirst = true;
        var crashing = server.Folder(step: name =>
        {
            if (name == "answered" && isFirst)
            {
                isFirst = false;
                throw new OperationCanceledException("crash");
            }
        });
        crashing.Drop("statement.txt", OneCFolder.Statement);
        crashing.Drop("a.xml", OneCFolder.Container);
        await Assert.ThrowsAsync<OperationCanceledException>(() => crashing.PassAsync());
        await server.PayAsync("another", 832000m);

        await server.Folder().PassAsync();

        var invoice = Assert.Single(await server.InvoicesAsync());
        Assert.Equal(invoice.RegistrationNumber, (string?)crashing.Result("a.xml")["accepted"]![0]!["registrationNumber"]);
    }

    [Fact]
    public async Task An_id_that_somebody_used_for_another_document_is_told_and_its_invoice_is_not_claimed()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var document = Assert.Single(Esf.OneC.EsfXml.EsfXmlReader.Read(System.Text.Encoding.UTF8.GetBytes(OneCFolder.Container), OneCServer.Taxpayer));
        var payment = await server.PayAsync("other", 160m);
        var other = document.Invoice.Clone();
        (other.Number, other.Totals) = ("58", null);
        other.Lines.Clear();
        other.Lines.Add(new InvoiceLine { Description = "Другое", TurnoverAmount = 1000m.ToProtoDecimal(), VatRate = 16m.ToProtoDecimal() });
        other.PaymentAllocations.Add(new PaymentAllocation { VatPayment = payment });
        var request = new IssueInvoiceRequest { Parent = $"taxpayers/{OneCServer.Taxpayer}", Invoice = other, RequestId = document.RequestId };
        var taken = await server.Client.IssueInvoiceAsync(request, Cancel);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);

        await folder.PassAsync();

        Assert.Equal(["REQUEST_ID_TAKEN"], folder.DeclinedFor("a.xml"));
        Assert.Equal(taken.Invoice.RegistrationNumber, Assert.Single(await server.InvoicesAsync()).RegistrationNumber);
    }

    private static string Two()
    {
        var first = OneCFolder.Container;
        var second = OneCFolder.Invoice("58", 1600m, "XY-7/2026");
        var from = second.IndexOf("<v2:invoice>", StringComparison.Ordinal);
        var to = second.IndexOf("</invoiceSet>", StringComparison.Ordinal);
        return first.Replace("</invoiceSet>", second[from..to] + "</invoiceSet>", StringComparison.Ordinal);
    }
}

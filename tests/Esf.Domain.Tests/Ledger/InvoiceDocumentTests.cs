using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Payments;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Ledger;

public sealed class InvoiceDocumentTests
{
    private static readonly LedgerHash Previous = LedgerHash.Of("the document before"u8);

    [Fact]
    public void The_least_document_has_its_bytes_for_ever() => HasItsBytes("invoice_v1_least", First(Contents.Least));

    [Fact]
    public void The_full_document_has_its_bytes_for_ever() => HasItsBytes("invoice_v1_full", Second(Contents.Full));

    [Fact]
    public void The_least_stored_document_is_read_for_ever() =>
        IsRead(File.ReadAllBytes(GoldenFolder.Path("ledger", "invoice_v1_least.json")), Contents.Least, 1, LedgerHash.None);

    [Fact]
    public void The_full_stored_document_is_read_for_ever() =>
        IsRead(File.ReadAllBytes(GoldenFolder.Path("ledger", "invoice_v1_full.json")), Contents.Full, 2, Previous);

    [Fact]
    public void What_is_written_is_read() => Gen.Select(Contents.Any, Gen.Long[1, RegistrationNumber.MaxSequence]).Sample((content, sequence) =>
        IsRead(InvoiceDocument.Write(content, NumberOf(content, sequence), Previous), content, sequence, Previous));

    [Fact]
    public void What_is_read_writes_the_same_bytes() => Contents.Any.Sample(content =>
    {
        var bytes = Second(content);
        var read = InvoiceDocument.Read(bytes, InvoiceState.Issued, null);

        Assert.Equal(bytes, InvoiceDocument.Write(read.Content, read.RegistrationNumber, read.Position.PreviousHash));
    });

    [Fact]
    public void The_bytes_are_canonical() => Contents.Any.Sample(content =>
        Assert.Equal(CanonicalJson.Bytes(JsonNode.Parse(Second(content))), Second(content)));

    [Fact]
    public void Absent_members_are_left_out_and_nothing_is_null()
    {
        using var least = JsonDocument.Parse(First(Contents.Least));
        string[] optional = ["contract", "act", "settlement", "notes"];

        Assert.DoesNotContain(least.RootElement.EnumerateObject(), member => optional.Contains(member.Name));
        Assert.DoesNotContain("null", Encoding.UTF8.GetString(First(Contents.Least)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_part_of_an_invoice_changes_its_hash()
    {
        InvoiceContent[] changed =
        [
            Contents.Full,
            Contents.Full with { IssueTime = Contents.Full.IssueTime.AddMicroseconds(-1) },
            Contents.Full with { Number = "58" },
            Contents.Full with { Recipient = Contents.Full.Recipient with { Bin = "941240001152" } },
            Contents.Full with { Recipient = Contents.Full.Recipient with { LegalName = "x" } },
            Contents.Full with { Recipient = Contents.Full.Recipient with { Address = "x" } },
            Contents.Full with { Recipient = Contents.Full.Recipient with { VatCertificateSeries = "1" } },
            Contents.Full with { Recipient = Contents.Full.Recipient with { VatCertificateNumber = "1" } },
            Contents.Full with { TurnoverDate = new(2026, 12, 29) },
            Contents.Full with { Supplier = Contents.Full.Supplier with { TaxIdentifier = null } },
            Contents.Full with { Contract = null },
            Contents.Full with { Contract = Contents.Full.Act, Act = Contents.Full.Contract },
            Contents.Full with { Act = null },
            Contents.Full with { Settlement = null },
            Contents.Full with { Lines = [.. Contents.Full.Lines.Reverse()] },
            Contents.Full with { Totals = Contents.Full.Totals with { TurnoverAmount = LawCase.Money(1m) } },
            Contents.Full with { PaymentAllocations = [.. Contents.Full.PaymentAllocations.Reverse()] },
            Contents.Full with { VatPaidOn = new(2026, 12, 27) },
            Contents.Full with { Notes = [] },
        ];

        Assert.Equal(changed.Length, changed.Select(content => LedgerHash.Of(Second(content))).Distinct().Count());
    }

    [Fact]
    public void The_place_in_the_ledger_is_part_of_the_document()
    {
        var number = NumberOf(Contents.Full, 2);

        Assert.NotEqual(Second(Contents.Full), InvoiceDocument.Write(Contents.Full, NumberOf(Contents.Full, 3), Previous));
        Assert.NotEqual(Second(Contents.Full), InvoiceDocument.Write(Contents.Full, number, LedgerHash.None));
    }

    [Fact]
    public void An_invoice_without_a_number_is_not_written() => Assert.Throws<ArgumentException>(() => First(Contents.Least with { Number = null }));

    [Theory]
    [InlineData("form", "\"esf.invoice.v2\"")]
    [InlineData("type", "\"FIXED\"")]
    [InlineData("registrationNumber", "\"ESF-1\"")]
    [InlineData("previousHash", "\"00\"")]
    [InlineData("issueTime", "\"2026-12-31 18:59:59\"")]
    [InlineData("turnoverDate", "\"30.12.2026\"")]
    [InlineData("number", "null")]
    [InlineData("sequence", "1.5")]
    public void A_member_that_says_something_else_is_not_read(string member, string json) =>
        Assert.Throws<FormatException>(() => InvoiceDocument.Read(Tampered(document => document[member] = JsonNode.Parse(json)), InvoiceState.Issued, null));

    [Theory]
    [InlineData("form")]
    [InlineData("type")]
    [InlineData("registrationNumber")]
    [InlineData("sequence")]
    [InlineData("previousHash")]
    [InlineData("issueTime")]
    [InlineData("number")]
    [InlineData("turnoverDate")]
    [InlineData("recipient")]
    [InlineData("supplier")]
    [InlineData("lines")]
    [InlineData("totals")]
    [InlineData("vatPaidOn")]
    [InlineData("paymentAllocations")]
    public void A_document_without_a_member_is_not_read(string member) =>
        Assert.Throws<KeyNotFoundException>(() => InvoiceDocument.Read(Tampered(document => document.Remove(member)), InvoiceState.Issued, null));

    [Fact]
    public void What_is_not_JSON_is_not_read() => Assert.ThrowsAny<JsonException>(() => InvoiceDocument.Read("{"u8.ToArray(), InvoiceState.Issued, null));

    private static byte[] Tampered(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(Second(Contents.Full))!.AsObject();
        change(document);
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static void HasItsBytes(string name, byte[] bytes)
    {
        GoldenFile.Holds(GoldenFolder.Path("ledger", $"{name}.json"), bytes);

        // In the form of sha256sum, so that anybody can check it without this code.
        GoldenFile.Holds(GoldenFolder.Path("ledger", $"{name}.sha256"), $"{LedgerHash.Of(bytes)}  {name}.json\n");
    }

    private static void IsRead(byte[] bytes, InvoiceContent content, long sequence, LedgerHash previous)
    {
        var read = InvoiceDocument.Read(bytes, InvoiceState.Issued, null);

        Assert.Equal(content.Lines, read.Content.Lines);
        Assert.Equal(content.PaymentAllocations, read.Content.PaymentAllocations);
        Assert.Equal(content.Notes.Select(Flat), read.Content.Notes.Select(Flat));
        Assert.Equal(WithoutLists(content), WithoutLists(read.Content));
        Assert.Equal(TimeSpan.Zero, read.Content.IssueTime.Offset);
        Assert.Equal(new LedgerPosition(sequence, LedgerHash.Of(bytes), previous), read.Position);
        Assert.Equal(NumberOf(content, sequence), read.RegistrationNumber);
        Assert.Equal(InvoiceState.Issued, read.State);
    }

    private static InvoiceContent WithoutLists(InvoiceContent content) => content with
    {
        Lines = Array.Empty<InvoiceLine>(),
        PaymentAllocations = Array.Empty<PaymentAllocation>(),
        Notes = Array.Empty<Violation>(),
    };

    private static string Flat(Violation note)
    {
        var arguments = note.Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => $"{argument.Key}={argument.Value}");
        return string.Join('\u0001', [note.Row.Reason, note.Field, note.Law, .. arguments]);
    }

    private static byte[] First(InvoiceContent content) => InvoiceDocument.Write(content, NumberOf(content, 1), LedgerHash.None);

    private static byte[] Second(InvoiceContent content) => InvoiceDocument.Write(content, NumberOf(content, 2), Previous);

    private static RegistrationNumber NumberOf(InvoiceContent content, long sequence) => new(content.Recipient.Bin, content.IssueDate, sequence);
}

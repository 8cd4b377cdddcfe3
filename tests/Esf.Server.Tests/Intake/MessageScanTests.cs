using System.Buffers;
using Esf.Domain.Errors;
using Esf.Server.Intake;
using Esf.Server.Tests.Support;
using Google.Protobuf;

namespace Esf.Server.Tests.Intake;

/// <summary>A message is measured and its lists are counted before anything is made of it.</summary>
public sealed class MessageScanTests
{
    [Theory]
    [InlineData(200, null)]
    [InlineData(201, "201")]
    [InlineData(100_000, "100000")]
    public void Lines_of_one_invoice_are_counted_exactly(int lines, string? counted)
    {
        var request = new V1.ValidateInvoiceRequest { Invoice = With(lines) };

        AssertViolation(request, counted is null ? null : $"invoice.lines: TOO_MANY_LINES {counted}");
    }

    [Fact]
    public void Lines_of_an_invoice_that_is_sent_in_parts_are_counted_together()
    {
        var half = new V1.ValidateInvoiceRequest { Invoice = With(101) }.ToByteArray();

        var refusal = Assert.Throws<EsfException>(() => MessageScan.Measure(new([.. half, .. half]), V1.ValidateInvoiceRequest.Descriptor, isItem: false));

        Assert.Equal("202", Assert.Single(refusal.Violations).Arguments["count"]);
    }

    [Fact]
    public void An_item_with_too_many_lines_is_left_to_be_refused_by_itself()
    {
        var item = new V1.IssueInvoiceRequest { Invoice = With(201) };

        AssertViolation(new V1.BatchIssueInvoicesRequest { Requests = { item } }, null);
        Assert.True(MessageScan.Measure(new(new V1.StreamIssueInvoicesRequest { Request = item }.ToByteArray()), V1.StreamIssueInvoicesRequest.Descriptor, isItem: true) > 0);
    }

    [Fact]
    public void Items_of_a_batch_are_counted_together()
    {
        var batch = new V1.BatchIssueInvoicesRequest { Requests = { Enumerable.Repeat(new V1.IssueInvoiceRequest { Invoice = With(10_001) }, 10) } };

        AssertViolation(batch, "requests.invoice.lines: TOO_MANY_LINES 100010");
        AssertViolation(new V1.BatchIssueInvoicesRequest { Requests = { Enumerable.Repeat(new V1.IssueInvoiceRequest(), 501) } }, "requests: FIELD_INVALID");
    }

    [Fact]
    public void Other_lists_of_the_contract_have_bounds_too()
    {
        AssertViolation(
            new V1.ValidateInvoiceRequest { Invoice = new() { PaymentAllocations = { Enumerable.Repeat(new V1.PaymentAllocation(), 51) } } },
            "invoice.payment_allocations: FIELD_INVALID");
        AssertViolation(new V1.BatchRecordVatPaymentsRequest { VatPayments = { Enumerable.Repeat(new V1.VatPayment(), 501) } }, "vat_payments: FIELD_INVALID");
        AssertViolation(new V1.ReconcileOffsetsRequest { Declarations = { Enumerable.Repeat(new V1.Declaration(), 10_001) } }, "declarations: FIELD_INVALID");
    }

    [Fact]
    public void The_measure_of_a_full_invoice_is_more_than_its_bytes_and_less_than_a_hundred_times_them()
    {
        var request = new V1.ValidateInvoiceRequest { Invoice = Given.Invoice("taxpayers/941240001151/vatPayments/1") };
        var bytes = request.ToByteArray();

        Assert.InRange(MessageScan.Measure(new(bytes), V1.ValidateInvoiceRequest.Descriptor, isItem: false), bytes.Length, 100 * bytes.Length);
    }

    [Fact]
    public void Unknown_fields_that_would_fill_the_memory_are_refused()
    {
        // 4 million times field 300, a varint.
        var unknown = Enumerable.Repeat<byte[]>([0xE0, 0x12, 0x01], 4_000_000).SelectMany(bytes => bytes).ToArray();

        AssertUnreadable(unknown);
        Assert.True(MessageScan.Measure(new(unknown.AsMemory(0, 3000)), V1.ValidateInvoiceRequest.Descriptor, isItem: false) > 0);
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("0A05")]
    [InlineData("0AFFFFFFFF0F")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")]
    [InlineData("12040A7F4141")]
    [InlineData("0B0C")]
    [InlineData("09")]
    [InlineData("07")]
    public void Bytes_that_are_no_message_are_refused(string hex) => AssertUnreadable(Convert.FromHexString(hex));

    [Fact]
    public void A_message_in_many_pieces_is_measured_as_one()
    {
        var bytes = new V1.ValidateInvoiceRequest { Invoice = With(201) }.ToByteArray();
        using var pieces = new PooledBytes();
        foreach (var part in bytes)
        {
            pieces.Append([part]);
        }

        Assert.Equal(bytes, pieces.ToSequence().ToArray());
        Assert.Throws<EsfException>(() => MessageScan.Measure(pieces.ToSequence(), V1.ValidateInvoiceRequest.Descriptor, isItem: false));
    }

    private static V1.Invoice With(int lines) => new() { Lines = { Enumerable.Repeat(new V1.InvoiceLine(), lines) } };

    private static void AssertViolation(IMessage request, string? expected)
    {
        var refusal = Record.Exception(() => MessageScan.Measure(new(request.ToByteArray()), request.Descriptor, isItem: false));

        var violation = (refusal as EsfException)?.Violations.Single();
        Assert.Equal(expected, violation is null ? null : $"{violation.Field}: {violation.Row.Reason} {violation.Arguments.GetValueOrDefault("count")}".TrimEnd());
    }

    private static void AssertUnreadable(byte[] bytes)
    {
        var refusal = Assert.Throws<EsfException>(() => MessageScan.Measure(new(bytes), V1.ValidateInvoiceRequest.Descriptor, isItem: false));

        Assert.Equal("FIELD_INVALID", Assert.Single(refusal.Violations).Row.Reason);
    }
}

using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Storage.Tests;

/// <summary>Things of the domain as the law would have left them; what a test does not name is plausible and constant.</summary>
internal static class Given
{
    public const string Bin = "941240001151";
    public const string OtherBin = "050440000017";
    public const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    public const string OtherHash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /// <summary>26 May 2026, noon in Kazakhstan.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 5, 26, 7, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly PaidOn = new(2026, 5, 25);

    public static Taxpayer Taxpayer(string bin = Bin, string name = "ТОО «Қазақ Сервис»") => new()
    {
        Bin = bin,
        LegalName = name,
        Address = "г. Алматы, пр. Абая, 1",
        VatRegistration = new("60001", "1234567", new(2020, 1, 1), null),
    };

    public static VatPayment Payment(decimal amount = 1_000_000m, string document = "PP-1", string bin = Bin, DateOnly? paidOn = null) =>
        new(bin, document, paidOn ?? PaidOn, Money(amount), "105104", VatPaymentKind.BankPayment);

    public static Amount Money(decimal value) => Amount.Exactly(value) ?? throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>An invoice carried by one payment.</summary>
    public static InvoiceAppend Invoice(VatPayment payment, decimal vat = 1m, string? number = null, DateTimeOffset? at = null) =>
        Invoice(payment.TaxpayerBin, [new(payment.Id, Money(vat))], number, at);

    public static InvoiceAppend Invoice(string bin, IReadOnlyList<PaymentAllocation> allocations, string? number = null, DateTimeOffset? at = null)
    {
        var vat = Amount.Sum(allocations.Select(allocation => allocation.Amount));
        var turnover = Amount.FromTiyn(vat.Tiyn * 5);
        var line = new InvoiceLine("Consulting", null, null, null, turnover, VatRate.OfPercent(20m)!.Value, vat, turnover + vat);
        var content = new InvoiceContent
        {
            Type = InvoiceType.Ordinary,
            IssueTime = at ?? Noon,
            Number = number,
            Recipient = Recipient.From(Taxpayer(bin)),
            TurnoverDate = new(2026, 5, 20),
            Supplier = new("Beratung GmbH", "Berlin, Unter den Linden 1", "DE", null),
            Contract = new("C-1", new(2026, 1, 10)),
            Act = null,
            Settlement = new("EUR", Money(10m), Factor.Parse("520.5")),
            Lines = [line],
            Totals = InvoiceTotals.Of([line]),
            PaymentAllocations = allocations,
            VatPaidOn = PaidOn,
            Notes = [],
        };
        return new(Guid.NewGuid(), Hash, 1, content);
    }

    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All that an invoice says, as text: records with lists in them do not compare by value.</summary>
    public static string Text(this Invoice invoice) =>
        System.Text.Encoding.UTF8.GetString(
            InvoiceDocument.Write(invoice.Content, invoice.RegistrationNumber, invoice.Position.Sequence, invoice.Position.PreviousHash))
        + invoice.Position + invoice.State + invoice.Content.IssueTime.Ticks;

    /// <summary>The invoice of an item that must have been appended.</summary>
    public static Invoice Appended(this AppendOutcome outcome) => Assert.IsType<AppendOutcome.Appended>(outcome).Invoice;

    /// <summary>Appends one item.</summary>
    public static async Task<AppendOutcome> AppendAsync(this IInvoiceStore store, InvoiceAppend item, CancellationToken cancellationToken) =>
        Assert.Single(await store.AppendAsync([item], cancellationToken));

    /// <summary>Records one payment.</summary>
    public static async Task<StoredVatPayment> RecordAsync(this IVatPaymentStore store, VatPayment payment, CancellationToken cancellationToken) =>
        Assert.Single(await store.RecordAsync([payment], Noon, cancellationToken));
}

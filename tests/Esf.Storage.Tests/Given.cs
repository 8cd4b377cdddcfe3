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
    public static LedgerAppend Invoice(VatPayment payment, decimal vat = 1m, string? number = null, DateTimeOffset? at = null) =>
        Invoice(payment.TaxpayerBin, [new(payment.Id, Money(vat))], number, at);

    public static LedgerAppend Invoice(string bin, IReadOnlyList<PaymentAllocation> allocations, string? number = null, DateTimeOffset? at = null)
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
            Related = null,
            Notes = [],
        };
        return new(Guid.NewGuid(), Hash, 1, content, null);
    }

    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An invoice in the place of the family's target, carried by a payment.</summary>
    public static LedgerAppend Correction(InvoiceFamily family, VatPayment payment, decimal vat, DateTimeOffset? at = null) =>
        Amendment(family, InvoiceType.Corrected, [new(payment.Id, Money(vat))], at) with
        {
            Change = new(family.Sequence, family.Head, [family.Target.Position.Sequence], InvoiceState.Corrected),
        };

    /// <summary>A signed difference beside the family's target.</summary>
    public static LedgerAppend Addition(InvoiceFamily family, VatPayment payment, decimal vat, DateTimeOffset? at = null) =>
        Amendment(family, InvoiceType.Additional, [new(payment.Id, Money(vat))], at) with
        {
            Change = new(family.Sequence, family.Head, [], InvoiceState.Issued),
        };

    /// <summary>The end of the family's target.</summary>
    public static LedgerAppend Revocation(InvoiceFamily family, DateTimeOffset? at = null) => new(
        Guid.NewGuid(),
        Hash,
        1,
        new RevocationContent
        {
            IssueTime = at ?? Noon,
            TaxpayerBin = family.Target.Content.Bin,
            Revoked = RelatedInvoice.To(family.Target),
            Reason = "Issued by mistake",
        },
        new(family.Sequence, family.Head, [family.Target.Position.Sequence], InvoiceState.Revoked));

    /// <summary>All that a document says, as text: records with lists in them do not compare by value.</summary>
    public static string Text(this LedgerRecord record) => record switch
    {
        Invoice invoice => Text(InvoiceDocument.Write(invoice.Content, invoice.RegistrationNumber, invoice.Position.PreviousHash))
            + invoice.Position + invoice.State + invoice.StateChangedBy + invoice.Content.IssueTime.Ticks,
        Revocation revocation => Text(RevocationDocument.Write(revocation.Content, revocation.RegistrationNumber, revocation.Position.PreviousHash))
            + revocation.Position,
        _ => throw new ArgumentOutOfRangeException(nameof(record)),
    };

    /// <summary>The document of an item that must have been appended.</summary>
    public static LedgerRecord Recorded(this AppendOutcome outcome) => Assert.IsType<AppendOutcome.Appended>(outcome).Record;

    /// <summary>The invoice of an item that must have been appended.</summary>
    public static Invoice Appended(this AppendOutcome outcome) => Assert.IsType<Invoice>(outcome.Recorded());

    /// <summary>Appends one item.</summary>
    public static async Task<AppendOutcome> AppendAsync(this IInvoiceStore store, LedgerAppend item, CancellationToken cancellationToken) =>
        Assert.Single(await store.AppendAsync([item], cancellationToken));

    /// <summary>Records one payment.</summary>
    public static async Task<StoredVatPayment> RecordAsync(this IVatPaymentStore store, VatPayment payment, CancellationToken cancellationToken) =>
        Assert.Single(await store.RecordAsync([payment], cancellationToken)).Stored();

    /// <summary>Records payments of which nothing is said.</summary>
    public static Task<IReadOnlyList<PaymentIdentity>> RecordAsync(
        this IVatPaymentStore store, IEnumerable<VatPayment> payments, CancellationToken cancellationToken) =>
        store.RecordAsync([.. payments.Select(payment => new VatPaymentRecording(payment, []))], Noon, cancellationToken);

    /// <summary>The payment of a recording that must have ended in one.</summary>
    public static StoredVatPayment Stored(this PaymentIdentity identity) => Assert.IsType<PaymentIdentity.Same>(identity).Stored;

    private static LedgerAppend Amendment(
        InvoiceFamily family, InvoiceType type, IReadOnlyList<PaymentAllocation> allocations, DateTimeOffset? at)
    {
        var append = Invoice(family.Target.Content.Bin, allocations, at: at);
        return append with { Content = (InvoiceContent)append.Content with { Type = type, Related = RelatedInvoice.To(family.Target) } };
    }

    private static string Text(byte[] document) => System.Text.Encoding.UTF8.GetString(document);
}

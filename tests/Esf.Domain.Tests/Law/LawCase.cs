using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;

namespace Esf.Domain.Tests.Law;

/// <summary>A case for the law: the sample of tests/Golden/samples, and how a test departs from it.</summary>
internal sealed record LawCase
{
    public const string Bin = "941240001151";

    /// <summary>More than any invoice's VAT: for cases that are not about payments.</summary>
    private const decimal Plenty = 999_999_999_999_999.99m;

    private LawCase()
    {
    }

    /// <summary>5 200 000 KZT of consulting on 2026-03-31, 832 000 KZT of VAT paid on 2026-05-25, issued the next day at ten.</summary>
    public static LawCase Sample { get; } = new LawCase().On("2026-05-26").Paid("2026-05-25", 832_000m);

    public DateTimeOffset Now { get; init; }

    public LawBook Book { get; init; } = LawBook.Default;

    public bool NumberTaken { get; init; }

    public IReadOnlyList<StoredVatPayment> Payments { get; init; } = [];

    public Taxpayer Taxpayer { get; init; } = new()
    {
        Bin = Bin,
        LegalName = "ТОО \"Алатау Консалтинг\"",
        Address = "г. Алматы, ул. Абая, 1",
        VatRegistration = new("60001", "1234567", new(2015, 3, 1), null),
    };

    public InvoiceDraft Draft { get; init; } = new()
    {
        Number = "57",
        TurnoverDate = new(2026, 3, 31),
        Supplier = new("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", null),
        Contract = new("NS-2026/04", new(2026, 1, 12)),
        Act = new("3", new(2026, 3, 31)),
        Settlement = new("USD", Money(10_000m), Number(520m)),
        Lines =
        [
            new("Консультационные услуги, I квартал 2026 года", null, null, null, Money(5_200_000m), 16m, Money(832_000m), Money(6_032_000m)),
        ],
        PaymentAllocations = [],
    };

    public static Amount Money(decimal value) => Amount.Exactly(value)!.Value;

    public static Factor Number(decimal value) => Factor.Exactly(value)!.Value;

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A line that gives its turnover and nothing that can be computed.</summary>
    public static InvoiceLineDraft Line(decimal turnover, decimal? rate = null) =>
        new("Services", null, null, null, Money(turnover), rate, null, null);

    /// <summary>A line that gives quantity and price and nothing that can be computed.</summary>
    public static InvoiceLineDraft Line(decimal quantity, decimal price, decimal? rate) =>
        new("Services", "796", Number(quantity), Number(price), null, rate, null, null);

    public static StoredVatPayment Payment(
        string paidOn, decimal amount, string document = "1187", VatPaymentKind kind = VatPaymentKind.BankPayment, decimal allocated = 0m) =>
        new(new(Bin, document, Day(paidOn), Money(amount), "105104", kind), Money(allocated), KazakhstanCalendar.StartOf(Day(paidOn)));

    /// <summary>Issued on a day, at ten in the morning in Kazakhstan.</summary>
    public LawCase On(string day) => On(Day(day));

    public LawCase On(DateOnly day) => this with { Now = KazakhstanCalendar.StartOf(day).AddHours(10) };

    /// <summary>Issued at an instant, UTC.</summary>
    public LawCase At(string instant) => this with
    {
        Now = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
    };

    public LawCase By(LawBook book) => this with { Book = book };

    public LawCase Drafted(Func<InvoiceDraft, InvoiceDraft> change) => this with { Draft = change(Draft) };

    public LawCase Supplied(string country, string? identifier) =>
        Drafted(draft => draft with { Supplier = draft.Supplier with { CountryCode = country, TaxIdentifier = identifier } });

    public LawCase Registered(string from, string? until) => this with
    {
        Taxpayer = Taxpayer with
        {
            VatRegistration = Taxpayer.VatRegistration with { RegisteredOn = Day(from), DeregisteredOn = until is null ? null : Day(until) },
        },
    };

    /// <summary>The turnover on another date, with whatever VAT that gives, which is paid.</summary>
    public LawCase TurnoverOn(DateOnly date) =>
        WithLines(Line(5_200_000m)).Drafted(draft => draft with { TurnoverDate = date, Act = null });

    /// <summary>Other lines, with whatever VAT they give, which is paid.</summary>
    public LawCase WithLines(params InvoiceLineDraft[] lines) =>
        Drafted(draft => draft with { Lines = lines, Settlement = null }).Paid("2026-05-25", Plenty);

    /// <summary>One payment for the whole VAT.</summary>
    public LawCase Paid(string paidOn, decimal amount = Plenty) => Paid(Payment(paidOn, amount));

    public LawCase Paid(DateOnly paidOn) => Paid(paidOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>One payment for the whole VAT.</summary>
    public LawCase Paid(StoredVatPayment payment) => this with
    {
        Payments = [payment],
        Draft = Draft with { PaymentAllocations = [new(payment.Payment.Id, null)] },
    };

    /// <summary>Several payments with a part from each.</summary>
    public LawCase Paid(params (StoredVatPayment Payment, decimal Part)[] parts) => this with
    {
        Payments = [.. parts.Select(part => part.Payment)],
        Draft = Draft with { PaymentAllocations = [.. parts.Select(part => new PaymentAllocationDraft(part.Payment.Payment.Id, Money(part.Part)))] },
    };

    public Judgement Judge() => new InvoiceLaw(Book).Judge(
        Draft, null, Taxpayer, new IssueFacts(null, null, NumberTaken, Payments.ToDictionary(payment => payment.Payment.Id), null), Now);
}

using CsCheck;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Ledger;

/// <summary>Contents of invoices: two that are pinned, and as many others as are wanted.</summary>
internal static class Contents
{
    private static readonly Gen<string> Text =
        Gen.String.Select(text => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())));

    private static readonly Gen<DateOnly> Day = Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<Amount> Money = Gen.Long[-99_999_999_999_999_999, 99_999_999_999_999_999].Select(Amount.FromTiyn);

    private static readonly Gen<Factor> Number =
        Gen.Long[1, 999_999_999_999_999_999].Select(millionths => Factor.Exactly(millionths * 0.000001m)!.Value);

    private static readonly Gen<VatRate> Rate = Gen.Int[1, 10_000].Select(hundredths => VatRate.OfPercent(hundredths / 100m)!.Value);

    private static readonly Gen<DateTimeOffset> Instant =
        Gen.Long[0, 4_000_000_000_000_000].Select(microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));

    private static readonly Gen<TaxIdentifier> Identifier =
        Gen.Select(Text, Gen.Enum<TaxIdentifierKind>()).Select((value, kind) => new TaxIdentifier(value, kind));

    private static readonly Gen<DocumentReference> Reference = Gen.Select(Text, Day).Select((number, date) => new DocumentReference(number, date));

    private static readonly Gen<Settlement> Settled =
        Gen.Select(Text, Money, Number).Select((currency, amount, rate) => new Settlement(currency, amount, rate));

    private static readonly Gen<Supplier> Supplier =
        Gen.Select(Text, Text, Text, OrNull(Identifier)).Select((name, address, country, identifier) => new Supplier(name, address, country, identifier));

    private static readonly Gen<InvoiceTotals> Totals =
        Gen.Select(Money, Money, Money).Select((turnover, vat, total) => new InvoiceTotals(turnover, vat, total));

    private static readonly Gen<InvoiceLine> Line =
        Gen.Select(Gen.Select(Text, OrNull(Text)), Gen.Select(Number, Number, Gen.Bool), Rate, Totals).Select((text, numbers, rate, amounts) => new InvoiceLine(
            text.Item1,
            text.Item2,
            numbers.Item3 ? numbers.Item1 : null,
            numbers.Item3 ? numbers.Item2 : null,
            amounts.TurnoverAmount,
            rate,
            amounts.VatAmount,
            amounts.TotalAmount));

    private static readonly Gen<Violation> Note =
        Gen.Select(Gen.OneOf(ErrorCatalogue.All.Where(row => row.Kind == ErrorKind.Note).ToArray()), Text, Text, Text)
            .Select((row, field, law, value) => new Violation(row, field, law, ("paid_on", value), ("closes_on", law)));

    private static readonly Gen<PaymentAllocation> Allocation =
        Gen.Select(Text, Money).Select((payment, amount) => new PaymentAllocation(payment, amount));

    /// <summary>Contents with every optional part there or not, and with texts that no rule has seen.</summary>
    public static Gen<InvoiceContent> Any { get; } =
        Gen.Select(
            Gen.Select(Instant, Day, Day),
            Gen.Select(Text, Text, Text, Text),
            Gen.Select(Supplier, OrNull(Reference), OrNull(Reference), OrNull(Settled)),
            Gen.Select(Line.Array[1, 5], Allocation.Array[0, 4], Note.Array[0, 3], Totals))
        .Select((times, texts, parties, lists) => new InvoiceContent
        {
            Type = InvoiceType.Ordinary,
            IssueTime = times.Item1,
            Number = texts.Item1,
            Recipient = new(LawCase.Bin, texts.Item2, texts.Item3, texts.Item4, "1234567"),
            TurnoverDate = times.Item2,
            Supplier = parties.Item1,
            Contract = parties.Item2,
            Act = parties.Item3,
            Settlement = parties.Item4,
            Lines = lists.Item1,
            Totals = lists.Item4,
            Related = null,
            PaymentAllocations = lists.Item2,
            VatPaidOn = times.Item3,
            Notes = lists.Item3,
        });

    /// <summary>The sample without anything that may be left out.</summary>
    public static InvoiceContent Least { get; } = new()
    {
        Type = InvoiceType.Ordinary,
        IssueTime = new(2026, 5, 26, 5, 0, 0, TimeSpan.Zero),
        Number = "57",
        Recipient = new(LawCase.Bin, "ТОО \"Алатау Консалтинг\"", "г. Алматы, ул. Абая, 1", "60001", "1234567"),
        TurnoverDate = new(2026, 3, 31),
        Supplier = new("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", null),
        Contract = null,
        Act = null,
        Settlement = null,
        Lines =
        [
            new(
                "Консультационные услуги", null, null, null,
                LawCase.Money(5_200_000m), Percent(16m), LawCase.Money(832_000m), LawCase.Money(6_032_000m)),
        ],
        Totals = new(LawCase.Money(5_200_000m), LawCase.Money(832_000m), LawCase.Money(6_032_000m)),
        Related = null,
        PaymentAllocations = [new("20260525-a6189bbb9eb23ff9", LawCase.Money(832_000m))],
        VatPaidOn = new(2026, 5, 25),
        Notes = [],
    };

    /// <summary>Every member of the form, with characters of three languages and of every kind of escape.</summary>
    public static InvoiceContent Full { get; } = Least with
    {
        IssueTime = new DateTimeOffset(2026, 12, 31, 18, 59, 59, TimeSpan.Zero).AddTicks(9_999_990),
        Number = "000000000000000000000000000058",
        TurnoverDate = new(2026, 12, 30),
        Supplier = new("ООО «Вектор» \\ \"Ёлка\"", "г. Омск,\r\n\tул. Мира, 1", "RU", new("7707083893", TaxIdentifierKind.RussiaInn)),
        Contract = new("NS-2026/04", new(2026, 1, 12)),
        Act = new("3", new(2026, 12, 30)),
        Settlement = new("RUB", LawCase.Money(1_000.50m), LawCase.Number(5.123456m)),
        Lines =
        [
            new(
                "Кеңес беру қызметтері: ә ғ қ ң ө ұ ү һ і 😀", "796", LawCase.Number(2.5m), LawCase.Number(1640.08m),
                LawCase.Money(4_100.20m), Percent(16m), LawCase.Money(656.03m), LawCase.Money(4_756.23m)),
            new("Medicine", null, null, null, LawCase.Money(1_025.82m), Percent(5m), LawCase.Money(51.29m), LawCase.Money(1_077.11m)),
        ],
        Totals = new(LawCase.Money(5_126.02m), LawCase.Money(707.32m), LawCase.Money(5_833.34m)),
        PaymentAllocations = [new("20261223-00000000000000aa", LawCase.Money(700m)), new("20261228-00000000000000bb", LawCase.Money(7.32m))],
        VatPaidOn = new(2026, 12, 28),
        Notes =
        [
            new(
                ErrorCatalogue.WindowCountedFromLastPayment,
                "invoice.payment_allocations",
                "art. 493 p. 9",
                ("last", "2026-12-28"), ("first", "2026-12-23"), ("closes_on", "2026-12-28")),
            new(ErrorCatalogue.PaidBeforeTurnover, "invoice.payment_allocations", "art. 493 p. 9", ("paid_on", "2026-12-28"), ("turnover_date", "2026-12-30")),
        ],
    };

    private static VatRate Percent(decimal percent) => VatRate.OfPercent(percent)!.Value;

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class => Gen.Select(Gen.Bool, gen).Select((isThere, value) => isThere ? value : null);
}

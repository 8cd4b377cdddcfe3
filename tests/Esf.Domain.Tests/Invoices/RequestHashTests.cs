using CsCheck;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Invoices;

/// <summary>The hash is kept for ever beside the request id: its form may never change.</summary>
public sealed class RequestHashTests
{
    /// <summary>Every member of a draft is there.</summary>
    private static readonly InvoiceDraft Full = new()
    {
        Number = "57",
        TurnoverDate = new(2026, 3, 31),
        Supplier = new("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", "DE811569869"),
        Contract = new("NS-2026/04", new(2026, 1, 12)),
        Act = new("3", new(2026, 3, 31)),
        Settlement = new("USD", LawCase.Money(10_000m), LawCase.Number(520m)),
        Lines =
        [
            new(
                "Консультационные услуги", "796", LawCase.Number(2m), LawCase.Number(2_600_000m), LawCase.Money(5_200_000m), 16m,
                LawCase.Money(832_000m), LawCase.Money(6_032_000m)),
            new("Services", null, null, null, LawCase.Money(1m), null, null, null),
        ],
        Totals = new(LawCase.Money(5_200_001m), LawCase.Money(832_000.16m), LawCase.Money(6_032_001.16m)),
        PaymentAllocations = [new("20260525-a6189bbb9eb23ff9", LawCase.Money(832_000m)), new("20260525-00000000000000bb", LawCase.Money(0.16m))],
    };

    /// <summary>Nothing that may be left out is there.</summary>
    private static readonly InvoiceDraft Least = new()
    {
        TurnoverDate = new(2026, 3, 31),
        Supplier = new("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", null),
        Lines = [new("Services", null, null, null, LawCase.Money(5_200_000m), null, null, null)],
        PaymentAllocations = [new("20260525-a6189bbb9eb23ff9", null)],
    };

    [Fact]
    public void The_hash_of_the_full_draft_is_pinned() =>
        Assert.Equal("7e3869792a84188548da93a61b8f12b35a0d6d1a57a22550c5be5b91ca692bea", RequestHash.Of(Full));

    [Fact]
    public void The_hash_of_the_least_draft_is_pinned() =>
        Assert.Equal("c2e40cbda4f6d458a1eef090814b9da8b4ab79cb4e4b1bb51e6e56e294817405", RequestHash.Of(Least));

    [Fact]
    public void Every_member_that_changes_changes_the_hash()
    {
        InvoiceDraft[] drafts =
        [
            Full,
            Full with { Number = "58" },
            Full with { Number = null },
            Full with { TurnoverDate = new(2026, 3, 30) },
            .. OfSupplier(),
            .. OfReferencesAndSettlement(),
            .. OfTheFirstLine(),
            Full with { Lines = [.. Full.Lines.Reverse()] },
            Full with { Lines = [Full.Lines[0]] },
            Full with { Lines = [.. Full.Lines, Full.Lines[1]] },
            .. OfTotals(),
            .. OfAllocations(),
        ];

        var hashes = drafts.Select(draft => RequestHash.Of(draft)).ToArray();
        Assert.Equal([], hashes.GroupBy(hash => hash).Where(group => group.Count() > 1).Select(group => $"draft {Array.IndexOf(hashes, group.Key)}"));
    }

    [Fact]
    public void A_member_that_is_absent_is_as_one_that_was_never_there()
    {
        var spelledOut = Least with
        {
            Number = null,
            Contract = null,
            Act = null,
            Settlement = null,
            Totals = new(null, null, null),
            Lines = [new("Services", null, null, null, LawCase.Money(5_200_000m), null, null, null)],
        };

        Assert.Equal(RequestHash.Of(Least), RequestHash.Of(spelledOut));
    }

    [Fact]
    public void Numbers_are_compared_as_numbers_however_they_are_written()
    {
        var written = Full with
        {
            Settlement = new("USD", Amount.Exactly(10_000.00m)!.Value, Factor.Exactly(520.000000m)!.Value),
            Lines =
            [
                new(
                    "Консультационные услуги", "796", Factor.Exactly(2.0m), Factor.Exactly(2_600_000.00m), Amount.Exactly(5_200_000.0m), 16.00m,
                    Amount.Exactly(832_000.000m), Amount.Exactly(6_032_000.0000m)),
                new("Services", null, null, null, Amount.Exactly(1.00m), null, null, null),
            ],
            Totals = new(Amount.Exactly(5_200_001.00m), Amount.Exactly(832_000.160m), Amount.Exactly(6_032_001.1600m)),
            PaymentAllocations =
            [
                new("20260525-a6189bbb9eb23ff9", Amount.Exactly(832_000.0m)), new("20260525-00000000000000bb", Amount.Exactly(0.160m)),
            ],
        };

        Assert.Equal(RequestHash.Of(Full), RequestHash.Of(written));
    }

    [Fact]
    public void Five_and_five_point_zero_zero_are_one_request() => Gen.Long[1, 99_999_999_999_999_999].Sample(tiyn =>
    {
        var plain = Amount.FromTiyn(tiyn);
        var padded = Amount.Exactly((tiyn * 0.01m) + 0.000000m);

        Assert.Equal(HashOfTurnover(plain), HashOfTurnover(padded));
    });

    [Fact]
    public void A_tiyn_more_is_another_request() => Gen.Long[1, 99_999_999_999_999_998].Sample(tiyn =>
        Assert.NotEqual(HashOfTurnover(Amount.FromTiyn(tiyn)), HashOfTurnover(Amount.FromTiyn(tiyn + 1))));

    [Fact]
    public void A_request_carries_the_hash_of_its_draft() =>
        Assert.Equal(RequestHash.Of(Full), new IssueRequest(LawCase.Bin, Guid.Parse("6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11"), Full).Hash);

    private static InvoiceDraft[] OfSupplier() =>
    [
        Full with { Supplier = Full.Supplier with { LegalName = "x" } },
        Full with { Supplier = Full.Supplier with { Address = "x" } },
        Full with { Supplier = Full.Supplier with { CountryCode = "AT" } },
        Full with { Supplier = Full.Supplier with { TaxIdentifier = "x" } },
        Full with { Supplier = Full.Supplier with { TaxIdentifier = null } },
    ];

    private static InvoiceDraft[] OfReferencesAndSettlement() =>
    [
        Full with { Contract = null },
        Full with { Contract = Full.Contract! with { Number = "x" } },
        Full with { Contract = Full.Contract! with { Date = new(2026, 1, 13) } },
        Full with { Act = null },
        Full with { Act = Full.Act! with { Number = "x" } },
        Full with { Act = Full.Act! with { Date = new(2026, 3, 30) } },
        Full with { Contract = Full.Act, Act = Full.Contract },
        Full with { Contract = null, Act = Full.Contract },
        Full with { Settlement = null },
        Full with { Settlement = Full.Settlement! with { CurrencyCode = "EUR" } },
        Full with { Settlement = Full.Settlement! with { Amount = LawCase.Money(10_000.01m) } },
        Full with { Settlement = Full.Settlement! with { ExchangeRate = LawCase.Number(520.000001m) } },
    ];

    private static InvoiceDraft[] OfTheFirstLine()
    {
        var line = Full.Lines[0];
        InvoiceLineDraft[] lines =
        [
            line with { Description = "x" },
            line with { UnitCode = "112" },
            line with { UnitCode = null },
            line with { Quantity = LawCase.Number(2.000001m) },
            line with { Quantity = null },
            line with { UnitPrice = LawCase.Number(2_600_000.000001m) },
            line with { UnitPrice = null },
            line with { Quantity = line.UnitPrice, UnitPrice = line.Quantity },
            line with { TurnoverAmount = LawCase.Money(5_200_000.01m) },
            line with { TurnoverAmount = null },
            line with { VatRate = 16.01m },
            line with { VatRate = 5m },
            line with { VatRate = null },
            line with { VatAmount = LawCase.Money(832_000.01m) },
            line with { VatAmount = null },
            line with { TotalAmount = LawCase.Money(6_032_000.01m) },
            line with { TotalAmount = null },
        ];
        return [.. lines.Select(changed => Full with { Lines = [changed, Full.Lines[1]] })];
    }

    private static InvoiceDraft[] OfTotals() =>
    [
        Full with { Totals = Full.Totals with { TurnoverAmount = LawCase.Money(1m) } },
        Full with { Totals = Full.Totals with { TurnoverAmount = null } },
        Full with { Totals = Full.Totals with { VatAmount = LawCase.Money(1m) } },
        Full with { Totals = Full.Totals with { VatAmount = null } },
        Full with { Totals = Full.Totals with { TotalAmount = LawCase.Money(1m) } },
        Full with { Totals = Full.Totals with { TotalAmount = null } },
    ];

    private static InvoiceDraft[] OfAllocations()
    {
        var (first, second) = (Full.PaymentAllocations[0], Full.PaymentAllocations[1]);
        return
        [
            Full with { PaymentAllocations = [] },
            Full with { PaymentAllocations = [first] },
            Full with { PaymentAllocations = [second, first] },
            Full with { PaymentAllocations = [first with { PaymentId = "x" }, second] },
            Full with { PaymentAllocations = [first with { Amount = LawCase.Money(1m) }, second] },
            Full with { PaymentAllocations = [first with { Amount = null }, second] },
        ];
    }

    private static string HashOfTurnover(Amount? turnover) =>
        RequestHash.Of(Least with { Lines = [new("Services", null, null, null, turnover, null, null, null)] });
}

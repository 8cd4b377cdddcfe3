using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Parties;

namespace Esf.Domain.Tests.Law;

public sealed class InvoiceLawTests
{
    [Fact]
    public void The_sample_is_accepted_and_comes_back_complete()
    {
        var content = TheLaw.Accepts(LawCase.Sample);

        Assert.Equal(InvoiceType.Ordinary, content.Type);
        Assert.Equal(new DateTimeOffset(2026, 5, 26, 5, 0, 0, TimeSpan.Zero), content.IssueTime);
        Assert.Equal(new(2026, 5, 26), content.IssueDate);
        Assert.Equal("57", content.Number);
        Assert.Equal(new Recipient(LawCase.Bin, "ТОО \"Алатау Консалтинг\"", "г. Алматы, ул. Абая, 1", "60001", "1234567"), content.Recipient);
        Assert.Equal(new(2026, 3, 31), content.TurnoverDate);
        Assert.Equal(new Supplier("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", null), content.Supplier);
        Assert.Equal(new DocumentReference("NS-2026/04", new(2026, 1, 12)), content.Contract);
        Assert.Equal(new DocumentReference("3", new(2026, 3, 31)), content.Act);
        Assert.Equal(new Settlement("USD", LawCase.Money(10_000m), LawCase.Number(520m)), content.Settlement);
        Assert.Equal(new InvoiceTotals(LawCase.Money(5_200_000m), LawCase.Money(832_000m), LawCase.Money(6_032_000m)), content.Totals);
        Assert.Equal([new(LawCase.Sample.Payments[0].Payment.Id, LawCase.Money(832_000m))], content.PaymentAllocations);
        Assert.Equal(new(2026, 5, 25), content.VatPaidOn);
        Assert.Equal(new(2026, 5, 26), content.Offset.Date);
        Assert.Equal(("832000.00", "2026-Q2"), (content.Offset.Amount.ToString(), content.Offset.TaxPeriod.ToString()));
        Assert.Equal(content.Totals, InvoiceTotals.Of(content.Lines));
    }

    [Fact]
    public void What_is_optional_may_be_left_out()
    {
        var content = TheLaw.Accepts(LawCase.Sample.Drafted(draft => new()
        {
            TurnoverDate = draft.TurnoverDate,
            Supplier = draft.Supplier,
            Lines = [LawCase.Line(5_200_000m)],
            PaymentAllocations = draft.PaymentAllocations,
        }));

        Assert.Null(content.Number);
        Assert.Null(content.Contract);
        Assert.Null(content.Act);
        Assert.Null(content.Settlement);
        Assert.Equal("832000.00", content.Totals.VatAmount.ToString());
    }

    [Fact]
    public void All_violations_are_told_at_once_in_catalogue_order() =>
        TheLaw.Refuses(
            EverythingWrong(),
            "invoice.lines[3].total_amount: FIELD_INVALID, ESF form, boxes G6-G14",
            "invoice.totals.total_amount: FIELD_INVALID, ESF form, section G",
            "parent: NOT_VAT_PAYER, art. 454",
            "invoice.supplier.tax_identifier: EAEU_IDENTIFIER_REQUIRED, ESF form, box 6",
            "invoice.turnover_date: TURNOVER_DATE_IN_FUTURE, ESF form, box 3",
            "invoice.payment_allocations: ISSUE_WINDOW_CLOSED, art. 493 p. 9",
            "invoice.lines[2].vat_rate: NDS_RATE_INCORRECT, art. 502 p. 4",
            "invoice.lines[1].turnover_amount: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14",
            "invoice.lines[1].vat_amount: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14",
            "invoice.lines[1].total_amount: INCORRECT_PRODUCT_SUM, ESF form, boxes G6-G14",
            "invoice.totals.turnover_amount: INCORRECT_TOTAL_SUM, ESF form, section G",
            "invoice.totals.vat_amount: INCORRECT_TOTAL_SUM, ESF form, section G",
            "invoice.totals.total_amount: INCORRECT_TOTAL_SUM, ESF form, section G",
            "invoice.lines[2].turnover_amount: AMOUNT_NOT_POSITIVE, ESF form, boxes G6-G14",
            "invoice.settlement.exchange_rate: CURRENCY_RATE_NOT_MATCH, art. 461 p. 6",
            "invoice.payment_allocations: VAT_NOT_FULLY_PAID, art. 480 p. 7",
            "invoice.payment_allocations[2].amount: VAT_PAYMENT_EXHAUSTED, art. 480 p. 7",
            "invoice.number: NOT_UNIQUE_NUMBER_AND_DATE, ESF form, box 1.1");

    [Fact]
    public void A_judgement_does_not_remember_the_one_before_it()
    {
        var law = new InvoiceLaw(LawBook.Default);
        var (wrong, right) = (EverythingWrong(), LawCase.Sample);
        var first = right.Judge().Content!;

        Assert.NotEmpty(wrong.Judge().Violations);
        Assert.Equal(first.Totals, right.Judge().Content!.Totals);
        Assert.Same(LawBook.Default, law.Book);
    }

    private static LawCase EverythingWrong() => LawCase.Sample
        .Registered("2015-03-01", "2026-06-01")
        .Supplied("RU", null)
        .On("2026-06-01")
        .Paid((LawCase.Payment("2026-05-24", 10m, "1"), 5m), (LawCase.Payment("2026-05-25", 10m, "2"), 10.01m))
        .Drafted(draft => draft with
        {
            TurnoverDate = new(2026, 6, 2),
            Act = null,
            Lines =
            [
                LawCase.Line(2m, 50m, 16m) with
                {
                    TurnoverAmount = LawCase.Money(101m), VatAmount = LawCase.Money(16m), TotalAmount = LawCase.Money(116m),
                },
                LawCase.Line(0m, 15m),
                LawCase.Line(999_999_999_999_999.99m),
            ],
            Totals = new(LawCase.Money(1m), LawCase.Money(2m), LawCase.Money(3m)),
        }) with
    { NumberTaken = true };
}

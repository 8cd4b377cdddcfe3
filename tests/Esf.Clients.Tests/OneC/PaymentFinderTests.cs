using System.Text;
using Esf.OneC.Matching;
using Esf.V1;

namespace Esf.Clients.Tests.OneC;

/// <summary>Which payment an invoice gets, and when it gets none.</summary>
public sealed class PaymentFinderTests
{
    private static readonly PaymentWish Wish = new("57", new(2026, 5, 26), 832000m, "NS-2026/04");

    [Fact]
    public void The_one_payment_of_the_exact_amount_is_taken() =>
        Assert.Equal("1", Found(Find(Wish, [Payment("1", 832000m), Payment("2", 831999.99m)])));

    [Fact]
    public void Of_several_with_the_exact_amount_the_one_that_names_the_contract_is_taken() =>
        Assert.Equal("2", Found(Find(Wish, [Payment("1", 832000m), Payment("2", 832000m, "НДС, договор NS-2026/04")])));

    [Fact]
    public void Several_with_the_exact_amount_are_told_and_none_is_taken()
    {
        var waits = Waits("PAYMENT_AMBIGUOUS", Find(Wish, [Payment("1", 832000m), Payment("2", 832000m)]));
        Assert.Equal(["1", "2"], waits.Candidates.Select(payment => payment.DocumentNumber));
        Waits("PAYMENT_AMBIGUOUS", Find(Wish, [Payment("1", 832000m, "NS-2026/04"), Payment("2", 832000m, "NS-2026/04")]));
    }

    [Fact]
    public void A_larger_payment_that_names_the_contract_is_shared()
    {
        var found = Assert.IsType<PaymentMatch.Found>(Find(Wish, [Payment("1", 900000m, "по договору NS-2026/04"), Payment("2", 900000m)]));
        Assert.Equal(("1", 832000m), (found.Shares[0].Payment.DocumentNumber, found.Shares[0].Amount));
        Waits("PAYMENT_AMBIGUOUS", Find(Wish, [Payment("1", 900000m, "NS-2026/04"), Payment("2", 900000m, "NS-2026/04")]));
        Waits("PAYMENT_TOO_SMALL", Find(Wish, [Payment("1", 100m, "NS-2026/04")]));
        Waits("PAYMENT_NOT_FOUND", Find(Wish, [Payment("1", 900000m)]));
    }

    [Fact]
    public void A_payment_in_whole_tenge_is_offered_and_taken_only_when_the_mapping_names_it()
    {
        var wish = Wish with { Amount = 832000.48m };
        OpenPayment[] payments = [Payment("1", 832001m), Payment("2", 832002m), Payment("3", 832000m)];
        Assert.Equal(["1"], Waits("PAYMENT_ROUNDED", Find(wish, payments)).Candidates.Select(payment => payment.DocumentNumber));
        Assert.Equal("1", Found(Find(wish, payments, mapping: "57;;1;;")));
        Assert.Equal(["3"], Waits("PAYMENT_ROUNDED_DOWN", Find(wish, [Payment("3", 832000m), Payment("2", 832002m)])).Candidates.Select(payment => payment.DocumentNumber));
        Waits("PAYMENT_NOT_FOUND", Find(wish, [Payment("4", 832001.48m), Payment("5", 831999.48m)]));
        Waits("PAYMENT_NOT_FOUND", Find(wish, [Payment("1", 832001m, state: IssueDeadlineState.Closed)]));
        Assert.Equal("6", Found(Find(wish, [.. payments, Payment("6", 832000.48m)])));
    }

    [Fact]
    public void A_closed_window_is_never_used_by_itself()
    {
        var closed = Payment("1", 832000m, "NS-2026/04", IssueDeadlineState.Closed);
        Assert.Equal("1", Waits("PAYMENT_WINDOW_CLOSED", Find(Wish, [closed])).Candidates.Single().DocumentNumber);
        Assert.Equal("1", Found(Find(Wish, [closed], mapping: "57;;1;;")));
        Waits("PAYMENT_WINDOW_NOT_OPEN", Find(Wish, [Payment("1", 832000m, "", IssueDeadlineState.NotOpen)]));
    }

    [Fact]
    public void Two_invoices_that_one_payment_fits_get_it_only_when_the_purpose_says_whose_it_is()
    {
        var other = Wish with { Number = "58", ContractNumber = "XY-7/2026" };
        Waits("PAYMENT_WANTED_BY_SEVERAL", Find(Wish, [Payment("1", 832000m)], [other]));
        Waits("PAYMENT_WANTED_BY_SEVERAL", Find(other, [Payment("1", 832000m)], [Wish]));

        var named = Payment("1", 832000m, "НДС по договору NS-2026/04");
        Assert.Equal("1", Found(Find(Wish, [named], [other])));
        Waits("PAYMENT_NOT_FOUND", Find(other, [named], [Wish]));

        // One payment for two invoices of one contract, large enough for both.
        var half = Wish with { Amount = 400000m };
        var both = Payment("1", 900000m, "NS-2026/04");
        Assert.Equal("1", Found(Find(Wish, [both with { Remaining = 1300000m }], [half])));
        Waits("PAYMENT_WANTED_BY_SEVERAL", Find(Wish, [both], [half]));
    }

    [Fact]
    public void The_mapping_goes_before_everything_and_keeps_its_payments_from_others()
    {
        OpenPayment[] payments = [Payment("1", 832000m), Payment("2", 900000m), Payment("3", 832000m)];
        Assert.Equal("2", Found(Find(Wish, payments, mapping: "57;26.05.2026;2;25.05.2026;")));
        Assert.Equal("1", Found(Find(Wish, payments, mapping: "58;;3;;")));
        Waits("MAPPED_PAYMENT_NOT_FOUND", Find(Wish, payments, mapping: "57;;9;;"));
        var shares = Assert.IsType<PaymentMatch.Found>(Find(Wish, payments, mapping: "57;;1;;800000\n57;;2;;32000")).Shares;
        Assert.Equal([800000m, 32000m], shares.Select(share => share.Amount));
    }

    [Theory]
    [InlineData("57;31.02.2026;1;;", "MAPPING_LINE_INVALID", "31.02.2026")]
    [InlineData("57;;1;;1,234", "MAPPING_LINE_INVALID", "1,234")]
    [InlineData("57;;;;", "MAPPING_LINE_INVALID", "paymentDocument")]
    [InlineData("57;;1;;\n57;;2;;", "MAPPING_UNDIVIDED", "57")]
    public void A_bad_line_of_the_mapping_holds_its_invoice_and_no_other(string rows, string reason, string told)
    {
        var waits = Waits(reason, Find(Wish, [Payment("1", 832000m)], mapping: rows));
        Assert.Contains(told, waits.Why.Text.En, StringComparison.Ordinal);
        Assert.Equal("3", Found(Find(Wish with { Number = "58" }, [Payment("3", 832000m)], [Wish], mapping: rows)));
    }

    [Fact]
    public void A_payment_that_a_bad_line_names_is_given_to_no_other_invoice() =>
        Waits("PAYMENT_NOT_FOUND", Find(Wish, [Payment("1", 832000m)], mapping: "58;x;1;;"));

    [Fact]
    public void A_mapping_without_its_columns_is_not_used_at_all()
    {
        var mapping = PaymentMapping.Parse(Encoding.UTF8.GetBytes("a;b\n57;1\n"));
        var waits = Waits("MAPPING_INVALID", new PaymentFinder([Payment("1", 832000m)], mapping).Find(Wish, []));
        Assert.Contains("there is no column of the invoice number", waits.Why.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_of_1C_in_windows_1251_is_read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var file = Encoding.GetEncoding("windows-1251").GetBytes("InvoiceNumber;PaymentDocument;Примечание\r\n57;ПП-1;да\r\n");
        Assert.Equal("ПП-1", PaymentMapping.Parse(file).For(Wish).Single().Payment);
    }

    [Theory]
    [InlineData("НДС по договору NS-2026/04 от 12.01.2026", "NS-2026/04", true)]
    [InlineData("ндс, ns-2026/04", "NS-2026/04", true)]
    [InlineData("договор NS-2026/041", "NS-2026/04", false)]
    [InlineData("договор XNS-2026/04", "NS-2026/04", false)]
    [InlineData("договор NS-2026/04-2", "NS-2026/04", false)]
    [InlineData("НДС за 4 квартал 2026", "4", false)]
    [InlineData("НДС за 4 квартал 2026", "2026", false)]
    [InlineData("НДС по договору № 4", "4", true)]
    [InlineData("НДС по дог. №2026 за 1 квартал", "2026", true)]
    [InlineData("НДС по договору № 45", "4", false)]
    [InlineData("contract 17/A", "17/A", true)]
    [InlineData("НДС по договору № NS 2026  04", "NS 2026 04", true)]
    [InlineData("(.*)+", "(.*)+", false)]
    [InlineData("", "NS-2026/04", false)]
    public void A_contract_number_counts_only_where_it_can_be_nothing_else(string purpose, string number, bool isNamed) =>
        Assert.Equal(isNamed, ContractNumber.IsIn(purpose, number));

    private static PaymentMatch Find(PaymentWish wish, OpenPayment[] payments, PaymentWish[]? rivals = null, string? mapping = null) =>
        new PaymentFinder(
            payments,
            mapping is null
                ? PaymentMapping.Empty
                : PaymentMapping.Parse(Encoding.UTF8.GetBytes("invoiceNumber;invoiceDate;paymentDocument;paidOn;amount\n" + mapping)))
            .Find(wish, rivals ?? []);

    private static string Found(PaymentMatch match) => Assert.Single(Assert.IsType<PaymentMatch.Found>(match).Shares).Payment.DocumentNumber;

    private static PaymentMatch.Waits Waits(string reason, PaymentMatch match)
    {
        var waits = Assert.IsType<PaymentMatch.Waits>(match);
        Assert.Equal(reason, waits.Why.Reason);
        return waits;
    }

    private static OpenPayment Payment(string number, decimal remaining, string purpose = "", IssueDeadlineState state = IssueDeadlineState.Open) =>
        new($"taxpayers/941240001151/vatPayments/{number}", number, new(2026, 5, 25), remaining, new(2026, 5, 26), new(2026, 5, 30), state, purpose);
}

using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Law;

/// <summary>The totals are the column sums of the lines, and the settlement in foreign currency is the turnover.</summary>
internal sealed class TotalRules : LawRules<InvoiceCase>
{
    public TotalRules()
    {
        // Sums of lines that have no VAT yet would only repeat what was said of their rates.
        Given("lines whose rates can be read", c => c.Lines.All(line => line.Rate is not null), () =>
        {
            Exact("turnover_amount", c => c.Draft.Totals.TurnoverAmount, c => c.Totals.TurnoverAmount);
            Exact("vat_amount", c => c.Draft.Totals.VatAmount, c => c.Totals.VatAmount);
            Exact("total_amount", c => c.Draft.Totals.TotalAmount, c => c.Totals.TotalAmount);

            Require(
                "The VAT is positive; in an additional invoice it is a difference and not zero.",
                c => c.Type == InvoiceType.Additional ? c.Totals.VatAmount != Amount.Zero : c.Totals.VatAmount.IsPositive,
                ErrorCatalogue.AmountNotPositive,
                "invoice.totals.vat_amount",
                Sources.TotalsBoxes,
                c => [("actual", c.Totals.VatAmount.ToString())]);
        });

        Require(
            $"The cost with VAT is at most {Amount.Max} KZT.",
            c => c.Totals.TotalAmount.FitsDocument,
            ErrorCatalogue.FieldInvalid,
            "invoice.totals.total_amount",
            Sources.TotalsBoxes,
            _ => [("expected", $"at_most:{Amount.Max}")]);

        Given("an invoice settled in foreign currency", c => c.Draft.Settlement is not null, () => Require(
            "The amount in foreign currency is positive; in an additional invoice it is a difference and not zero.",
            IsSettled,
            ErrorCatalogue.AmountNotPositive,
            "invoice.settlement.amount",
            Sources.CurrencyRate,
            c => [("actual", c.Draft.Settlement!.Amount.ToString())]));

        Given("an invoice with an amount in foreign currency", c => c.Draft.Settlement is not null && IsSettled(c), () => Require(
            "The amount in foreign currency times the rate of the turnover date is the turnover in KZT.",
            c => InTenge(c.Draft.Settlement!) == c.Totals.TurnoverAmount,
            ErrorCatalogue.CurrencyRateNotMatch,
            "invoice.settlement.exchange_rate",
            Sources.CurrencyRate,
            c =>
            [
                ("amount", c.Draft.Settlement!.Amount.ToString()),
                ("currency", c.Draft.Settlement.CurrencyCode),
                ("rate", c.Draft.Settlement.ExchangeRate.ToString()),
                ("expected", InTenge(c.Draft.Settlement).ToString()),
                ("actual", c.Totals.TurnoverAmount.ToString()),
            ]));
    }

    private static bool IsSettled(InvoiceCase c) =>
        c.Type == InvoiceType.Additional ? c.Draft.Settlement!.Amount != Amount.Zero : c.Draft.Settlement!.Amount.IsPositive;

    private static Amount InTenge(Settlement settlement) => Rounding.ToTiyn(settlement.Amount.Value * settlement.ExchangeRate.Value);

    private void Exact(string field, Func<InvoiceCase, Amount?> given, Func<InvoiceCase, Amount> expected) => Require(
        $"A given {field} is the sum of the lines.",
        c => given(c) is not { } amount || amount == expected(c),
        ErrorCatalogue.IncorrectTotalSum,
        $"invoice.totals.{field}",
        Sources.TotalsBoxes,
        c => [("actual", $"{given(c)}"), ("expected", expected(c).ToString())]);
}

using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>The totals are the column sums of the lines, and the settlement in foreign currency is the turnover.</summary>
internal sealed class TotalRules : AbstractValidator<InvoiceCase>
{
    public TotalRules()
    {
        // Sums of lines that have no VAT yet would only repeat what was told about their rates.
        When(c => c.Lines.All(line => line.Rate is not null), () =>
        {
            Exact(c => c.Draft.Totals.TurnoverAmount, c => c.Totals.TurnoverAmount, "turnover_amount");
            Exact(c => c.Draft.Totals.VatAmount, c => c.Totals.VatAmount, "vat_amount");
            Exact(c => c.Draft.Totals.TotalAmount, c => c.Totals.TotalAmount, "total_amount");

            RuleFor(c => c.Totals.VatAmount)
                .Must((c, amount) => c.Type == InvoiceType.Additional ? amount != Amount.Zero : amount.IsPositive)
                .Tells(ErrorCatalogue.AmountNotPositive, "invoice.totals.vat_amount", Sources.TotalsBoxes, c => [("actual", c.Totals.VatAmount.ToString())]);
        });

        RuleFor(c => c.Totals.TotalAmount)
            .Must(amount => amount.FitsDocument)
            .Tells(ErrorCatalogue.FieldInvalid, "invoice.totals.total_amount", Sources.TotalsBoxes, _ => [("expected", $"at_most:{Amount.Max}")]);

        When(c => c.Draft.Settlement is not null, () =>
            RuleFor(c => c.Draft.Settlement!)
                .Must((c, settlement) => InTenge(settlement) == c.Totals.TurnoverAmount)
                .Tells(
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

    private static Amount InTenge(Settlement settlement) => Rounding.ToTiyn(settlement.Amount.Value * settlement.ExchangeRate.Value);

    private void Exact(Func<InvoiceCase, Amount?> given, Func<InvoiceCase, Amount> expected, string field) =>
        RuleFor(c => c)
            .Must(c => given(c) is not { } amount || amount == expected(c))
            .Tells(
                ErrorCatalogue.IncorrectTotalSum,
                $"invoice.totals.{field}",
                Sources.TotalsBoxes,
                c => [("actual", $"{given(c)}"), ("expected", expected(c).ToString())]);
}

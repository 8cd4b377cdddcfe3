using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>The rate and the amounts of one line: what is given must be what the form computes.</summary>
internal sealed class LineRules : AbstractValidator<LineCase>
{
    public LineRules()
    {
        RuleFor(line => line.IsRateAllowed)
            .Must((line, allowed) => allowed || line.AllowedRates.Count == 0)
            .Tells(
                ErrorCatalogue.NdsRateIncorrect,
                line => $"{line.Path}.vat_rate",
                VatRates.Article,
                line =>
                [
                    ("rate", line.Draft.VatRate?.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty),
                    ("date", line.TurnoverDate.Show()),
                    ("allowed", string.Join(", ", line.AllowedRates)),
                ]);

        RuleFor(line => line.TurnoverAmount)
            .Must((line, amount) => line.IsSigned ? amount != Amount.Zero : amount.IsPositive)
            .Tells(
                ErrorCatalogue.AmountNotPositive,
                line => $"{line.Path}.turnover_amount",
                Sources.LineBoxes,
                line => [("actual", line.TurnoverAmount.ToString())]);

        RuleFor(line => line.TotalAmount)
            .Must(amount => amount.FitsDocument)
            .Tells(
                ErrorCatalogue.FieldInvalid,
                line => $"{line.Path}.total_amount",
                Sources.LineBoxes,
                _ => [("expected", $"at_most:{Amount.Max}")]);

        Exact(line => line.ProductAmount is null ? null : line.Draft.TurnoverAmount, line => line.ProductAmount!.Value, "turnover_amount");

        // Without a rate there is no VAT to compare with; the rate itself has been told.
        When(line => line.Rate is not null, () =>
        {
            Exact(line => line.Draft.VatAmount, line => line.VatAmount, "vat_amount");
            Exact(line => line.Draft.TotalAmount, line => line.TotalAmount, "total_amount");
        });
    }

    private void Exact(Func<LineCase, Amount?> given, Func<LineCase, Amount> expected, string field) =>
        RuleFor(line => line)
            .Must(line => given(line) is not { } amount || amount == expected(line))
            .Tells(
                ErrorCatalogue.IncorrectProductSum,
                line => $"{line.Path}.{field}",
                Sources.LineBoxes,
                line => [("actual", $"{given(line)}"), ("expected", expected(line).ToString())]);
}

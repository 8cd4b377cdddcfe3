using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;

namespace Esf.Domain.Law;

/// <summary>The rate and the amounts of one line: what is given must be what the form computes.</summary>
internal sealed class LineRules : LawRules<LineCase>
{
    private const string None = "—";

    public LineRules()
    {
        Require(
            "The rate is the one that is in force on the turnover date; there is no reduced rate.",
            line => line.Rate is { } rate && rate == line.LawfulRate,
            ErrorCatalogue.NdsRateIncorrect,
            "vat_rate",
            Sources.Rate,
            line =>
            [
                ("rate", line.Draft.VatRate?.ToString("0.######", CultureInfo.InvariantCulture) ?? None),
                ("date", line.TurnoverDate.Show()),
                ("allowed", line.LawfulRate?.ToString() ?? None),
            ],
            LawTopic.VatRates);

        Require(
            "The turnover is positive; in an additional invoice it is a difference and not zero.",
            line => line.IsSigned ? line.TurnoverAmount != Amount.Zero : line.TurnoverAmount.IsPositive,
            ErrorCatalogue.AmountNotPositive,
            "turnover_amount",
            Sources.LineBoxes,
            line => [("actual", line.TurnoverAmount.ToString())]);

        Require(
            $"The cost with VAT is at most {Amount.Max} KZT.",
            line => line.TotalAmount.FitsDocument,
            ErrorCatalogue.FieldInvalid,
            "total_amount",
            Sources.LineBoxes,
            _ => [("expected", $"at_most:{Amount.Max}")]);

        Exact("turnover_amount", "the quantity times the price", line => line.ProductAmount is null ? null : line.Draft.TurnoverAmount, line => line.ProductAmount!.Value);

        Given("a line whose rate can be read", line => line.Rate is not null, () =>
        {
            Exact("vat_amount", "the turnover times the rate, rounded half away from zero to 0.01 KZT", line => line.Draft.VatAmount, line => line.VatAmount);
            Exact("total_amount", "the turnover and the VAT", line => line.Draft.TotalAmount, line => line.TotalAmount);
        });
    }

    protected override string PathOf(LineCase subject, string field) => $"{subject.Path}.{field}";

    protected override string ShowField(string field) => $"invoice.lines[n].{field}";

    private void Exact(string field, string formula, Func<LineCase, Amount?> given, Func<LineCase, Amount> expected) => Require(
        $"A given {field} is exactly {formula}.",
        line => given(line) is not { } amount || amount == expected(line),
        ErrorCatalogue.IncorrectProductSum,
        field,
        Sources.LineBoxes,
        line => [("actual", $"{given(line)}"), ("expected", expected(line).ToString())]);
}

using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Errors;

public sealed class ViolationTests
{
    [Fact]
    public void The_text_is_filled_in_every_language()
    {
        var violation = new Violation(ErrorCatalogue.AmountNotPositive, "invoice.lines[2].turnover_amount", "art. 1", ("actual", "-5.00"));

        Assert.Equal("The amount is -5.00; it must be more than zero.", violation.Text(Language.En));
        Assert.Equal("Сумма -5.00; должна быть больше нуля.", violation.Text(Language.Ru));
        Assert.Equal("Сома -5.00; нөлден артық болуы керек.", violation.Text(Language.Kk));
    }

    [Fact]
    public void A_value_that_looks_like_a_placeholder_is_left_alone()
    {
        var violation = new Violation(
            ErrorCatalogue.EaeuIdentifierInvalid, "invoice.supplier.tax_identifier", "ESF form, box 6", ("identifier", "{country}$0"), ("country", "RU"));

        Assert.StartsWith("{country}$0 is neither a valid number of RU ", violation.Text(Language.En), StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_without_a_value_stays_visible() =>
        Assert.Equal("Taxpayer {taxpayer} is not registered.", ErrorCatalogue.TaxpayerNotFound.Text(Language.En, new Dictionary<string, string>()));

    [Fact]
    public void An_expectation_is_told_in_words()
    {
        var violation = new Violation(ErrorCatalogue.FieldInvalid, "invoice.number", "", ("expected", Expectations.Digits(1, 30)));

        Assert.Equal("The value cannot be accepted. Expected: 1 to 30 digits and nothing else.", violation.Text(Language.En));
        Assert.Equal("Значение не может быть принято. Ожидается: только цифры; количество: от 1 до 30.", violation.Text(Language.Ru));
        Assert.Equal("Мән қабылданбайды. Күтілетіні: тек цифрлар; саны: 1–30.", violation.Text(Language.Kk));
        Assert.Equal("digits:1..30", violation.Arguments["expected"]);
    }

    [Fact]
    public void Only_an_invalid_field_has_expectations()
    {
        var violation = new Violation(ErrorCatalogue.IncorrectProductSum, "invoice.lines[1].vat_amount", "", ("actual", "1.00"), ("expected", "date"));

        Assert.Equal("The amount of the line is 1.00; it must be date.", violation.Text(Language.En));
    }

    [Fact]
    public void It_shows_its_field_and_reason() =>
        Assert.Equal("invoice.number: FIELD_IS_NULL", new Violation(ErrorCatalogue.FieldIsNull, "invoice.number", "").ToString());
}

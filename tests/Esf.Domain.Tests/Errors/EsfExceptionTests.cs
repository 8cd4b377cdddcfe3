using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Errors;

public sealed class EsfExceptionTests
{
    [Fact]
    public void Violations_are_told_in_catalogue_order_and_as_found_within_a_row()
    {
        var refusal = new EsfException(
        [
            new Violation(ErrorCatalogue.VatNotFullyPaid, "d", ""),
            new Violation(ErrorCatalogue.FieldIsNull, "b", ""),
            new Violation(ErrorCatalogue.FieldIsNull, "a", ""),
            new Violation(ErrorCatalogue.NotVatPayer, "c", ""),
        ]);

        Assert.Equal(["b", "a", "c", "d"], refusal.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void A_refusal_with_violations_is_INVOICE_INVALID_and_counts_them()
    {
        var refusal = new EsfException([new Violation(ErrorCatalogue.FieldIsNull, "a", ""), new Violation(ErrorCatalogue.FieldIsNull, "b", "")]);

        Assert.Same(ErrorCatalogue.InvoiceInvalid, refusal.Row);
        Assert.Equal("The invoice was refused; number of violations: 2. Each is listed with its field; items of lists are counted from 1.", refusal.Text(Language.En));
    }

    [Fact]
    public void What_carries_no_invoice_is_REQUEST_INVALID()
    {
        var refusal = new EsfException(ErrorCatalogue.RequestInvalid, [new Violation(ErrorCatalogue.PageTokenInvalid, "page_token", "")]);

        Assert.Equal("REQUEST_INVALID", refusal.Row.Reason);
        Assert.Equal("Запрос отклонён; нарушений: 1. Каждое указано со своим полем; элементы списков нумеруются с 1.", refusal.Text(Language.Ru));
    }

    [Fact]
    public void A_value_that_is_told_back_is_cut_where_it_is_long()
    {
        var refusal = new EsfException(ErrorCatalogue.InvoiceNotFound, ("invoice", new string('a', 510) + "😀😀" + new string('b', 10_000)));
        var violation = new Violation(ErrorCatalogue.WrongTin, "f", "", ("tin", new string('1', 513)));

        Assert.Equal(new string('a', 510) + "…", refusal.Arguments["invoice"]);
        Assert.Equal(new string('1', 511) + "…", violation.Arguments["tin"]);
        Assert.Equal(new string('1', 512), new Violation(ErrorCatalogue.WrongTin, "f", "", ("tin", new string('1', 512))).Arguments["tin"]);
    }

    [Fact]
    public void A_refusal_with_one_reason_has_its_text_and_no_violations()
    {
        var refusal = new EsfException(ErrorCatalogue.InvoiceNotFound, ("invoice", "ESF-1")) { Resource = "invoices/ESF-1" };

        Assert.Empty(refusal.Violations);
        Assert.Equal("There is no invoice ESF-1.", refusal.Text(Language.En));
        Assert.Equal("Счёт-фактура ESF-1 не найдена.", refusal.Text(Language.Ru));
        Assert.Equal("Шот-фактура табылмады: ESF-1.", refusal.Text(Language.Kk));
        Assert.Equal("INVOICE_NOT_FOUND", refusal.Message);
        Assert.Null(refusal.RetryAfter);
    }
}

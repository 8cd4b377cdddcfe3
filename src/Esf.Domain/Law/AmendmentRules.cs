using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using FluentValidation;

namespace Esf.Domain.Law;

/// <summary>What a corrected or an additional invoice must keep of the invoice that it amends, and until when it may be issued.</summary>
internal sealed class AmendmentRules : AbstractValidator<InvoiceCase>
{
    public AmendmentRules()
    {
        RuleFor(c => c.Today)
            .Must((c, today) => today <= LastDay(c))
            .Tells(ErrorCatalogue.CorrectionTooLate, "name", Sources.Amendment, c =>
            [
                ("issued", c.Family!.FirstIssued.Show()),
                ("last", LastDay(c).Show()),
                ("today", c.Today.Show()),
                ("policy", c.AmendmentRule.Name),
            ]);

        When(c => c.Type == InvoiceType.Additional, () =>
        {
            Same("invoice.turnover_date", c => c.Draft.TurnoverDate.Show(), c => Main(c).TurnoverDate.Show());
            Same("invoice.supplier.country_code", c => c.Draft.Supplier.CountryCode, c => Main(c).Supplier.CountryCode);
            Same("invoice.supplier.legal_name", c => c.Draft.Supplier.LegalName, c => Main(c).Supplier.LegalName);
        });

        NotNegative("turnover_amount", totals => totals.TurnoverAmount);
        NotNegative("vat_amount", totals => totals.VatAmount);
        NotNegative("total_amount", totals => totals.TotalAmount);
    }

    private static InvoiceContent Main(InvoiceCase c) => c.Family!.Target.Content;

    private static DateOnly LastDay(InvoiceCase c) => c.Family!.FirstIssued.AddYears(c.AmendmentRule.YearsAfterFirstIssue);

    private void Same(string field, Func<InvoiceCase, string> actual, Func<InvoiceCase, string> expected) =>
        RuleFor(c => c)
            .Must(c => actual(c) == expected(c))
            .Tells(ErrorCatalogue.RelatedInvoiceDiffers, field, Sources.Amendment, c => [("expected", expected(c))]);

    private void NotNegative(string field, Func<InvoiceTotals, Amount> total) =>
        RuleFor(c => c)
            .Must(c => total(c.FamilyTotals) >= Amount.Zero)
            .Tells(ErrorCatalogue.TotalBecomesNegative, $"invoice.totals.{field}", Sources.Amendment, c => [("actual", total(c.FamilyTotals).ToString())]);
}

using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Law;

/// <summary>What a corrected or an additional invoice must keep of the invoice that it amends, and until when it may be issued.</summary>
internal sealed class AmendmentRules : LawRules<InvoiceCase>
{
    public AmendmentRules()
    {
        Require(
            "An amendment is issued within the years that the policy names after the first issue.",
            c => c.Today <= LastDay(c),
            ErrorCatalogue.CorrectionTooLate,
            "name",
            Sources.Amendment,
            c =>
            [
                ("issued", c.Family!.FirstIssued.Show()),
                ("last", LastDay(c).Show()),
                ("today", c.Today.Show()),
                ("policy", c.AmendmentRule.Name),
            ],
            LawTopic.Amendments);

        Given("an additional invoice", c => c.Type == InvoiceType.Additional, () =>
        {
            Same("invoice.turnover_date", "turnover date", c => c.Draft.TurnoverDate.Show(), c => Main(c).TurnoverDate.Show());
            Same("invoice.supplier.country_code", "supplier's country", c => c.Draft.Supplier.CountryCode, c => Main(c).Supplier.CountryCode);
            Same("invoice.supplier.legal_name", "supplier's name", c => c.Draft.Supplier.LegalName, c => Main(c).Supplier.LegalName);
        });

        Each(c => [c.FamilyAfter], new FamilyRules());
    }

    private static InvoiceContent Main(InvoiceCase c) => c.Family!.Target.Content;

    private static DateOnly LastDay(InvoiceCase c) => c.Family!.FirstIssued.AddYears(c.AmendmentRule.YearsAfterFirstIssue);

    private void Same(string field, string what, Func<InvoiceCase, string> actual, Func<InvoiceCase, string> expected) => Require(
        $"The {what} is that of the invoice that is added to.",
        c => actual(c) == expected(c),
        ErrorCatalogue.RelatedInvoiceDiffers,
        field,
        Sources.Amendment,
        c => [("expected", expected(c))]);
}

using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;

namespace Esf.Domain.Law;

/// <summary>What a corrected or an additional invoice must keep of the invoice that it amends, and until when it may be issued.</summary>
internal sealed class AmendmentRules : LawRules<InvoiceCase>
{
    private const string Country = "invoice.supplier.country_code";
    private const string TurnoverDate = "invoice.turnover_date";

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

        Given("a corrected invoice", c => c.Type == InvoiceType.Corrected, Corrected);
        Given("an additional invoice", c => c.Type == InvoiceType.Additional, Additional);
        Each(c => [c.FamilyAfter], new FamilyRules());
    }

    private static InvoiceContent Main(InvoiceCase c) => c.Family!.Target.Content;

    private static DateOnly LastDay(InvoiceCase c) => c.Family!.FirstIssued.AddYears(c.AmendmentRule.YearsAfterFirstIssue);

    private static DateOnly TermEnd(InvoiceCase c) => c.Draft.TurnoverDate.AddDays(c.AmendmentRule.AdditionalTermDays);

    private void Corrected()
    {
        Require(
            "The supplier's country is that of the replaced invoice: another supplier needs a revocation and a new invoice.",
            c => c.Draft.Supplier.CountryCode == Main(c).Supplier.CountryCode,
            ErrorCatalogue.SupplierReplaced,
            Country,
            Sources.Correction,
            c => [("expected", Main(c).Supplier.CountryCode), ("actual", c.Draft.Supplier.CountryCode)]);

        Require(
            "The supplier's identifier is that of the replaced invoice, or added where that had none. A repaired spelling of the name is allowed.",
            c => Main(c).Supplier.TaxIdentifier is not { } kept || Recognized(c) == kept.Value,
            ErrorCatalogue.SupplierReplaced,
            "invoice.supplier.tax_identifier",
            Sources.Correction,
            c => [("expected", Main(c).Supplier.TaxIdentifier!.Value), ("actual", Recognized(c) ?? "—")]);
    }

    private void Additional()
    {
        Require(
            "The reason of the change is named: price, terms, discount, return or another change. An error is corrected instead.",
            c => c.Draft.ChangeReason is not null,
            ErrorCatalogue.ChangeReasonRequired,
            "change_reason",
            Sources.Addition,
            _ => []);

        Require(
            "The turnover date, the day of the change, is not before that of the invoice that is added to.",
            c => c.Draft.TurnoverDate >= Main(c).TurnoverDate,
            ErrorCatalogue.TurnoverDateBeforeMain,
            TurnoverDate,
            Sources.Addition,
            c => [("date", c.Draft.TurnoverDate.Show()), ("main", Main(c).TurnoverDate.Show())]);

        Same(Country, "supplier's country", c => c.Draft.Supplier.CountryCode, c => Main(c).Supplier.CountryCode);
        Same("invoice.supplier.legal_name", "supplier's name", c => c.Draft.Supplier.LegalName, c => Main(c).Supplier.LegalName);

        Given("one that restores none", c => c.Draft.Restores is null, () => Require(
            "It is issued within the days that the policy names after the change, where the operator has chosen that a later one is refused.",
            c => c.AmendmentRule.AdditionalTerm == AdditionalTerm.Mark || c.Today <= TermEnd(c),
            ErrorCatalogue.AdditionalTermPassed,
            TurnoverDate,
            Sources.AdditionalTerm,
            Term,
            LawTopic.Amendments));

        Note(
            "Given when it is issued later than the days that the policy names after the change.",
            c => c.Draft.Restores is null && c.AmendmentRule.AdditionalTerm == AdditionalTerm.Mark && c.Today > TermEnd(c),
            ErrorCatalogue.AdditionalLate,
            TurnoverDate,
            Sources.AdditionalTerm,
            Term,
            LawTopic.Amendments);

        Given("one that restores an annulled one", c => c.Draft.Restores is not null, Restoring);
    }

    private void Restoring()
    {
        Require(
            "The restored invoice is an additional one of the same family, annulled by a correction, and not restored yet.",
            c => c.Restored is { State: InvoiceState.Corrected, Content.Type: InvoiceType.Additional } && !IsRestoredAlready(c),
            ErrorCatalogue.RestoresWrong,
            "restores",
            Sources.Correction,
            c => [("invoice", c.Draft.Restores!.ToString())]);

        Given("the annulled one is found", c => c.Restored is not null, () =>
        {
            Require(
                "The VAT is not more than that of the annulled one, and of the same sign.",
                c => IsWithin(c.Totals.VatAmount, c.Restored!.Content.Totals.VatAmount),
                ErrorCatalogue.RestoresMore,
                "invoice.totals.vat_amount",
                Sources.Correction,
                c => [("actual", c.Totals.VatAmount.ToString()), ("annulled", c.Restored!.Content.Totals.VatAmount.ToString())]);

            Each(c => c.Allocations, new RestoredPaymentRules());
        });
    }

    private static bool IsRestoredAlready(InvoiceCase c) => c.Family!.Members.Any(invoice =>
        invoice.Content.Restores == c.Draft.Restores && invoice.State != InvoiceState.Revoked);

    private static bool IsWithin(Amount amount, Amount limit) =>
        limit.IsPositive ? amount.IsPositive && amount <= limit : amount < Amount.Zero && amount >= limit;

    private static string? Recognized(InvoiceCase c) => c.Draft.Supplier.TaxIdentifier is { } identifier
        ? TaxIdentifier.Recognize(identifier, c.Draft.Supplier.CountryCode)?.Value ?? identifier
        : null;

    private static (string Name, string Value)[] Term(InvoiceCase c) =>
    [
        ("date", c.Draft.TurnoverDate.Show()),
        ("term_end", TermEnd(c).Show()),
        ("days", (c.Today.DayNumber - TermEnd(c).DayNumber).ToString(CultureInfo.InvariantCulture)),
        ("policy", c.AmendmentRule.Name),
    ];

    private void Same(string field, string what, Func<InvoiceCase, string> actual, Func<InvoiceCase, string> expected) => Require(
        $"The {what} is that of the invoice that is added to.",
        c => actual(c) == expected(c),
        ErrorCatalogue.RelatedInvoiceDiffers,
        field,
        Sources.Amendment,
        c => [("expected", expected(c))]);

    /// <summary>A restored invoice takes of each payment no more than the annulled one held: so it needs no new window.</summary>
    private sealed class RestoredPaymentRules : LawRules<AllocationCase>
    {
        public RestoredPaymentRules() => Require(
            "Of each payment no more is taken than the annulled one held.",
            allocation => allocation.Amount <= allocation.WithoutWindow,
            ErrorCatalogue.RestoresMore,
            "amount",
            Sources.Correction,
            allocation => [("actual", allocation.Amount.ToString()), ("annulled", allocation.WithoutWindow.ToString())]);

        protected override string PathOf(AllocationCase subject, string field) => $"{subject.Path}.{field}";

        protected override string ShowField(string field) => $"invoice.payment_allocations[n].{field}";
    }
}

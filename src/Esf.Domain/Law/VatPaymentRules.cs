using Esf.Domain.Errors;
using Esf.Domain.Payments;

namespace Esf.Domain.Law;

/// <summary>Which payment is VAT for a non-resident that can open an issue window.</summary>
internal sealed class VatPaymentRules : LawRules<VatPaymentCase>
{
    public VatPaymentRules()
    {
        Require(
            "The day of payment is not in the future.",
            c => c.Payment.PaidOn <= c.Today,
            ErrorCatalogue.FieldInvalid,
            "vat_payment.paid_on",
            Sources.IssueWindow,
            c => [("expected", $"not_later_than:{c.Today.Show()}")]);

        Require(
            "The day of payment is not before the first day on which a payment opens a window.",
            c => c.Payment.PaidOn >= c.Law.IssueWindows.FirstPaymentDay,
            ErrorCatalogue.FieldInvalid,
            "vat_payment.paid_on",
            Sources.IssueWindow,
            c => [("expected", $"not_earlier_than:{c.Law.IssueWindows.FirstPaymentDay.Show()}")],
            LawTopic.IssueWindow);

        Require(
            "The amount is positive.",
            c => c.Payment.Amount.IsPositive,
            ErrorCatalogue.AmountNotPositive,
            "vat_payment.amount",
            Sources.OffsetNeverMoreThanPaid,
            c => [("actual", c.Payment.Amount.ToString())]);

        Require(
            $"The budget code is that of VAT for a non-resident, {LawBook.NonResidentVatBudgetCode}.",
            c => c.Payment.BudgetCode == LawBook.NonResidentVatBudgetCode,
            ErrorCatalogue.VatPaymentWrongBudgetCode,
            "vat_payment.budget_code",
            Sources.BudgetClassification,
            c => [("code", c.Payment.BudgetCode), ("expected", LawBook.NonResidentVatBudgetCode)]);
    }
}

/// <summary>What the rules of a payment judge.</summary>
/// <param name="Payment">The payment as sent.</param>
/// <param name="Law">The dated data.</param>
/// <param name="Today">The day on which it is recorded.</param>
internal sealed record VatPaymentCase(VatPayment Payment, LawBook Law, DateOnly Today);

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Esf.Domain.Amounts;

namespace Esf.Domain.Payments;

/// <summary>How VAT reached the budget.</summary>
public enum VatPaymentKind
{
    /// <summary>A bank payment.</summary>
    BankPayment = 1,

    /// <summary>An overpayment on the taxpayer's account, set off against this VAT; its date is the date of that set-off.</summary>
    OverpaymentOffset = 2,
}

/// <summary>VAT for a non-resident that was paid to the budget. Its day opens the issue window (Tax Code, art. 493 p. 9).</summary>
/// <param name="TaxpayerBin">Who paid.</param>
/// <param name="DocumentNumber">Number of the payment document, 1 to 50 characters.</param>
/// <param name="PaidOn">The day of payment.</param>
/// <param name="Amount">What was paid, KZT, positive.</param>
/// <param name="BudgetCode">Budget code (КБК).</param>
/// <param name="Kind">How it was paid.</param>
public sealed record VatPayment(string TaxpayerBin, string DocumentNumber, DateOnly PaidOn, Amount Amount, string BudgetCode, VatPaymentKind Kind)
{
    /// <summary>
    /// Identifier within the taxpayer, <c>{yyyymmdd}-{16 hex digits}</c>: a function of the natural key (taxpayer, document number, day,
    /// budget code), so the same payment has the same name wherever and however often it is recorded.
    /// </summary>
    public string Id => IdOf(TaxpayerBin, DocumentNumber, PaidOn, BudgetCode);

    private static string IdOf(string bin, string documentNumber, DateOnly paidOn, string budgetCode)
    {
        // The unit separator cannot stand in any of the parts, so two different keys never give one text.
        var key = string.Join('\u001f', bin, documentNumber, paidOn.ToString("yyyyMMdd", CultureInfo.InvariantCulture), budgetCode);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));
        return string.Create(CultureInfo.InvariantCulture, $"{paidOn:yyyyMMdd}-{hash}");
    }
}

/// <summary>A payment with what the store knows of it.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Allocated">What invoices have taken, KZT; from nothing to the whole payment.</param>
/// <param name="CreateTime">When it was recorded, UTC, microseconds.</param>
public sealed record StoredVatPayment(VatPayment Payment, Amount Allocated, DateTimeOffset CreateTime)
{
    /// <summary>What is left for invoices, KZT, never negative.</summary>
    public Amount Remaining => Payment.Amount - Allocated;
}

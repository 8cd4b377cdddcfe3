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
    /// <summary>The account that it was paid from (ИИК), upper-case letters and digits; null where no source has named it.</summary>
    public string? PayerAccount { get; init; }

    /// <summary>The identifier that it was stored under; null: the one that follows from its key.</summary>
    /// <remarks>It differs when the account became known only after the payment had been recorded: a name that was given stays.</remarks>
    public string? StoredId { get; init; }

    /// <summary>
    /// Identifier within the taxpayer, <c>{yyyymmdd}-{16 hex digits}</c>: a function of the natural key (taxpayer, document number, day,
    /// budget code, and the account where it is known), so the same payment has the same name wherever and however often it is recorded.
    /// </summary>
    public string Id => StoredId ?? IdOf(this);

    /// <summary>What all copies of one order have in common however a program writes its number: no leading zeros, upper case.</summary>
    public string ComparableNumber => DocumentNumber.TrimStart('0') is { Length: > 0 } digits ? digits.ToUpperInvariant() : "0";

    private static string IdOf(VatPayment payment)
    {
        // The unit separator cannot stand in any of the parts, so two different keys never give one text.
        var paidOn = payment.PaidOn;
        string[] parts =
            [payment.TaxpayerBin, payment.DocumentNumber, paidOn.ToString("yyyyMMdd", CultureInfo.InvariantCulture), payment.BudgetCode];
        var key = string.Join('\u001f', payment.PayerAccount is { } account ? [.. parts, account] : parts);
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

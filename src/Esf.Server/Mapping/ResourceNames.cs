using System.Text.RegularExpressions;
using Esf.Domain.Ledger;

namespace Esf.Server.Mapping;

/// <summary>Resource names of the contract: written from identifiers, and read with a violation where they are none.</summary>
internal static partial class ResourceNames
{
    /// <summary>The parent under which an auditor reads across taxpayers (AIP-159).</summary>
    public const string AllTaxpayers = "taxpayers/-";

    private const string TaxpayerForm = "name:taxpayers/{bin}";
    private const string PaymentForm = "name:taxpayers/{bin}/vatPayments/{id}";
    private const string RequestForm = "name:taxpayers/{bin}/requests/{request_id}";
    private const string InvoiceForm = "name:taxpayers/{bin}/invoices/{registration_number}";

    public static string Taxpayer(string bin) => $"taxpayers/{bin}";

    public static string VatPayment(string bin, string id) => $"taxpayers/{bin}/vatPayments/{id}";

    public static string Invoice(RegistrationNumber number) => $"taxpayers/{number.Bin}/invoices/{number}";

    /// <summary>The BIN of <c>taxpayers/{bin}</c>.</summary>
    public static string Taxpayer(this Shape shape, string field, string name)
    {
        if (TaxpayerName().Match(name) is { Success: true } match)
        {
            return match.Groups[1].Value;
        }

        NotAName(shape, field, name, TaxpayerForm);
        return string.Empty;
    }

    /// <summary>The BIN of <c>taxpayers/{bin}</c>, or null for <c>taxpayers/-</c>.</summary>
    public static string? TaxpayerOrAll(this Shape shape, string field, string name) =>
        name == AllTaxpayers ? null : shape.Taxpayer(field, name);

    /// <summary>The parts of <c>taxpayers/{bin}/vatPayments/{id}</c>.</summary>
    public static (string Bin, string Id) VatPayment(this Shape shape, string field, string name)
    {
        if (VatPaymentName().Match(name) is { Success: true } match)
        {
            return (match.Groups[1].Value, match.Groups[2].Value);
        }

        NotAName(shape, field, name, PaymentForm);
        return (string.Empty, string.Empty);
    }

    /// <summary>The registration number of <c>taxpayers/{bin}/invoices/{registration_number}</c>; null when there can be no such invoice.</summary>
    public static RegistrationNumber? Invoice(this Shape shape, string field, string name)
    {
        if (InvoiceName().Match(name) is { Success: true } match)
        {
            return RegistrationNumber.TryParse(match.Groups[2].Value) is { } number && number.Bin == match.Groups[1].Value ? number : null;
        }

        NotAName(shape, field, name, InvoiceForm);
        return null;
    }

    /// <summary>The parts of <c>taxpayers/{bin}/requests/{request_id}</c>.</summary>
    public static (string Bin, Guid RequestId) Request(this Shape shape, string field, string name)
    {
        if (RequestName().Match(name) is { Success: true } match)
        {
            return (match.Groups[1].Value, shape.RequestId(field, match.Groups[2].Value));
        }

        NotAName(shape, field, name, RequestForm);
        return (string.Empty, Guid.Empty);
    }

    private static void NotAName(Shape shape, string field, string name, string form)
    {
        if (name.Length == 0)
        {
            shape.IsNull(field);
        }
        else
        {
            shape.Invalid(field, form);
        }
    }

    [GeneratedRegex(@"\Ataxpayers/([0-9]{12})\z")]
    private static partial Regex TaxpayerName();

    [GeneratedRegex(@"\Ataxpayers/([0-9]{12})/vatPayments/([0-9A-Za-z_-]{1,64})\z")]
    private static partial Regex VatPaymentName();

    [GeneratedRegex(@"\Ataxpayers/([0-9]{12})/requests/([0-9A-Za-z-]{1,64})\z")]
    private static partial Regex RequestName();

    [GeneratedRegex(@"\Ataxpayers/([0-9]{12})/invoices/([0-9A-Za-z-]{1,64})\z")]
    private static partial Regex InvoiceName();
}

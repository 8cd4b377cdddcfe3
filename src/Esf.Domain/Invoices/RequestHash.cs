using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Esf.Domain.Law;
using Esf.Domain.Ledger;

namespace Esf.Domain.Invoices;

/// <summary>SHA-256 of what a request asks for: two requests with one hash ask for the same invoice.</summary>
/// <remarks>
/// It is kept for ever beside the request id, so its form never changes: a member that is added to the draft later is left out while it is
/// absent. Amounts are compared as numbers (<c>5</c> and <c>5.00</c> are one request), and both faces of the service give one hash.
/// </remarks>
public static class RequestHash
{
    /// <summary>The hash of an invoice that is to be issued, 64 lower-case hex digits.</summary>
    public static string Of(InvoiceDraft draft) => Hash(Json(draft));

    /// <summary>The hash of a corrected or an additional invoice, 64 lower-case hex digits.</summary>
    public static string OfAmendment(InvoiceDraft draft, LifeStep step, RegistrationNumber target)
    {
        var json = Json(draft);
        json["operation"] = step == LifeStep.Correct ? "CORRECTED" : "ADDITIONAL";
        json["target"] = target.ToString();
        return Hash(json);
    }

    private static JsonObject Json(InvoiceDraft draft)
    {
        var json = new JsonObject
        {
            ["turnoverDate"] = $"{draft.TurnoverDate:yyyy-MM-dd}",
            ["supplier"] = Present(
                ("legalName", draft.Supplier.LegalName),
                ("address", draft.Supplier.Address),
                ("countryCode", draft.Supplier.CountryCode),
                ("taxIdentifier", draft.Supplier.TaxIdentifier)),
            ["contract"] = Reference(draft.Contract),
            ["act"] = Reference(draft.Act),
            ["settlement"] = draft.Settlement is null ? null : Present(
                ("currencyCode", draft.Settlement.CurrencyCode),
                ("amount", draft.Settlement.Amount.ToString()),
                ("exchangeRate", draft.Settlement.ExchangeRate.ToString())),
            ["lines"] = new JsonArray([.. draft.Lines.Select(Line)]),
            ["totals"] = Present(
                ("turnoverAmount", draft.Totals.TurnoverAmount?.ToString()),
                ("vatAmount", draft.Totals.VatAmount?.ToString()),
                ("totalAmount", draft.Totals.TotalAmount?.ToString())),
            ["paymentAllocations"] = new JsonArray(
                [.. draft.PaymentAllocations.Select(allocation => Present(("vatPayment", allocation.PaymentId), ("amount", allocation.Amount?.ToString())))]),
        };
        if (draft.Number is not null)
        {
            json["number"] = draft.Number;
        }

        if (draft.SupplierDocument is not null)
        {
            json["supplierDocument"] = Reference(draft.SupplierDocument);
        }

        if (draft.ForPrincipal)
        {
            json["forPrincipal"] = true;
        }

        if (draft.ChangeReason is { } reason)
        {
            json["changeReason"] = reason.ToString().ToUpperInvariant();
        }

        if (draft.Restores is not null)
        {
            json["restores"] = draft.Restores.ToString();
        }

        return json;
    }

    /// <summary>The hash of a revocation, 64 lower-case hex digits.</summary>
    public static string OfRevocation(RegistrationNumber target, string reason) =>
        Hash(Present(("operation", "REVOKED"), ("target", target.ToString()), ("reason", reason)));

    private static string Hash(JsonObject json) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Bytes(json)));

    private static JsonObject Line(InvoiceLineDraft line) => Present(
        ("description", line.Description),
        ("unitCode", line.UnitCode),
        ("quantity", line.Quantity?.ToString()),
        ("unitPrice", line.UnitPrice?.ToString()),
        ("turnoverAmount", line.TurnoverAmount?.ToString()),
        ("vatRate", line.VatRate?.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)),
        ("vatAmount", line.VatAmount?.ToString()),
        ("totalAmount", line.TotalAmount?.ToString()));

    private static JsonObject? Reference(DocumentReference? reference) =>
        reference is null ? null : Present(("number", reference.Number), ("date", $"{reference.Date:yyyy-MM-dd}"));

    private static JsonObject Present(params (string Name, string? Value)[] members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json;
    }
}

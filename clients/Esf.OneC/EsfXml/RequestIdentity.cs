using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Esf.V1;

namespace Esf.OneC.EsfXml;

/// <summary>The request_id of a document: it follows from what the document says, so the same document never makes two invoices.</summary>
/// <remarks>
/// SHA-256 over the fields that reach the register, as a UUID of version 8 (RFC 9562). The fields are written out here one by one and
/// never in another way: a change would give documents that were sent before a new id. Amounts count as numbers, order and prefixes of
/// the XML do not count.
/// </remarks>
internal static class RequestIdentity
{
    private const string Form = "esf-1c/1";

    public static string Of(string taxpayer, EsfOperation operation, string number, DateOnly? date, RelatedDocument? related, Invoice invoice)
    {
        var text = new StringBuilder();
        Add(text, Form, taxpayer, operation.ToString().ToUpperInvariant(), number, Day(date));
        Add(text, related?.Number ?? "", Day(related?.Date), related?.RegistrationNumber ?? "");
        Add(text, Day(invoice.TurnoverDate));
        Add(text, invoice.Supplier.LegalName, invoice.Supplier.Address, invoice.Supplier.CountryCode, invoice.Supplier.TaxIdentifier);
        Add(text, invoice.Contract?.Number ?? "", Day(invoice.Contract?.Date), invoice.Act?.Number ?? "", Day(invoice.Act?.Date));
        foreach (var line in invoice.Lines)
        {
            Add(text, "line", line.Description, line.UnitCode, Plain(line.Quantity), Plain(line.UnitPrice));
            Add(text, Plain(line.TurnoverAmount), Plain(line.VatRate), Plain(line.VatAmount), Plain(line.TotalAmount));
        }

        Add(text, "totals", Plain(invoice.Totals?.TurnoverAmount), Plain(invoice.Totals?.VatAmount), Plain(invoice.Totals?.TotalAmount));
        return Uuid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // Lengths keep neighbours apart.
    private static void Add(StringBuilder text, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value}\n");
        }
    }

    private static string Day(DateOnly? date) => date is { } day ? PlainValues.Iso(day) : "";

    private static string Day(Google.Type.Date? date) =>
        date is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}");

    private static string Plain(Google.Type.Decimal? number) =>
        number is null ? "" : PlainValues.Number(number.Value) is { } value ? PlainValues.Canonical(value) : number.Value;

    private static string Uuid(ReadOnlySpan<byte> hash)
    {
        var bytes = hash[..16].ToArray();
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}

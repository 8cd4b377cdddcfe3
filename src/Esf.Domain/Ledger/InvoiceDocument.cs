using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Domain.Ledger;

/// <summary>The stored form of an invoice, <c>esf.invoice.v1</c>: canonical JSON whose SHA-256 is its link in the ledger.</summary>
/// <remarks>
/// The form is written for ever: what is stored is never rewritten. A new optional member is left out when it is absent, so documents
/// without it keep their bytes; any other change is a new version. A test pins the bytes of a document.
/// Amounts are strings with two decimals, dates <c>yyyy-MM-dd</c>, instants UTC with microseconds.
/// </remarks>
public static class InvoiceDocument
{
    /// <summary>Name of the form.</summary>
    public const string Form = "esf.invoice.v1";

    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>The bytes to store and to hash.</summary>
    public static byte[] Write(InvoiceContent content, RegistrationNumber registrationNumber, long sequence, LedgerHash previousHash) =>
        CanonicalJson.Bytes(new JsonObject
        {
            ["form"] = Form,
            ["type"] = TypeName(content.Type),
            ["registrationNumber"] = registrationNumber.ToString(),
            ["sequence"] = sequence,
            ["previousHash"] = previousHash.ToString(),
            ["issueDate"] = Text(content.IssueDate),
            ["issueTime"] = content.IssueTime.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture),
            ["number"] = content.Number ?? throw new ArgumentException("An issued invoice has a number.", nameof(content)),
            ["turnoverDate"] = Text(content.TurnoverDate),
            ["recipient"] = Write(content.Recipient),
            ["supplier"] = Write(content.Supplier),
            ["lines"] = new JsonArray([.. content.Lines.Select(Write)]),
            ["totals"] = new JsonObject
            {
                ["turnoverAmount"] = content.Totals.TurnoverAmount.ToString(),
                ["vatAmount"] = content.Totals.VatAmount.ToString(),
                ["totalAmount"] = content.Totals.TotalAmount.ToString(),
            },
            ["vatPaidOn"] = Text(content.VatPaidOn),
            ["paymentAllocations"] = new JsonArray([.. content.PaymentAllocations.Select(Write)]),
            ["offset"] = new JsonObject
            {
                ["date"] = Text(content.Offset.Date),
                ["amount"] = content.Offset.Amount.ToString(),
                ["taxPeriod"] = content.Offset.TaxPeriod.ToString(),
            },
        }
        .With("contract", Write(content.Contract))
        .With("act", Write(content.Act))
        .With("settlement", Write(content.Settlement))
        .With("notes", content.Notes.Count == 0 ? null : new JsonArray([.. content.Notes.Select(Write)])));

    /// <summary>The invoice that the stored bytes say.</summary>
    /// <param name="document">Bytes that <see cref="Write(InvoiceContent, RegistrationNumber, long, LedgerHash)"/> made.</param>
    /// <param name="state">The state, which is not part of the document.</param>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="FormatException">A member cannot be read, or the form is another one.</exception>
    public static Invoice Read(ReadOnlyMemory<byte> document, InvoiceState state)
    {
        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        if (root.Text("form") != Form)
        {
            throw new FormatException($"The document's form is not {Form}.");
        }

        var totals = root.GetProperty("totals");
        var content = new InvoiceContent
        {
            Type = ReadType(root.Text("type")),
            IssueTime = DateTimeOffset.ParseExact(root.Text("issueTime"), InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Number = root.Text("number"),
            Recipient = ReadRecipient(root.GetProperty("recipient")),
            TurnoverDate = root.Date("turnoverDate"),
            Supplier = ReadSupplier(root.GetProperty("supplier")),
            Contract = root.Optional("contract", ReadReference),
            Act = root.Optional("act", ReadReference),
            Settlement = root.Optional("settlement", ReadSettlement),
            Lines = [.. root.GetProperty("lines").EnumerateArray().Select(ReadLine)],
            Totals = new(totals.Amount("turnoverAmount"), totals.Amount("vatAmount"), totals.Amount("totalAmount")),
            PaymentAllocations =
                [.. root.GetProperty("paymentAllocations").EnumerateArray().Select(item => new PaymentAllocation(item.Text("vatPayment"), item.Amount("amount")))],
            VatPaidOn = root.Date("vatPaidOn"),
            Notes = root.TryGetProperty("notes", out var notes) ? [.. notes.EnumerateArray().Select(ReadNote)] : [],
        };
        var registrationNumber = RegistrationNumber.TryParse(root.Text("registrationNumber"))
            ?? throw new FormatException("The document's registration number cannot be read.");
        var position = new LedgerPosition(
            root.GetProperty("sequence").GetInt64(), LedgerHash.Of(document.Span), LedgerHash.Parse(root.Text("previousHash")));
        return new(content, registrationNumber, position, state);
    }

    private static string TypeName(InvoiceType type) => type switch
    {
        InvoiceType.Ordinary => "ORDINARY",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };

    private static InvoiceType ReadType(string name) => name switch
    {
        "ORDINARY" => InvoiceType.Ordinary,
        _ => throw new FormatException($"'{name}' is not a type of invoice."),
    };

    private static string KindName(TaxIdentifierKind kind) => kind switch
    {
        TaxIdentifierKind.KazakhstanIinBin => "KZ_IIN_BIN",
        TaxIdentifierKind.RussiaInn => "RU_INN",
        TaxIdentifierKind.BelarusUnp => "BY_UNP",
        TaxIdentifierKind.ArmeniaTin => "AM_TIN",
        TaxIdentifierKind.KyrgyzstanInn => "KG_INN",
        TaxIdentifierKind.Other => "OTHER",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static TaxIdentifierKind ReadKind(string name) =>
        Enum.GetValues<TaxIdentifierKind>().Cast<TaxIdentifierKind?>().FirstOrDefault(kind => KindName(kind!.Value) == name)
        ?? throw new FormatException($"'{name}' is not a kind of identifier.");

    private static JsonObject Write(Recipient recipient) => new()
    {
        ["bin"] = recipient.Bin,
        ["legalName"] = recipient.LegalName,
        ["address"] = recipient.Address,
        ["vatCertificateSeries"] = recipient.VatCertificateSeries,
        ["vatCertificateNumber"] = recipient.VatCertificateNumber,
    };

    private static Recipient ReadRecipient(JsonElement json) => new(
        json.Text("bin"), json.Text("legalName"), json.Text("address"), json.Text("vatCertificateSeries"), json.Text("vatCertificateNumber"));

    private static JsonObject Write(Supplier supplier) => new JsonObject
    {
        ["legalName"] = supplier.LegalName,
        ["address"] = supplier.Address,
        ["countryCode"] = supplier.CountryCode,
        ["category"] = Supplier.Category,
    }
    .With("taxIdentifier", supplier.TaxIdentifier?.Value)
    .With("taxIdentifierKind", supplier.TaxIdentifier is null ? null : KindName(supplier.TaxIdentifier.Kind));

    private static Supplier ReadSupplier(JsonElement json) => new(
        json.Text("legalName"),
        json.Text("address"),
        json.Text("countryCode"),
        json.TryGetProperty("taxIdentifier", out var identifier) ? new(identifier.GetString()!, ReadKind(json.Text("taxIdentifierKind"))) : null);

    private static JsonObject? Write(DocumentReference? reference) =>
        reference is null ? null : new() { ["number"] = reference.Number, ["date"] = Text(reference.Date) };

    private static DocumentReference ReadReference(JsonElement json) => new(json.Text("number"), json.Date("date"));

    private static JsonObject? Write(Settlement? settlement) => settlement is null ? null : new()
    {
        ["currencyCode"] = settlement.CurrencyCode,
        ["amount"] = settlement.Amount.ToString(),
        ["exchangeRate"] = settlement.ExchangeRate.ToString(),
    };

    private static Settlement ReadSettlement(JsonElement json) =>
        new(json.Text("currencyCode"), json.Amount("amount"), Factor.Parse(json.Text("exchangeRate")));

    private static JsonObject Write(InvoiceLine line) => new JsonObject
    {
        ["description"] = line.Description,
        ["turnoverAmount"] = line.TurnoverAmount.ToString(),
        ["vatRate"] = line.VatRate.ToString(),
        ["vatAmount"] = line.VatAmount.ToString(),
        ["totalAmount"] = line.TotalAmount.ToString(),
    }
    .With("unitCode", line.UnitCode)
    .With("quantity", line.Quantity?.ToString())
    .With("unitPrice", line.UnitPrice?.ToString());

    private static InvoiceLine ReadLine(JsonElement json) => new(
        json.Text("description"),
        json.OptionalText("unitCode"),
        json.OptionalText("quantity") is { } quantity ? Factor.Parse(quantity) : null,
        json.OptionalText("unitPrice") is { } price ? Factor.Parse(price) : null,
        json.Amount("turnoverAmount"),
        VatRate.Parse(json.Text("vatRate")),
        json.Amount("vatAmount"),
        json.Amount("totalAmount"));

    private static JsonObject Write(PaymentAllocation allocation) =>
        new() { ["vatPayment"] = allocation.PaymentId, ["amount"] = allocation.Amount.ToString() };

    private static JsonObject Write(Violation note)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in note.Arguments)
        {
            arguments[name] = value;
        }

        return new() { ["reason"] = note.Row.Reason, ["field"] = note.Field, ["law"] = note.Law, ["arguments"] = arguments };
    }

    private static Violation ReadNote(JsonElement json) => new(
        ErrorCatalogue.Of(json.Text("reason")),
        json.Text("field"),
        json.Text("law"),
        json.GetProperty("arguments").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal));

    private static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    // Absent members are left out, never null: a member that is added to the form later changes no stored bytes.
    private static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }

        return json;
    }

    private static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static string? OptionalText(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateOnly Date(this JsonElement json, string name) =>
        DateOnly.ParseExact(json.Text(name), DateFormat, CultureInfo.InvariantCulture);

    private static Amount Amount(this JsonElement json, string name) => Amounts.Amount.Parse(json.Text(name));

    private static T? Optional<T>(this JsonElement json, string name, Func<JsonElement, T> read)
        where T : class => json.TryGetProperty(name, out var value) ? read(value) : null;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Offsets;
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

    /// <summary>The bytes to store and to hash.</summary>
    public static byte[] Write(InvoiceContent content, RegistrationNumber registrationNumber, LedgerHash previousHash) =>
        CanonicalJson.Bytes(new JsonObject
        {
            ["type"] = TypeName(content.Type),
            ["number"] = content.Number ?? throw new ArgumentException("An issued invoice has a number.", nameof(content)),
            ["turnoverDate"] = DocumentJson.Text(content.TurnoverDate),
            ["recipient"] = Write(content.Recipient),
            ["supplier"] = Write(content.Supplier),
            ["lines"] = new JsonArray([.. content.Lines.Select(Write)]),
            ["totals"] = new JsonObject
            {
                ["turnoverAmount"] = content.Totals.TurnoverAmount.ToString(),
                ["vatAmount"] = content.Totals.VatAmount.ToString(),
                ["totalAmount"] = content.Totals.TotalAmount.ToString(),
            },
            ["vatPaidOn"] = DocumentJson.Text(content.VatPaidOn),
            ["paymentAllocations"] = new JsonArray([.. content.PaymentAllocations.Select(Write)]),
        }
        .WithPlace(Form, content, registrationNumber, previousHash)
        .With("related", Write(content.Related))
        .With("contract", Write(content.Contract))
        .With("act", Write(content.Act))
        .With("settlement", Write(content.Settlement))
        .With("supplierDocument", Write(content.SupplierDocument))
        .With("forPrincipal", content.ForPrincipal ? true : null)
        .With("changeReason", content.ChangeReason is { } reason ? NameOf(reason) : null)
        .With("restores", content.Restores?.ToString())
        .With("annulled", content.Annulled.Count == 0 ? null : new JsonArray([.. content.Annulled.Select(Write)]))
        .With("notes", content.Notes.Count == 0 ? null : new JsonArray([.. content.Notes.Select(Write)])));

    /// <summary>The invoice that the stored bytes say.</summary>
    /// <param name="document">Bytes that <see cref="Write(InvoiceContent, RegistrationNumber, LedgerHash)"/> made.</param>
    /// <param name="state">The state, which is not part of the document.</param>
    /// <param name="stateChangedBy">The document that changed the state.</param>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="FormatException">A member cannot be read, or the form is another one.</exception>
    public static Invoice Read(ReadOnlyMemory<byte> document, InvoiceState state, RegistrationNumber? stateChangedBy)
    {
        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        if (root.Text("form") != Form)
        {
            throw new FormatException($"The document's form is not {Form}.");
        }

        var totals = root.GetProperty("totals");
        var issueTime = root.Instant("issueTime");
        var issueDate = KazakhstanCalendar.DateOf(issueTime);
        var period = root.GetProperty("offset").ReadAttributed(issueDate);
        var content = new InvoiceContent
        {
            Type = ReadType(root.Text("type")),
            IssueTime = issueTime,
            Number = root.Text("number"),
            Recipient = ReadRecipient(root.GetProperty("recipient")),
            TurnoverDate = root.Date("turnoverDate"),
            Supplier = ReadSupplier(root.GetProperty("supplier")),
            Contract = root.Optional("contract", ReadReference),
            Act = root.Optional("act", ReadReference),
            Settlement = root.Optional("settlement", ReadSettlement),
            Lines = [.. root.GetProperty("lines").EnumerateArray().Select(ReadLine)],
            Totals = new(totals.Amount("turnoverAmount"), totals.Amount("vatAmount"), totals.Amount("totalAmount")),
            PaymentAllocations = ReadAllocations(root.GetProperty("paymentAllocations")),
            Related = root.Optional("related", ReadRelated),
            VatPaidOn = root.Date("vatPaidOn"),
            SupplierDocument = root.Optional("supplierDocument", ReadReference),
            ForPrincipal = root.TryGetProperty("forPrincipal", out var forPrincipal) && forPrincipal.GetBoolean(),
            ChangeReason = root.OptionalText("changeReason") is { } reason ? ReadReason(reason) : null,
            Restores = root.TryGetProperty("restores", out _) ? root.Number("restores") : null,
            Annulled = root.TryGetProperty("annulled", out var annulled) ? [.. annulled.EnumerateArray().Select(ReadRelated)] : [],
            AttributedPeriod = period == TaxPeriod.Of(issueDate) ? null : period,
            Notes = root.TryGetProperty("notes", out var notes) ? [.. notes.EnumerateArray().Select(ReadNote)] : [],
        };
        var (registrationNumber, position) = root.Place(document);
        return new(content, registrationNumber, position, state, stateChangedBy);
    }

    internal static JsonObject? Write(RelatedInvoice? related) => related is null ? null : new JsonObject
    {
        ["registrationNumber"] = related.RegistrationNumber.ToString(),
        ["number"] = related.Number,
        ["paymentAllocations"] = new JsonArray([.. related.Allocations.Select(Write)]),
    }
    .With("offsetAmount", related.OffsetAmount == Sum(related.Allocations) ? null : related.OffsetAmount.ToString())
    .With("attributedPeriod", DocumentJson.Attributed(related.AttributedPeriod, related.RegistrationNumber.IssueDate));

    internal static RelatedInvoice ReadRelated(JsonElement json)
    {
        var number = json.Number("registrationNumber");
        var allocations = ReadAllocations(json.GetProperty("paymentAllocations"));
        return new(
            number,
            json.Text("number"),
            allocations,
            json.TryGetProperty("offsetAmount", out _) ? json.Amount("offsetAmount") : Sum(allocations),
            json.ReadAttributed(number.IssueDate));
    }

    private static Amount Sum(IEnumerable<PaymentAllocation> allocations) => Amount.Sum(allocations.Select(allocation => allocation.Amount));

    private static string NameOf(ChangeReason reason) => reason.ToString().ToUpperInvariant();

    private static ChangeReason ReadReason(string name) =>
        Enum.GetValues<ChangeReason>().Cast<ChangeReason?>().FirstOrDefault(reason => NameOf(reason!.Value) == name)
        ?? throw new FormatException($"'{name}' is not a reason of a change.");

    private static string TypeName(InvoiceType type) => type switch
    {
        InvoiceType.Ordinary => "ORDINARY",
        InvoiceType.Corrected => "CORRECTED",
        InvoiceType.Additional => "ADDITIONAL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };

    private static InvoiceType ReadType(string name) => name switch
    {
        "ORDINARY" => InvoiceType.Ordinary,
        "CORRECTED" => InvoiceType.Corrected,
        "ADDITIONAL" => InvoiceType.Additional,
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
        reference is null ? null : new() { ["number"] = reference.Number, ["date"] = DocumentJson.Text(reference.Date) };

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

    private static List<PaymentAllocation> ReadAllocations(JsonElement json) =>
        [.. json.EnumerateArray().Select(item => new PaymentAllocation(item.Text("vatPayment"), item.Amount("amount")))];

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
}

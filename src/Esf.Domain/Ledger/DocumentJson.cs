using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Domain.Amounts;
using Esf.Domain.Offsets;

namespace Esf.Domain.Ledger;

/// <summary>What the stored forms have in common: how values are written, and a document's place in its ledger.</summary>
internal static class DocumentJson
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const string DateFormat = "yyyy-MM-dd";

    public static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Adds what every document has: form, place, day, effect on the offset.</summary>
    public static JsonObject WithPlace(this JsonObject json, string form, LedgerContent content, RegistrationNumber number, LedgerHash previousHash)
    {
        json["form"] = form;
        json["registrationNumber"] = number.ToString();
        json["sequence"] = number.Sequence;
        json["previousHash"] = previousHash.ToString();
        json["issueDate"] = Text(content.IssueDate);
        json["issueTime"] = content.IssueTime.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);
        var offset = content.Offset;
        json["offset"] = new JsonObject
        {
            ["date"] = Text(offset.Date),
            ["amount"] = offset.Amount.ToString(),
            ["taxPeriod"] = offset.TaxPeriod.ToString(),
        }
        .With("attributedPeriod", Attributed(offset.AttributedPeriod, offset.Date))
        .With("withdrawn", offset.Withdrawn.Count == 0 ? null : new JsonArray([.. offset.Withdrawn.Select(Write)]));
        return json;
    }

    /// <summary>The quarter to which an offset is attributed; null where it is the one of its day.</summary>
    public static string? Attributed(TaxPeriod period, DateOnly day) => period == TaxPeriod.Of(day) ? null : period.ToString();

    /// <summary>Reads what <see cref="Attributed"/> wrote.</summary>
    public static TaxPeriod ReadAttributed(this JsonElement json, DateOnly day) => json.OptionalText("attributedPeriod") is { } text
        ? TaxPeriod.TryParse(text) ?? throw new FormatException($"'{text}' is not a quarter.")
        : TaxPeriod.Of(day);

    private static JsonObject Write(WithdrawnOffset withdrawn) => new JsonObject
    {
        ["invoice"] = withdrawn.Invoice.ToString(),
        ["amount"] = withdrawn.Amount.ToString(),
    }
    .With("attributedPeriod", Attributed(withdrawn.AttributedPeriod, withdrawn.Invoice.IssueDate));

    /// <summary>A document's registration number and place; its hash is that of its bytes.</summary>
    public static (RegistrationNumber Number, LedgerPosition Position) Place(this JsonElement json, ReadOnlyMemory<byte> document) => (
        json.Number("registrationNumber"),
        new(json.GetProperty("sequence").GetInt64(), LedgerHash.Of(document.Span), LedgerHash.Parse(json.Text("previousHash"))));

    // Absent members are left out, never null: a member that is added to the form later changes no stored bytes.
    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }

        return json;
    }

    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    public static string? OptionalText(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static DateOnly Date(this JsonElement json, string name) =>
        DateOnly.ParseExact(json.Text(name), DateFormat, CultureInfo.InvariantCulture);

    public static Amount Amount(this JsonElement json, string name) => Amounts.Amount.Parse(json.Text(name)) is { FitsDocument: true } amount
        ? amount
        : throw new FormatException($"'{name}' is more than a document can carry.");

    public static T? Optional<T>(this JsonElement json, string name, Func<JsonElement, T> read)
        where T : class => json.TryGetProperty(name, out var value) ? read(value) : null;

    public static DateTimeOffset Instant(this JsonElement json, string name) =>
        DateTimeOffset.ParseExact(json.Text(name), InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static RegistrationNumber Number(this JsonElement json, string name) =>
        RegistrationNumber.TryParse(json.Text(name)) ?? throw new FormatException($"'{name}' is not a registration number.");
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Esf.Server.Tests.Support;

/// <summary>Bodies of an issue that cannot be accepted, each with the violation that must be told.</summary>
internal static class JsonFaults
{
    /// <summary>Faults by name: what they make of the sample request, and the violation.</summary>
    public static IReadOnlyDictionary<string, (Func<JsonObject, string> Body, string Violation)> All { get; } = Collect();

    private static Dictionary<string, (Func<JsonObject, string> Body, string Violation)> Collect()
    {
        var faults = new Dictionary<string, (Func<JsonObject, string> Body, string Violation)>(StringComparer.Ordinal);
        AddBodies(faults);
        AddTypes(faults);
        AddTexts(faults);
        AddDatesAndDecimals(faults);
        AddSizes(faults);
        return faults;
    }

    private static void AddBodies(Dictionary<string, (Func<JsonObject, string> Body, string Violation)> faults)
    {
        foreach (var (name, body) in new[]
        {
            ("an empty body", ""), ("white space", " \n"), ("null", "null"), ("an array", "[]"), ("a text", "\"invoice\""), ("a number", "5"),
            ("a single quote", "{'invoice': 1}"), ("a trailing comma", "{\"requestId\": \"x\",}"), ("a comment", "{ /* */ }"), ("NaN", "{\"invoice\": NaN}"),
        })
        {
            faults.Add(name, (_ => body, ": FIELD_INVALID"));
        }

        faults.Add("a body cut short", (json => json.ToJsonString()[..^1], ": FIELD_INVALID"));
        faults.Add("something behind the body", (json => json.ToJsonString() + "{}", ": FIELD_INVALID"));
        faults.Add("a hundred thousand open brackets", (_ => new string('[', 100_000), ": FIELD_INVALID"));
        faults.Add("fifty levels", (_ => $"{{\"invoice\": {string.Concat(Enumerable.Repeat("{\"supplier\":", 50))}1{new string('}', 51)}", ": FIELD_INVALID"));
        faults.Add("a field twice", (json => Inside(json, "\"requestId\": \"6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11\""), "request_id: FIELD_INVALID"));
        faults.Add("a field under both its names", (json => Inside(json, "\"request_id\": \"6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11\""), "request_id: FIELD_INVALID"));
        faults.Add("an unknown field", (json => Inside(json, "\"force\": true"), "force: FIELD_INVALID"));
        faults.Add("a lone surrogate in a name", (json => Inside(json, "\"\\ud800\": true"), ": FIELD_INVALID"));
    }

    private static void AddTypes(Dictionary<string, (Func<JsonObject, string> Body, string Violation)> faults)
    {
        Add("invoice", "[]");
        Add("invoice", "\"57\"");
        Add("invoice.number", "57");
        Add("invoice.number", "[\"57\"]");
        Add("invoice.type", "\"SOMETHING\"");
        Add("invoice.type", "99");
        Add("invoice.type", "1.5");
        Add("invoice.type", "\"1\"");
        Add("invoice.state", "\"INVOICE_STATE_ISSUED\"");
        Add("invoice.supplier", "[]");
        Add("invoice.supplier.contry", "\"DE\"");
        Add("invoice.supplier.legal_name", "{}");
        Add("invoice.turnover_date", "\"2026-03-31\"");
        Add("invoice.turnover_date.year", "\"+2026\"");
        Add("invoice.turnover_date.year", "\"02026\"");
        Add("invoice.turnover_date.year", "\" 2026\"");
        Add("invoice.turnover_date.year", "\"2026.0\"");
        Add("invoice.turnover_date.year", "\"2147483648\"");
        Add("invoice.turnover_date.year", "\"\\u0032026\"");
        Add("invoice.turnover_date.year", "2026.5");
        Add("invoice.turnover_date.year", "1e99");
        Add("invoice.turnover_date.year", "99999999999999999999");
        Add("invoice.lines", "{}");
        Add("invoice.lines", "\"one\"");
        Add("invoice.lines[1]", "null");
        Add("invoice.lines[1]", "[]");
        Add("invoice.lines[1].turnover_amount", "\"5200000.00\"");
        Add("invoice.lines[1].turnover_amount", "5200000.00");
        Add("invoice.lines[1].turnover_amount.value", "5200000.00");
        Add("invoice.lines[1].turnover_amount.Value", "\"1\"");
        Add("invoice.issue_time", "\"yesterday\"");
        Add("invoice.issue_time", "\"2026-05-26\"");
        Add("invoice.issue_time", "1779778800");
        Add("invoice.ledger.sequence", "\"first\"");
        Add("invoice.ledger.sequence", "1.5");
        Add("request_id", "6");
        Add("validate_only", "\"true\"");
        Add("validate_only", "1");

        void Add(string field, string value) => faults.Add($"{field} is {value}", (json => Put(json, field, value), $"{field}: FIELD_INVALID"));
    }

    private static void AddTexts(Dictionary<string, (Func<JsonObject, string> Body, string Violation)> faults)
    {
        Add("NUL in a text", "invoice.lines[1].description", "\"Услуги\\u0000\"");
        Add("a control character", "invoice.supplier.address", "\"Berlin\\u0007\"");
        Add("a lone surrogate", "invoice.supplier.legal_name", "\"Nordlicht \\ud800\"");
        Add("surrogates in the wrong order", "invoice.supplier.legal_name", "\"Nordlicht \\udc00\\ud800\"");
        Add("a replacement character", "invoice.supplier.legal_name", "\"Nordlicht \ufffd\"");
        Add("a name of two characters", "invoice.supplier.legal_name", "\"AB\"");
        Add("a name of 451 characters", "invoice.supplier.legal_name", $"\"{new string('А', 451)}\"");
        Add("a number of letters", "invoice.number", "\"57A\"");
        Add("a number of Arabic digits", "invoice.number", "\"٥٧\"");
        Add("a number of 31 digits", "invoice.number", $"\"{new string('1', 31)}\"");
        Add("a currency of two letters", "invoice.settlement.currency_code", "\"US\"");
        Add("tenge as foreign currency", "invoice.settlement.currency_code", "\"KZT\"");
        Add("a payment of no taxpayer", "invoice.payment_allocations[1].vat_payment", "\"vatPayments/1\"");
        Add("a contract number of 19 characters", "invoice.contract.number", $"\"{new string('1', 19)}\"");
        Add("a contract without its date", "invoice.contract.date", "null", "FIELD_IS_NULL");
        Add("white space as a name", "invoice.supplier.legal_name", "\" \\t\\n\"", "FIELD_IS_NULL");
        Add("no supplier", "invoice.supplier", "null", "FIELD_IS_NULL");
        Add("no invoice", "invoice", "null", "FIELD_IS_NULL");
        Add("no lines", "invoice.lines", "[]", "FIELD_IS_NULL");
        Add("no request id", "request_id", "null", "REQUEST_ID_INVALID");
        Add("a request id of zeros", "request_id", "\"00000000-0000-0000-0000-000000000000\"", "REQUEST_ID_INVALID");
        Add("a request id in braces", "request_id", "\"{6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11}\"", "REQUEST_ID_INVALID");

        void Add(string name, string field, string value, string reason = "FIELD_INVALID") => faults.Add(name, (json => Put(json, field, value), $"{field}: {reason}"));
    }

    private static void AddDatesAndDecimals(Dictionary<string, (Func<JsonObject, string> Body, string Violation)> faults)
    {
        foreach (var (year, month, day) in new[] { (2026, 2, 30), (2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (0, 1, 1), (10000, 1, 1), (-1, 1, 1), (2026, 4, 31) })
        {
            var date = string.Create(CultureInfo.InvariantCulture, $"{{\"year\": {year}, \"month\": {month}, \"day\": {day}}}");
            faults.Add($"the day {year}-{month}-{day}", (json => Put(json, "invoice.turnover_date", date), "invoice.turnover_date: FIELD_INVALID"));
        }

        foreach (var number in new[] { "1e5", "1E5", "+5", " 5", "5 ", "5,00", ".5", "5.", "0x5", "NaN", "Infinity", "٥", "--5", "5.001", "1000000000000000", "", "5\\u0000" })
        {
            AddAmount($"the amount '{number}'", number);
        }

        AddAmount("an amount of 400 digits", new string('9', 400));
        AddAmount("an amount of 400 decimals", $"1.{new string('0', 400)}");
        AddAmount("an amount of 400 leading zeros", $"{new string('0', 400)}1");
        AddFactor("a quantity of seven decimals", "1.0000001");
        AddFactor("a quantity of nothing", "0");
        AddFactor("a negative quantity", "-1");
        faults.Add("a rate of 400 digits", (json => Put(json, "invoice.lines[1].vat_rate.value", $"\"{new string('1', 400)}\""), "invoice.lines[1].vat_rate: FIELD_INVALID"));

        void AddAmount(string name, string number) =>
            faults.Add(name, (json => Put(json, "invoice.lines[1].turnover_amount.value", $"\"{number}\""), "invoice.lines[1].turnover_amount: FIELD_INVALID"));

        void AddFactor(string name, string number) => faults.Add(
            name, (json => Put(json, "invoice.lines[1].quantity", $"{{\"value\": \"{number}\"}}"), "invoice.lines[1].quantity: FIELD_INVALID"));
    }

    private static void AddSizes(Dictionary<string, (Func<JsonObject, string> Body, string Violation)> faults)
    {
        const int TenMegabytes = 10 * 1024 * 1024;
        Add("201 lines", "invoice.lines", $"[{Repeat("{\"description\": \"Услуги\", \"turnoverAmount\": {\"value\": \"1\"}}", 201)}]", "TOO_MANY_LINES");
        Add("a field of 10 MB", "invoice.lines[1].description", $"\"{new string('a', TenMegabytes)}\"", "FIELD_INVALID");
        Add("an address of 10 MB in Cyrillic", "invoice.supplier.address", $"\"{new string('Я', TenMegabytes / 2)}\"", "FIELD_INVALID");
        Add("a request id of 10 MB", "request_id", $"\"{new string('6', TenMegabytes)}\"", "FIELD_INVALID");
        Add("an amount of 10 MB", "invoice.totals.vat_amount.value", $"\"{new string('1', TenMegabytes)}\"", "FIELD_INVALID");
        Add("an amount of 60,000 digits", "invoice.totals.vat_amount", $"{{\"value\": \"{new string('1', 60_000)}\"}}", "FIELD_INVALID");
        Add("an unknown field of 10 MB", "invoice.comment", $"\"{new string('a', TenMegabytes)}\"", "FIELD_INVALID");
        Add("51 payments", "invoice.payment_allocations", $"[{Repeat("{}", 51)}]", "FIELD_INVALID");
        faults.Add("10 MB of lines that are none", (json => Put(json, "invoice.lines", $"[{Repeat("0", TenMegabytes / 2)}]"), "invoice.lines[1]: FIELD_INVALID"));
        faults.Add("10 MB of lines that are empty", (json => Put(json, "invoice.lines", $"[{Repeat("{}", TenMegabytes / 3)}]"), "invoice.lines: TOO_MANY_LINES"));
        faults.Add("a payment twice", (json => Twice(json), "invoice.payment_allocations[2].vat_payment: FIELD_INVALID"));
        faults.Add("a name of 10 MB", (json => Inside(json, $"\"{new string('n', TenMegabytes)}\": 1"), $"{new string('n', 64)}…: FIELD_INVALID"));

        void Add(string name, string field, string value, string reason) => faults.Add(name, (json => Put(json, field, value), $"{field}: {reason}"));

        static string Twice(JsonObject json)
        {
            var allocations = json["invoice"]!["paymentAllocations"]!.AsArray();
            allocations.Add(allocations[0]!.DeepClone());
            return json.ToJsonString();
        }
    }

    private static string Repeat(string item, int count) => string.Join(',', Enumerable.Repeat(item, count));

    private static string Inside(JsonObject json, string member) => $"{json.ToJsonString()[..^1]},{member}}}";

    /// <summary>The request with raw JSON in the place of a field; what stands above the field is made where it is missing.</summary>
    private static string Put(JsonObject json, string field, string value)
    {
        JsonNode node = json;
        var parts = field.Replace("[1]", ".0", StringComparison.Ordinal).Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            if (node is JsonArray array)
            {
                array[0] = isLast ? "@@" : array[0]!.DeepClone();
                node = array[0]!;
                continue;
            }

            var name = string.Concat(parts[i].Split('_').Select((word, j) => j == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
            if (isLast || node[name] is null)
            {
                node[name] = isLast ? "@@" : new JsonObject();
            }

            node = node[name]!;
        }

        return json.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal);
    }
}

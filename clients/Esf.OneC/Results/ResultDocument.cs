using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Esf.OneC.Matching;

namespace Esf.OneC.Results;

/// <summary>A result as the files in out/ say it: one tree, written as JSON and as XML with the same names.</summary>
/// <remarks>Nothing in it depends on when it was written, so that writing it again after a crash gives the same bytes.</remarks>
internal static class ResultDocument
{
    private const string Root = "esfResult";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // What an element of a list is called in XML.
    private static readonly Dictionary<string, string> Elements = new(StringComparer.Ordinal)
    {
        ["accepted"] = "invoice",
        ["recorded"] = "payment",
        ["declined"] = "document",
        ["skipped"] = "document",
        ["waiting"] = "document",
        ["errors"] = "error",
        ["warnings"] = "warning",
        ["why"] = "error",
        ["candidates"] = "payment",
    };

    /// <summary>The tree of a result, texts in the given language.</summary>
    public static JsonObject Of(DropResult result, string language) => new()
    {
        ["file"] = result.File,
        ["sha256"] = result.Sha256,
        ["taxpayer"] = result.Taxpayer,
        ["kind"] = result.Kind switch
        {
            DropKind.EsfXml => "ESF_XML",
            DropKind.BankStatement => "BANK_STATEMENT",
            _ => "UNKNOWN",
        },
        ["outcome"] = result.IsWaiting ? "WAITING" : result.IsFailed ? "FAILED" : "DONE",
        ["accepted"] = List(result.Accepted, invoice => Accepted(invoice, language)),
        ["recorded"] = List(result.Recorded, Recorded),
        ["declined"] = List(result.Declined, document => new JsonObject
        {
            ["number"] = document.Number,
            ["line"] = document.Line,
            ["errors"] = Findings(document.Errors, language),
        }),
        ["skipped"] = List(result.Skipped, document => Skipped(document, language)),
        ["waiting"] = List(result.Waiting, document => new JsonObject
        {
            ["number"] = document.Number,
            ["line"] = document.Line,
            ["why"] = Findings(document.Why, language),
            ["candidates"] = List(document.Candidates, Candidate),
        }),
        ["errors"] = Findings(result.Errors, language),
    };

    public static byte[] Json(JsonObject tree) => Encoding.UTF8.GetBytes(tree.ToJsonString(Readable) + "\n");

    public static byte[] Xml(JsonObject tree)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize }))
        {
            Write(writer, Root, tree);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>A list of findings: rows {field, reason, text}.</summary>
    public static JsonArray Findings(IEnumerable<Finding> findings, string language) => List(findings, finding => new JsonObject
    {
        ["field"] = finding.Field,
        ["reason"] = finding.Reason,
        ["text"] = finding.Text.In(language),
    });

    private static JsonObject Accepted(AcceptedInvoice invoice, string language) => new()
    {
        ["number"] = invoice.Number,
        ["registrationNumber"] = invoice.RegistrationNumber,
        ["issueDate"] = PlainValues.Iso(invoice.IssueDate),
        ["offsetDate"] = PlainValues.Iso(invoice.OffsetDate),
        ["offsetAmount"] = PlainValues.Money(invoice.OffsetAmount),
        ["taxPeriod"] = invoice.TaxPeriod,
        ["warnings"] = Findings(invoice.Warnings, language),
    };

    private static JsonObject Recorded(RecordedPayment payment) => new()
    {
        ["number"] = payment.Number,
        ["paidOn"] = PlainValues.Iso(payment.PaidOn),
        ["amount"] = PlainValues.Money(payment.Amount),
        ["vatPayment"] = payment.Name,
        ["opensOn"] = PlainValues.Iso(payment.OpensOn),
        ["closesOn"] = PlainValues.Iso(payment.ClosesOn),
    };

    private static JsonObject Skipped(SkippedDocument document, string language) => new()
    {
        ["number"] = document.Number,
        ["line"] = document.Line,
        ["date"] = document.Date,
        ["amount"] = document.Amount,
        ["field"] = document.Finding.Field,
        ["reason"] = document.Finding.Reason,
        ["text"] = document.Finding.Text.In(language),
    };

    private static JsonObject Candidate(OpenPayment payment) => new()
    {
        ["vatPayment"] = payment.Name,
        ["number"] = payment.DocumentNumber,
        ["paidOn"] = PlainValues.Iso(payment.PaidOn),
        ["remaining"] = PlainValues.Money(payment.Remaining),
        ["opensOn"] = PlainValues.Iso(payment.OpensOn),
        ["closesOn"] = PlainValues.Iso(payment.ClosesOn),
        ["purpose"] = payment.Purpose,
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> write) => new([.. items.Select(write)]);

    private static void Write(XmlWriter writer, string name, JsonNode? node)
    {
        writer.WriteStartElement(name);
        switch (node)
        {
            case JsonObject members:
                foreach (var (key, value) in members)
                {
                    Write(writer, key, value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Write(writer, Elements[name], item);
                }

                break;
            default:
                writer.WriteString(Clean(node?.ToString() ?? ""));
                break;
        }

        writer.WriteEndElement();
    }

    // Texts of files may hold what XML cannot say.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }
}

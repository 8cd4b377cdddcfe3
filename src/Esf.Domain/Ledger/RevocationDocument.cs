using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Domain.Invoices;

namespace Esf.Domain.Ledger;

/// <summary>The stored form of a revocation, <c>esf.revocation.v1</c>; what is said of <see cref="InvoiceDocument"/> holds for it too.</summary>
public static class RevocationDocument
{
    /// <summary>Name of the form.</summary>
    public const string Form = "esf.revocation.v1";

    /// <summary>The bytes to store and to hash.</summary>
    public static byte[] Write(RevocationContent content, RegistrationNumber registrationNumber, LedgerHash previousHash) =>
        CanonicalJson.Bytes(new JsonObject
        {
            ["taxpayer"] = content.TaxpayerBin,
            ["revoked"] = InvoiceDocument.Write(content.Revoked),
            ["reason"] = content.Reason,
        }
        .WithPlace(Form, content, registrationNumber, previousHash));

    /// <summary>The revocation that the stored bytes say.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="FormatException">A member cannot be read, or the form is another one.</exception>
    public static Revocation Read(ReadOnlyMemory<byte> document)
    {
        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        if (root.Text("form") != Form)
        {
            throw new FormatException($"The document's form is not {Form}.");
        }

        var content = new RevocationContent
        {
            IssueTime = root.Instant("issueTime"),
            TaxpayerBin = root.Text("taxpayer"),
            Revoked = InvoiceDocument.ReadRelated(root.GetProperty("revoked")),
            Reason = root.Text("reason"),
        };
        var (number, position) = root.Place(document);
        return new(content, number, position);
    }
}

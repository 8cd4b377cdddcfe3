using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Server.Mapping;

/// <summary>Events of the feed as the contract shows them.</summary>
internal static class InvoiceEventMapping
{
    public static V1.InvoiceEvent ToWire(this FeedEvent item)
    {
        var number = item.Record.RegistrationNumber;
        var (content, type, invoice, related) = item.Record switch
        {
            Invoice issued => ((LedgerContent)issued.Content, TypeOf(issued.Content.Type), number, issued.Content.Related?.RegistrationNumber),
            Revocation revoked => (revoked.Content, V1.InvoiceEventType.Revoked, revoked.Content.Revoked.RegistrationNumber, null),
            _ => throw new InvalidOperationException($"Unknown document {item.Record.GetType()}."),
        };
        return new()
        {
            EventId = number.ToString(),
            Type = type,
            CommitTime = item.CommitTime.ToWire(),
            Taxpayer = ResourceNames.Taxpayer(number.Bin),
            Invoice = ResourceNames.Invoice(invoice),
            Number = content is InvoiceContent { Number: { } own } ? own : ((RevocationContent)content).Revoked.Number,
            RelatedInvoice = related is null ? string.Empty : ResourceNames.Invoice(related),
            OffsetDate = content.Offset.Date.ToWire(),
            OffsetAmount = content.Offset.Net.ToWire(),
        };
    }

    private static V1.InvoiceEventType TypeOf(InvoiceType type) => type switch
    {
        InvoiceType.Ordinary => V1.InvoiceEventType.Issued,
        InvoiceType.Corrected => V1.InvoiceEventType.Corrected,
        InvoiceType.Additional => V1.InvoiceEventType.Additional,
        _ => throw new InvalidOperationException($"Unknown type {type}."),
    };
}

using Esf.V1;

namespace Esf.Cli.Input;

/// <summary>One invoice to be validated or issued, and where it was read.</summary>
/// <param name="Where">File, line and column.</param>
/// <param name="Request">The request; its parent is filled in.</param>
internal sealed record InvoiceFile(string Where, IssueInvoiceRequest Request)
{
    /// <summary>All invoices of the files: IssueInvoiceRequests, or bare invoices.</summary>
    public static async Task<IReadOnlyList<InvoiceFile>> ReadAsync(
        Session session, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var items = await session.Files.ReadAsync(files, cancellationToken);
        return [.. items.Select(item => Read(session, item))];
    }

    private static InvoiceFile Read(Session session, JsonItem item)
    {
        // An invoice has no field of these names, so they tell a request from a bare invoice.
        var request = item.HasAny("invoice", "parent", "requestId", "request_id", "validateOnly", "validate_only")
            ? DocumentReader.Parse<IssueInvoiceRequest>(item)
            : new IssueInvoiceRequest { Invoice = DocumentReader.Parse<Invoice>(item) };
        if (request.Invoice is null)
        {
            throw new InputException($"{item.Where}: there is no invoice in it.");
        }

        request.Parent = session.ParentFor(request.Parent, item.Where);
        return new InvoiceFile(item.Where, request);
    }
}

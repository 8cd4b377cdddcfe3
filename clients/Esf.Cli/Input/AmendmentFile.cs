using Esf.V1;

namespace Esf.Cli.Input;

/// <summary>What one invoice is to be corrected by, or to be added to it.</summary>
/// <param name="Where">File, line and column.</param>
/// <param name="Name">The invoice to amend, as the file names it; empty when it does not.</param>
/// <param name="Invoice">The corrected or additional invoice; null only in a request without one.</param>
/// <param name="RequestId">Empty when the file has none.</param>
/// <param name="Etag">Empty when the file has none.</param>
internal sealed record AmendmentFile(string Where, string Name, Invoice? Invoice, string RequestId, string Etag)
{
    /// <summary>The one object of a file: a request, or a bare invoice.</summary>
    /// <remarks>
    /// An invoice as <c>esf invoice get --json</c> writes it may be edited and given: what only the service writes is not read, but
    /// its name says which invoice was edited, and its etag which version of it.
    /// </remarks>
    /// <param name="session">The session.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="target">The invoice to amend; what the file names must agree.</param>
    /// <param name="readRequest">Reads the object as a request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AmendmentFile> ReadAsync(
        Session session, string file, string target, Func<JsonItem, AmendmentFile> readRequest, CancellationToken cancellationToken)
    {
        var item = await session.Files.ReadOneAsync(file, cancellationToken);
        var read = item.HasAny("invoice", "requestId", "request_id") ? readRequest(item) : ReadInvoice(item);
        if (read.Invoice is null)
        {
            throw new InputException($"{item.Where}: there is no invoice in it.");
        }

        return read.Name.Length == 0 || read.Name == target
            ? read
            : throw new UsageException($"{item.Where} is for {read.Name}, but the command is about {target}. Its 'name' may be left out.");
    }

    private static AmendmentFile ReadInvoice(JsonItem item)
    {
        var invoice = DocumentReader.Parse<Invoice>(item);

        // Without a name nothing says whose version the etag is.
        return new AmendmentFile(item.Where, invoice.Name, invoice, RequestId: "", invoice.Name.Length > 0 ? invoice.Etag : "");
    }
}

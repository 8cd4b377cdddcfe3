using Esf.Client;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Esf.OneC.Statements;

namespace Esf.OneC.Exchange;

/// <summary>Takes one file without a folder: what can be done is done now, and nothing is kept.</summary>
/// <remarks>
/// Doing it again is safe all the same: request_ids follow from the documents, and the register knows them. Purposes of payments are not
/// known here, so a payment is found by its amount or by the mapping.
/// </remarks>
internal sealed class FileImport(EsfClient client, string taxpayer)
{
    /// <summary>Records the payments of a statement, or issues the invoices of a container, whichever the file is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="wanted">What it must be; anything else is told in the result.</param>
    /// <param name="mapping">What the accountant has said about the payments of invoices.</param>
    /// <param name="decisions">What the accountant has said about documents of a statement that only a person can tell.</param>
    /// <param name="lenientEncoding">True to believe the bytes of a statement that declares another encoding.</param>
    /// <param name="cancellationToken">Gives up; doing it again goes on from there.</param>
    /// <exception cref="EsfException">The service did not answer, or refused more than one document.</exception>
    public async Task<DropResult> RunAsync(
        DroppedFile file,
        DropKind wanted,
        PaymentMapping mapping,
        PaymentDecisions decisions,
        bool lenientEncoding,
        CancellationToken cancellationToken)
    {
        var drop = Drop.Of(file, taxpayer, lenientEncoding);
        if (drop.Result.Kind != wanted)
        {
            drop.Result.Errors.Clear();
            drop.Result.Errors.Add(Finding.Of(file.Bytes.Length == 0 ? Reasons.FileEmpty : Reasons.FileFormatUnknown));
            return drop.Result;
        }

        using var journal = Journal.InMemory(taxpayer);
        if (drop.Statement is { } statement)
        {
            await new StatementDesk(client, taxpayer, journal) { Decisions = decisions }.RecordAsync(statement, drop.Result, cancellationToken);
        }

        var book = new PaymentBook(client, $"taxpayers/{taxpayer}", journal);
        var round = new InvoiceRound(new InvoiceDesk(client, taxpayer, journal, book) { Mapping = mapping }, drop.Documents);
        foreach (var document in drop.Documents)
        {
            InvoiceRound.Add(drop.Result, document, await round.DecideAsync(drop.Result.Sha256, document, cancellationToken));
        }

        return drop.Result;
    }
}

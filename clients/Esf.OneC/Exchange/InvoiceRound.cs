using Esf.OneC.EsfXml;
using Esf.OneC.Matching;
using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>The documents that are looked at together: each is decided with an eye on what the others want.</summary>
internal sealed class InvoiceRound
{
    private readonly InvoiceDesk _desk;
    private readonly List<(EsfDocument Document, PaymentWish? Wish)> _pending;

    public InvoiceRound(InvoiceDesk desk, IEnumerable<EsfDocument> documents)
    {
        _desk = desk;
        _pending = [.. documents.Select(document => (document, desk.WishOf(document)))];
    }

    /// <summary>Decides one of them. Throws EsfException as the desk does.</summary>
    /// <param name="file">The content of its file, as SHA-256.</param>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Gives up; the next try goes on from there.</param>
    public async Task<Verdict> DecideAsync(string file, EsfDocument document, CancellationToken cancellationToken)
    {
        var others = _pending.Where(other => !ReferenceEquals(other.Document, document)).ToArray();
        var verdict = await _desk.DecideAsync(
            file,
            document,
            [.. others.Select(other => other.Document)],
            [.. others.Where(other => other.Wish is not null).Select(other => other.Wish!)],
            cancellationToken);
        if (verdict is not Verdict.Waits)
        {
            _pending.RemoveAll(other => ReferenceEquals(other.Document, document));
        }

        return verdict;
    }

    /// <summary>Writes a verdict into the result of the file.</summary>
    public static void Add(DropResult result, EsfDocument document, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Accepted accepted:
                result.Accepted.Add(accepted.Invoice);
                break;
            case Verdict.Declined declined:
                result.Declined.Add(new DeclinedDocument(document.Number, document.Line, declined.Errors));
                break;
            case Verdict.Waits waits:
                result.Waiting.Add(new WaitingDocument(document.Number, document.Line, waits.Why, waits.Candidates));
                break;
            default:
                throw new InvalidOperationException($"Unknown verdict {verdict.GetType()}.");
        }
    }
}

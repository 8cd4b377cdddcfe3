using Esf.Domain.Invoices;

namespace Esf.Domain.Ledger;

/// <summary>A document with the bytes that are stored and hashed: exactly these, never a second serialisation.</summary>
/// <param name="Content">What it says, with its final instant.</param>
/// <param name="Record">It in the register.</param>
/// <param name="Document">Its canonical JSON.</param>
public sealed record LedgerEntry(LedgerContent Content, LedgerRecord Record, ReadOnlyMemory<byte> Document)
{
    /// <summary>
    /// Gives a judged document its place behind the head of its taxpayer's ledger: sequence, registration number, hash. The instant of
    /// issue becomes that of the head when a clock lags behind it, so that time never goes back along a ledger.
    /// </summary>
    /// <param name="content">The document; its issue date is not earlier than the head's, and an invoice has its number.</param>
    /// <param name="head">The end of the taxpayer's ledger.</param>
    /// <exception cref="ArgumentException">The head's issue date is later than the content's: the law must judge it again.</exception>
    public static LedgerEntry Seal(LedgerContent content, LedgerHead head)
    {
        if (KazakhstanCalendar.DateOf(head.IssueTime) > content.IssueDate)
        {
            throw new ArgumentException("The ledger has moved to a later day.", nameof(head));
        }

        var issued = content.IssueTime >= head.IssueTime ? content : content with { IssueTime = head.IssueTime };
        var sequence = head.Sequence + 1;
        var number = new RegistrationNumber(issued.Bin, issued.IssueDate, sequence);
        return issued switch
        {
            InvoiceContent invoice => Of(invoice, InvoiceDocument.Write(invoice, number, head.Hash), (content, position) =>
                new Invoice(content, number, position, InvoiceState.Issued, null)),
            RevocationContent revocation => Of(revocation, RevocationDocument.Write(revocation, number, head.Hash), (content, position) =>
                new Revocation(content, number, position)),
            _ => throw new ArgumentException($"A ledger has no documents of type {issued.GetType()}.", nameof(content)),
        };

        LedgerEntry Of<T>(T written, byte[] document, Func<T, LedgerPosition, LedgerRecord> record)
            where T : LedgerContent =>
            new(written, record(written, new(sequence, LedgerHash.Of(document), head.Hash)), document);
    }

    /// <summary>The head of the ledger once this entry is in it.</summary>
    public LedgerHead ToHead() => new(Record.Position.Sequence, Record.Position.Hash, Content.IssueTime);
}

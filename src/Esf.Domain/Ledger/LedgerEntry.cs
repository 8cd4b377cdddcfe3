using Esf.Domain.Invoices;

namespace Esf.Domain.Ledger;

/// <summary>A document with the bytes that are stored and hashed: exactly these, never a second serialisation.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Document">Its canonical JSON.</param>
public sealed record LedgerEntry(Invoice Invoice, ReadOnlyMemory<byte> Document)
{
    /// <summary>
    /// Gives a judged invoice its place behind the head of its taxpayer's ledger: sequence, registration number, hash. The instant of
    /// issue becomes that of the head when a clock lags behind it, so that time never goes back along a ledger.
    /// </summary>
    /// <param name="content">The invoice; its issue date is not earlier than the head's.</param>
    /// <param name="number">Its number in the taxpayer's own books.</param>
    /// <param name="head">The end of the taxpayer's ledger.</param>
    /// <exception cref="ArgumentException">The head's issue date is later than the content's: the law must judge it again.</exception>
    public static LedgerEntry Seal(InvoiceContent content, string number, LedgerHead head)
    {
        if (KazakhstanCalendar.DateOf(head.IssueTime) > content.IssueDate)
        {
            throw new ArgumentException("The ledger has moved to a later day.", nameof(head));
        }

        var issued = content with
        {
            Number = number,
            IssueTime = content.IssueTime > head.IssueTime ? content.IssueTime : head.IssueTime,
        };
        var sequence = head.Sequence + 1;
        var registrationNumber = new RegistrationNumber(issued.Recipient.Bin, issued.IssueDate, sequence);
        var document = InvoiceDocument.Write(issued, registrationNumber, sequence, head.Hash);
        var position = new LedgerPosition(sequence, LedgerHash.Of(document), head.Hash);
        return new(new Invoice(issued, registrationNumber, position, InvoiceState.Issued), document);
    }

    /// <summary>The head of the ledger once this entry is in it.</summary>
    public LedgerHead ToHead() => new(Invoice.Position.Sequence, Invoice.Position.Hash, Invoice.Content.IssueTime);
}

using CsCheck;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Tests.Law;

namespace Esf.Domain.Tests.Ledger;

public sealed class LedgerEntryTests
{
    private static readonly InvoiceContent Content = TheLaw.Accepts(LawCase.Sample);

    [Fact]
    public void The_first_document_of_a_ledger_stands_behind_nothing()
    {
        var entry = LedgerEntry.Seal(Content, "57", LedgerHead.Empty);

        Assert.Equal(new LedgerPosition(1, LedgerHash.Of(entry.Document.Span), LedgerHash.None), entry.Invoice.Position);
        Assert.Equal("ESF-941240001151-20260526-00000001", entry.Invoice.RegistrationNumber.ToString());
        Assert.Equal(34, entry.Invoice.RegistrationNumber.ToString().Length);
        Assert.Equal(InvoiceState.Issued, entry.Invoice.State);
        Assert.Equal(new LedgerHead(1, entry.Invoice.Position.Hash, Content.IssueTime), entry.ToHead());
    }

    [Fact]
    public void The_number_that_the_register_assigns_stands_in_the_document()
    {
        var entry = LedgerEntry.Seal(Content with { Number = null }, "1001", LedgerHead.Empty);

        Assert.Equal("1001", entry.Invoice.Content.Number);
        Assert.Equal("1001", InvoiceDocument.Read(entry.Document, InvoiceState.Issued).Content.Number);
    }

    [Fact]
    public void Documents_are_chained_and_time_never_goes_back() => Gen.Int[0, 86_399].Array[1, 12].Sample(seconds =>
    {
        // Instants of one day of Kazakhstan in any order, as clocks of several servers give them.
        var start = KazakhstanCalendar.StartOf(new(2026, 5, 26));
        var head = LedgerHead.Empty;
        foreach (var second in seconds)
        {
            var asked = start.AddSeconds(second);
            var entry = LedgerEntry.Seal(Content with { IssueTime = asked }, "57", head);

            Assert.Equal(head.Sequence + 1, entry.Invoice.Position.Sequence);
            Assert.Equal(head.Hash, entry.Invoice.Position.PreviousHash);
            Assert.Equal(LedgerHash.Of(entry.Document.Span), entry.Invoice.Position.Hash);
            Assert.Equal(asked > head.IssueTime ? asked : head.IssueTime, entry.Invoice.Content.IssueTime);
            Assert.Equal(new(2026, 5, 26), entry.Invoice.Content.IssueDate);
            head = entry.ToHead();
        }
    });

    [Fact]
    public void What_is_answered_is_what_the_document_says()
    {
        var entry = LedgerEntry.Seal(Content, "57", new(41, LedgerHash.Of("x"u8), Content.IssueTime.AddHours(1)));
        var read = InvoiceDocument.Read(entry.Document, InvoiceState.Issued);

        Assert.Equal(entry.Invoice.Position, read.Position);
        Assert.Equal(entry.Invoice.RegistrationNumber, read.RegistrationNumber);
        Assert.Equal(Content.IssueTime.AddHours(1), read.Content.IssueTime);
        Assert.Equal(entry.Invoice.Content.IssueTime, read.Content.IssueTime);
    }

    [Fact]
    public void A_ledger_that_has_moved_to_a_later_day_refuses_the_day_before()
    {
        // 19:00 UTC is midnight in Kazakhstan.
        var today = Content with { IssueTime = new(2026, 5, 26, 18, 59, 59, TimeSpan.Zero) };
        var tomorrow = new LedgerHead(1, LedgerHash.Of("x"u8), new(2026, 5, 26, 19, 0, 0, TimeSpan.Zero));

        Assert.Throws<ArgumentException>(() => LedgerEntry.Seal(today, "57", tomorrow));
        Assert.Equal(2, LedgerEntry.Seal(today, "57", tomorrow with { IssueTime = today.IssueTime }).Invoice.Position.Sequence);
    }

    [Fact]
    public void A_full_ledger_refuses_another_document() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerEntry.Seal(Content, "57", LedgerHead.Empty with { Sequence = RegistrationNumber.MaxSequence }));

    [Fact]
    public void The_etag_is_the_beginning_of_the_hash_and_the_state()
    {
        var invoice = LedgerEntry.Seal(Content, "57", LedgerHead.Empty).Invoice;

        Assert.Equal($"{invoice.Position.Hash.ToString()[..16]}-1", invoice.Etag);
    }
}

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
        var entry = LedgerEntry.Seal(Content, LedgerHead.Empty);

        Assert.Equal(new LedgerPosition(1, LedgerHash.Of(entry.Document.Span), LedgerHash.None), entry.Record.Position);
        Assert.Equal("ESF-941240001151-20260526-00000001", entry.Record.RegistrationNumber.ToString());
        Assert.Equal(34, entry.Record.RegistrationNumber.ToString().Length);
        Assert.Equal(InvoiceState.Issued, ((Invoice)entry.Record).State);
        Assert.Equal(new LedgerHead(1, entry.Record.Position.Hash, Content.IssueTime), entry.ToHead());
    }

    [Fact]
    public void The_number_that_the_register_assigns_stands_in_the_document()
    {
        var entry = LedgerEntry.Seal(Content with { Number = "1001" }, LedgerHead.Empty);

        Assert.Equal("1001", ((InvoiceContent)entry.Content).Number);
        Assert.Equal("1001", InvoiceDocument.Read(entry.Document, InvoiceState.Issued, null).Content.Number);
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
            var entry = LedgerEntry.Seal(Content with { IssueTime = asked }, head);

            Assert.Equal(head.Sequence + 1, entry.Record.Position.Sequence);
            Assert.Equal(head.Hash, entry.Record.Position.PreviousHash);
            Assert.Equal(LedgerHash.Of(entry.Document.Span), entry.Record.Position.Hash);
            Assert.Equal(asked > head.IssueTime ? asked : head.IssueTime, entry.Content.IssueTime);
            Assert.Equal(new(2026, 5, 26), entry.Content.IssueDate);
            head = entry.ToHead();
        }
    });

    [Fact]
    public void What_is_answered_is_what_the_document_says()
    {
        var entry = LedgerEntry.Seal(Content, new(41, LedgerHash.Of("x"u8), Content.IssueTime.AddHours(1)));
        var read = InvoiceDocument.Read(entry.Document, InvoiceState.Issued, null);

        Assert.Equal(entry.Record.Position, read.Position);
        Assert.Equal(entry.Record.RegistrationNumber, read.RegistrationNumber);
        Assert.Equal(Content.IssueTime.AddHours(1), read.Content.IssueTime);
        Assert.Equal(entry.Content.IssueTime, read.Content.IssueTime);
    }

    [Fact]
    public void A_ledger_that_has_moved_to_a_later_day_refuses_the_day_before()
    {
        // 19:00 UTC is midnight in Kazakhstan.
        var today = Content with { IssueTime = new(2026, 5, 26, 18, 59, 59, TimeSpan.Zero) };
        var tomorrow = new LedgerHead(1, LedgerHash.Of("x"u8), new(2026, 5, 26, 19, 0, 0, TimeSpan.Zero));

        Assert.Throws<ArgumentException>(() => LedgerEntry.Seal(today, tomorrow));
        Assert.Equal(2, LedgerEntry.Seal(today, tomorrow with { IssueTime = today.IssueTime }).Record.Position.Sequence);
    }

    [Fact]
    public void A_full_ledger_refuses_another_document() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerEntry.Seal(Content, LedgerHead.Empty with { Sequence = RegistrationNumber.MaxSequence }));

    [Fact]
    public void The_etag_is_the_beginning_of_the_hash_and_the_state()
    {
        var invoice = (Invoice)LedgerEntry.Seal(Content, LedgerHead.Empty).Record;

        Assert.Equal($"{invoice.Position.Hash.ToString()[..16]}-1", invoice.Etag);
    }
}

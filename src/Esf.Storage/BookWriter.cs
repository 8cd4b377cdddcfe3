using Esf.Domain.Invoices;
using Esf.Domain.Ledger;

namespace Esf.Storage;

/// <summary>The statements that write down what a batch has appended, each table in one go; the feed last but for the ledger.</summary>
/// <remarks>
/// Raising the feed locks its one row until the commit, and every other append waits for it there. So all that can be written before is
/// written before; only the rows of the ledger, which carry their places in the feed, come after it.
/// </remarks>
internal static class BookWriter
{
    private const string UpdateHead = """
        update taxpayers set head_sequence = @sequence, head_hash = @hash, head_issue_time_us = @issue_time_us, gross_tiyn = @gross_tiyn
        where bin = @bin
        """;

    // Adds instead of setting: even a balance that was read wrongly could not pass the table's check.
    private const string MovePayment = """
        update vat_payments set allocated_tiyn = allocated_tiyn + @amount_tiyn where bin = @bin and payment_id = @payment_id
        """;

    private const string InsertInvoice = """
        insert into invoices (bin, sequence, number, issue_date, turnover_date, type, state, family, family_head,
                              supplier_name, supplier_country_code, turnover_tiyn, vat_tiyn, total_tiyn, vat_paid_on)
        values (@bin, @sequence, @number, @issue_date, @turnover_date, @type, @state, @family, @family_head,
                @supplier_name, @supplier_country_code, @turnover_tiyn, @vat_tiyn, @total_tiyn, @vat_paid_on)
        """;

    private const string UpdateState =
        "update invoices set state = @state, state_changed_by = @changed_by where bin = @bin and sequence = @sequence";

    private const string UpdateFamily = "update invoices set family_head = @head where bin = @bin and sequence = @family";

    private const string InsertMovement =
        "insert into payment_movements (bin, sequence, payment_id, amount_tiyn) values (@bin, @sequence, @payment_id, @amount_tiyn)";

    private const string InsertEnd = """
        insert into offset_ends (bin, ended_sequence, sequence, withdrawn_tiyn, period)
        values (@bin, @ended_sequence, @sequence, @withdrawn_tiyn, @period)
        """;

    private const string InsertRequest =
        "insert into requests (bin, request_id, request_hash, sequence) values (@bin, @request_id, @request_hash, @sequence)";

    private const string InsertDocument = """
        insert into ledger (bin, sequence, registration_number, kind, position, commit_time_us, issue_date, issue_time_us,
                            offset_tiyn, offset_period, withdrawn_tiyn, hash, previous_hash, document)
        values (@bin, @sequence, @registration_number, @kind, (select position - @behind from feed), (select commit_time_us from feed),
                @issue_date, @issue_time_us, @offset_tiyn, @offset_period, @withdrawn_tiyn, @hash, @previous_hash, @document)
        """;

    /// <summary>All that is to be written of a batch that has appended something.</summary>
    /// <param name="books">The batch.</param>
    /// <param name="clock">Clock of the commit.</param>
    public static IEnumerable<Statement> Write(Books books, RegisterClock clock) =>
    [
        .. books.Changed().Select(book => ToHead(book)),
        .. Movements(books).GroupBy(movement => (movement.Bin, movement.PaymentId)).Select(payment => new Statement(
            MovePayment,
            ("bin", payment.Key.Bin),
            ("payment_id", payment.Key.PaymentId),
            ("amount_tiyn", payment.Sum(movement => movement.Tiyn)))),
        .. books.Pages.Where(page => page.Entry.Content is InvoiceContent).Select(ToInvoice),
        .. books.States.Select(change => new Statement(
            UpdateState,
            ("bin", change.Bin),
            ("sequence", change.Sequence),
            ("state", (short)change.State),
            ("changed_by", change.By.ToString()))),
        .. books.Amended().Select(family => new Statement(UpdateFamily, ("bin", family.Bin), ("family", family.Family), ("head", family.Head))),
        .. Movements(books).Select(movement => new Statement(
            InsertMovement,
            ("bin", movement.Bin),
            ("sequence", movement.Sequence),
            ("payment_id", movement.PaymentId),
            ("amount_tiyn", movement.Tiyn))),
        .. from page in books.Pages
           from end in page.Entry.Content.Offset.Withdrawn
           select new Statement(
               InsertEnd,
               ("bin", page.Item.Bin),
               ("ended_sequence", end.Invoice.Sequence),
               ("sequence", page.Entry.Record.Position.Sequence),
               ("withdrawn_tiyn", end.Amount.Tiyn),
               ("period", end.AttributedPeriod.ToString())),
        .. books.Pages.Select(page => new Statement(
            InsertRequest,
            ("bin", page.Item.Bin),
            ("request_id", page.Item.RequestId.ToString("D")),
            ("request_hash", page.Item.RequestHash),
            ("sequence", page.Entry.Record.Position.Sequence))),
        clock.RaiseFeed(books.Pages.Count, books.Pages.Max(page => page.Item.Content.IssueTime)),
        .. books.Pages.Select((page, i) => ToDocument(page.Entry, books.Pages.Count - 1 - i)),
    ];

    private static IEnumerable<(string Bin, long Sequence, string PaymentId, long Tiyn)> Movements(Books books) =>
        from page in books.Pages
        from movement in page.Entry.Content.Movements
        select (page.Item.Bin, page.Entry.Record.Position.Sequence, movement.PaymentId, movement.Amount.Tiyn);

    private static Statement ToHead(Books.Book book) => new(
        UpdateHead,
        ("bin", book.Bin),
        ("sequence", book.Head.Sequence),
        ("hash", book.Head.Hash.ToString()),
        ("issue_time_us", Instant.ToMicroseconds(book.Head.IssueTime)),
        ("gross_tiyn", book.Gross.Tiyn));

    private static Statement ToInvoice(Books.Page page)
    {
        var content = (InvoiceContent)page.Entry.Content;
        var sequence = page.Entry.Record.Position.Sequence;
        return new(
            InsertInvoice,
            [
                .. LedgerColumns.OfInvoice(content, page.Entry.Record),
                ("state", (short)InvoiceState.Issued),
                ("family", page.Item.Change?.Family ?? sequence),
                ("family_head", page.Item.Change is null ? sequence : null),
            ]);
    }

    /// <param name="entry">The document.</param>
    /// <param name="behind">How many events of the batch come after it.</param>
    private static Statement ToDocument(LedgerEntry entry, long behind) => new(
        InsertDocument, [.. LedgerColumns.OfDocument(entry.Content, entry.Record), ("behind", behind), ("document", entry.Document.ToArray())]);
}
